"""Which bodies stand apart from their class: the modified z-score of Iglewicz and Hoaglin, on whole numbers.

0.6745 (x - median) / MAD, where MAD is the median of the distances from the median; where that is 0 because half of the
bodies are alike, (x - median) / (1.253314 mean distance), as the same authors say. Their limit is 3.5.
"""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.check.keys import Bools, Ints
from analysis.compare.explanations import explain, find_threshold
from analysis.compare.measures import COMPUTED, KEY, PEERS, REPORT
from analysis.compare.ratios import Quotients, Wholes
from analysis.groups import Portfolio, list_members

COMPARED, TOO_FEW, ALIKE = "compared", "too-few", "alike"
SCORE_SCALE = 1000
_MAD_FACTOR, _MEAN_FACTOR = Fraction(6745, 10_000), Fraction(1_253_314, 1_000_000)
_OUTLIERS = (
    "department", "report_year", "class_zh", "class_en", "measure", "phase", "kind", "result", "low", "high", "median",
    "spread", "basis", "bodies", "score", "side", "explanations", "figures", "unit", "base_figures", "base",
)  # fmt: skip


def summarise_peers(measures: pd.DataFrame, data: Portfolio) -> pd.DataFrame:
    """Return one row for each class, year, measure and phase of measure_peers that any body has a result of.

    A body that lies within another one that has a report of the year too is not counted beside it.

    Columns: class_zh, class_en (str), report_year (int32), measure, phase, kind (str), bodies (int64: with a result),
    lacking (int64: counted without one), median, spread (Int64, as `result`: the median distance from the median, where
    that is 0 the mean one; rounded once), basis (str: mad, mean, or empty where nothing is compared), status (str:
    compared, too-few: fewer bodies than data/thresholds.csv asks for, alike: all results are the same).

    >>> from analysis import measure_peers, open_group, summarise_peers
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> found = summarise_peers(measure_peers(data), data).query("measure == 'three-public' and phase == 'approved'")
    >>> found[["bodies", "lacking", "median", "status"]]
       bodies  lacking     median   status
    0       3        0  660100000  too-few
    """
    columns = ["class_zh", "class_en", *PEERS[1:], "kind", "bodies", "lacking", "median", "spread", "basis", "status"]
    return _score(measures, data).drop_duplicates(PEERS)[columns].reset_index(drop=True)


def find_outliers(measures: pd.DataFrame, data: Portfolio, checks: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row for each result of measure_peers that stands apart from its class, the furthest first.

    Nothing stands apart in a class of too few bodies (summarise_peers). On which side one is pointed out the measure
    says. `checks` is run_checks(data); left out, only the bodies with outliers are checked.

    Columns: department (str), report_year (int32), class_zh, class_en, measure, phase, kind (str), result, low, high,
    median, spread (Int64, as in measure_peers), basis (str: mad or mean), bodies (int64), score (Int64, thousandths,
    rounded once), side (str: high, low), explanations (str: ids of what the data have to explain it, empty for
    nothing), figures, unit, base_figures, base (str, as in measure_peers).

    Explanations: mismatch (a check that does not close uses one of its figures), restated (a later report states one
    otherwise), derived (one is not printed), zero, contains (another member lies within the body), other-body (a unit
    among departments, or the reverse), other-unit (printed in another unit than most), not-read (a part of the report
    was not read), joined (no report of the year before), small-count (few persons or posts below the line),
    rounding (within the limit at one end of what rounding leaves), measure:<id> (as far out in that measure).

    >>> from analysis import find_outliers, measure_peers, open_group
    >>> data = open_group("jiangsu-provincial")
    >>> len(find_outliers(measure_peers(data), data))  # three bodies are too few
    0
    """
    rows = _score(measures, data)
    beyond = rows[rows["side"].ne("")]
    asked = beyond["measure"].map(data.measures.set_index("measure")["direction"])
    shown = beyond[asked.eq("both") | asked.eq(beyond["side"])].reset_index(drop=True)
    found = shown.assign(explanations=explain(shown, rows, data, checks), near=-shown["score"].abs())
    order = ["near", *KEY]
    return found.sort_values(order, kind="stable", ignore_index=True)[list(_OUTLIERS)]


class _Peers(NamedTuple):
    """What bodies are compared with, for each number of a class, year, measure and phase.

    A score is a result's distance from the median, taken twice, times `top` over `bottom`, which is 0 for no score.
    """

    bodies: Ints
    twice_median: Ints
    spread: Quotients
    basis: Any
    status: Any
    top: Wholes
    bottom: Wholes

    def rate(self, value: Ints, group: Ints) -> Quotients:
        """Return the scores of results among their peers."""
        apart = (2 * value - self.twice_median[group]).astype(object)
        return Quotients(apart * self.top[group], self.bottom[group])


def _score(measures: pd.DataFrame, data: Portfolio) -> pd.DataFrame:
    """Return the results of the counted bodies with the statistics of their peers, their score and their side.

    `rounding` says that a result is within the limit at one end of what rounding leaves.
    """
    members = list_members(data)
    counted = members.loc[members["counted"], [*REPORT, "class_zh", "class_en"]]
    rows = measures.merge(counted, on=REPORT, validate="m:1")
    rows = rows.assign(lacking=rows["status"].ne(COMPUTED).groupby([rows[name] for name in PEERS]).transform("sum"))
    rows = rows[rows["status"].eq(COMPUTED)].reset_index(drop=True)
    group = np.asarray(rows.groupby(PEERS, sort=False).ngroup(), dtype=np.int64)
    value, limit = np.asarray(rows["result"], dtype=np.int64), find_threshold(data, "outlier-score")
    peers = _describe_peers(value, group, int(find_threshold(data, "outlier-bodies")))
    score = peers.rate(value, group)
    ends = [peers.rate(np.asarray(rows[one].fillna(rows["result"]), dtype=np.int64), group) for one in ("low", "high")]
    high, low = _exceeds(score, limit), _exceeds(Quotients(-score.top, score.bottom), limit)
    inside = ~_exceeds(ends[0], limit) & high | ~_exceeds(Quotients(-ends[1].top, ends[1].bottom), limit) & low
    median = Quotients(peers.twice_median.astype(object), np.full(len(peers.bodies), 2, dtype=object))
    return rows.assign(
        bodies=peers.bodies[group],
        median=median.round_to(1)[group],
        spread=peers.spread.round_to(1)[group],
        basis=peers.basis[group],
        status=peers.status[group],
        score=score.round_to(SCORE_SCALE),
        side=np.select([high, low], ["high", "low"], ""),
        rounding=inside,
    )


def _exceeds(score: Quotients, limit: Fraction) -> Bools:
    """Return which scores, whose bottoms are not negative, lie above a limit."""
    return np.asarray(score.top * limit.denominator > score.bottom * limit.numerator, dtype=bool) & (score.bottom > 0)


def _describe_peers(value: Ints, group: Ints, fewest: int) -> _Peers:
    """Return the statistics of groups 0 … from the results of their bodies."""
    count = np.bincount(group).astype(np.int64)
    twice_median = _add_middle(value, group, count)
    apart = abs(2 * value - twice_median[group])
    four_mad = _add_middle(apart, group, count).astype(object)
    total = np.zeros(len(count), dtype=object)
    np.add.at(total, group, apart.astype(object))
    few, alike, mean = count < fewest, total == 0, four_mad == 0
    top = np.where(mean, count * _MEAN_FACTOR.denominator, 2 * _MAD_FACTOR.numerator)
    bottom = np.where(mean, total * _MEAN_FACTOR.numerator, four_mad * _MAD_FACTOR.denominator)
    return _Peers(
        count,
        twice_median,
        Quotients(np.where(mean, total, four_mad), np.where(mean, 2 * count, 4)),
        np.select([few | alike, mean], ["", "mean"], "mad"),
        np.select([few, alike], [TOO_FEW, ALIKE], COMPARED),
        top.astype(object),
        np.where(few | alike, 0, bottom),
    )


def _add_middle(value: Ints, group: Ints, count: Ints) -> Ints:
    """Return for each group the sum of its two middle values, which of an odd number are the same one."""
    ordered, first = value[np.lexsort([value, group])], np.cumsum(count) - count
    return np.asarray(ordered[first + (count - 1) // 2] + ordered[first + count // 2])
