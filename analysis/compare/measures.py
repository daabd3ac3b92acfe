"""What is compared between bodies: amounts, shares and amounts per head, each measure a line of data/measures.csv."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.check.disclosure import mark_read
from analysis.check.index import Index
from analysis.check.keys import Bools, Ints
from analysis.check.rows import join_words, name_figures
from analysis.compare.levels import find_levels
from analysis.compare.ratios import Ratios, compute_ratios, make_terms, resolve_derived
from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.groups import Portfolio
from analysis.money import FEN_PER_WAN, RATE_SCALE

COMPUTED, MISSING = "computed", "missing"
REPORT = ["department", "report_year"]
KEY = [*REPORT, "measure", "phase"]  # one row of measure_peers
PEERS = ["class_zh", "report_year", "measure", "phase"]  # what bodies are compared within
MONEY, RATIO, PER_HEAD = "money", "ratio", "per-head"
_LARGEST = "*"  # the code of a numerator that is the largest class of its scheme
# Why there is no result, the first that holds; behind them a denominator of zero or below.
_REASONS = ("", "no-phase", "scope-not-said", "not-read", "not-stated", "incomplete")
_TEXTS = ("measure", "phase", "kind", "status", "reason", "unit", "base", "largest")


class _Use(NamedTuple):
    """A measure in one phase: the places of its figures among those looked up, -1 where it has none.

    `top` has alternatives of which the first that is stated counts, as the sum of its parts.
    """

    measure: Any
    phase: str
    top: list[list[int]]
    base: int
    unclear: int


def measure_peers(data: Portfolio) -> pd.DataFrame:
    """Return one row for each report, measure of data/measures.csv and phase; what cannot be computed says why.

    Columns: department (str), report_year (int32), measure, phase, kind (str), numerator, denominator (Int64, 分 or
    pieces; <NA> if not stated), result, low, high (Int64: of money and per-head 分, of a ratio millionths, each rounded
    once; the bounds are what the printed figures leave, <NA> where the denominator may be 0), status (computed,
    missing), reason (str: empty; no-phase: no amount of the phase is in the report; not-stated; not-read: not found,
    but not all of the report was read; scope-not-said: a count is there that does not say what it counts; incomplete:
    the classes do not make up the total; zero-base), missing (str: `scheme/code:phase` of what was not found), figures
    (str: ids), unit (str, as the numerator is printed), base_figures (str: ids; where a scope is not said of the count
    that does not say it), base (str: `scheme/code` of the denominator, which is its scope), largest (str: the
    `scheme/code` that is the largest class), amount_wan (float, 万元) and pct (float, %), made last.

    >>> from analysis import measure_peers, open_group
    >>> found = measure_peers(open_group("jiangsu-provincial", 2019)).query("measure == 'three-public-per-post'")
    >>> found.query("phase == 'approved'")[["department", "result", "status", "missing"]]
                   department   result    status                  missing
    4        jiangsu-congress  2271006  computed
    33          jiangsu-cppcc     <NA>   missing  staffing/posts:approved
    62  jiangsu-procuratorate     <NA>   missing  staffing/posts:approved
    """
    index = Index(data)
    uses, wanted = _list_uses(data.measures, data.codes)
    rows, read = find_levels(index, wanted), mark_read(data)
    phases = {phase: _find_phases(index, phase) for phase in wanted["phase"].unique()}
    tables = [_measure(index, use, rows, read, phases[use.phase]).assign(place=at) for at, use in enumerate(uses)]
    table = pd.concat(tables, ignore_index=True).astype(dict.fromkeys(_TEXTS, "str"))
    keys = ["department", "report_year", "place"]
    return table.sort_values(keys, kind="stable", ignore_index=True).drop(columns="place")


def _list_uses(measures: pd.DataFrame, codes: pd.DataFrame) -> tuple[list[_Use], pd.DataFrame]:
    """Return the measures by phase, and the figures that they need as find_levels wants them."""
    places: dict[tuple[str, ...], int] = {}
    classes = codes[codes["parent"].eq("")].groupby("scheme")["code"].agg(list).to_dict()

    def look_up(selector: str, phase: str) -> list[int]:
        scheme, code, scope = [*selector.split("/"), ALL][:3]
        names = classes.get(scheme, []) if code == _LARGEST else [code]
        return [places.setdefault((scheme, one, scope, phase), len(places)) for one in names]

    uses = []
    for row in iterate_rows(measures):
        for phase in row.phases.split():
            alternatives = [one.split("+") for one in row.numerator.split()]
            top = [[place for one in parts for place in look_up(one, phase)] for parts in alternatives]
            bases = (row.denominator, row.unclear)
            base, unclear = (look_up(one, row.base_phase or phase)[0] if one else -1 for one in bases)
            uses.append(_Use(row, phase, top, base, unclear))
    wanted = pd.DataFrame(list(places), columns=["scheme", "code", "scope", "phase"], dtype="str")
    return uses, wanted.assign(year_offset=0)


def _measure(index: Index, use: _Use, rows: Ints, read: Bools, known_phase: Bools) -> pd.DataFrame:
    """Return the rows of one measure in one phase for all reports, in their order."""
    values, kind, reports = index.figures["value"].to_numpy(), use.measure.kind, index.data.reports
    base, unclear = (rows[:, one] if one >= 0 else np.full(len(rows), -1) for one in (use.base, use.unclear))
    base = _keep_kind(index, base, "count" if kind == PER_HEAD else "money")
    top, whole = _keep_kind(index, _choose(rows, use.top), "money"), np.ones(len(rows), dtype=bool)
    largest = _LARGEST in use.measure.numerator
    if largest:
        whole = _close(index, top, base)
        place = np.where(top < 0, -1, values[top]).argmax(axis=1)
        top = np.take_along_axis(top, place[:, None], axis=1)
    has_top = np.asarray((top >= 0).any(axis=1), dtype=np.bool_)
    has_base: Bools = (base >= 0) | np.full(len(rows), kind == MONEY)
    both, unsaid = has_top & has_base, has_top & ~has_base & (unclear >= 0)
    known = both & whole & ((base < 0) | (values[base] > 0))
    reasons = [known, ~known_phase, unsaid, ~both & ~read, ~both, ~whole]
    ratios = _divide(index, np.where(known[:, None], top, -1), np.where(base < 0, len(index.figures), base))
    numbers = ratios.round_to("low", "result", "high", scale=RATE_SCALE if kind == RATIO else 1)
    size = numbers["result"].to_numpy("float64", na_value=np.nan)
    years = reports["report_year"].to_numpy()
    return reports.assign(
        measure=use.measure.measure,
        phase=use.phase,
        kind=kind,
        numerator=pd.arrays.IntegerArray(np.where(top < 0, 0, values[top]).sum(axis=1), ~has_top),
        denominator=pd.arrays.IntegerArray(values[base], base < 0),
        **{name: numbers[name] for name in ("result", "low", "high")},
        status=np.where(known, COMPUTED, MISSING),
        reason=np.select(reasons, _REASONS, "zero-base"),
        missing=_name_missing(use, has_top, has_base),
        figures=_cite(index, top, years),
        unit=np.where(has_top, index.name("unit", top.max(axis=1)), ""),
        base_figures=_cite(index, np.where(unsaid, unclear, base)[:, None], years),
        base=use.measure.denominator,
        largest=np.where(known & largest, _name_selectors(index, top[:, 0]), ""),
        amount_wan=size / FEN_PER_WAN if kind != RATIO else np.nan,
        pct=size / 10_000 if kind == RATIO else np.nan,
    )


def _keep_kind(index: Index, rows: Ints, kind: str) -> Ints:
    """Return rows of figures with -1 for those of another kind, such as a level that is printed in per cent."""
    return np.where(index.codes("kind")[rows] == index.find("kind", [kind]), rows, -1)


def _choose(rows: Ints, alternatives: list[list[int]]) -> Ints:
    """Return for each report the figures of the first alternative that it states one of, -1 for those it does not."""
    chosen = np.full((len(rows), max(1, *map(len, alternatives))), -1)
    for places in reversed(alternatives):
        own = rows[:, places]
        there = (own >= 0).any(axis=1)
        chosen[there] = -1
        chosen[there, : len(places)] = own[there]
    return chosen


def _find_phases(index: Index, phase: str) -> Bools:
    """Return whether each report states any amount of its own year in a phase: of a budget nothing final is asked."""
    levels, figures = index.levels, index.figures
    rows = levels["row"].to_numpy()
    own = (figures["phase"].eq(phase) & figures["kind"].eq("money")).to_numpy()[rows]
    own &= levels["fiscal_year"].eq(levels["report_year"]).to_numpy()
    return np.isin(np.arange(len(index.data.reports)), levels["report"].to_numpy()[own])


def _name_selectors(index: Index, rows: Ints) -> Any:
    return (index.name("scheme", rows) + "/" + index.name("code", rows)).to_numpy(object)


def _close(index: Index, top: Ints, base: Ints) -> Bools:
    """Return whether the classes that are stated make up the total, as far as rounding tells."""
    value, rounding = (index.figures[name].to_numpy() for name in ("value", "rounding"))
    apart = abs(np.where(top < 0, 0, value[top]).sum(axis=1) - value[base])
    return np.asarray(2 * apart <= np.where(top < 0, 0, rounding[top]).sum(axis=1) + rounding[base])


def _divide(index: Index, top: Ints, base: Ints) -> Ratios:
    """Return for each report the sum of some figures (-1 for none) over another; of a report without any none."""
    report, place = np.nonzero(top >= 0)
    below = np.unique(report)
    terms = pd.concat([make_terms(report, top[report, place], top=1), make_terms(below, base[below], bottom=1)])
    return compute_ratios(index, resolve_derived(index, terms), len(top))


def _name_missing(use: _Use, has_top: Bools, has_base: Bools) -> Any:
    """Return for each report what it does not state of a measure, with its phase."""
    top = " ".join(f"{one}:{use.phase}" for one in use.measure.numerator.split())
    base = f"{use.measure.denominator}:{use.measure.base_phase or use.phase}"
    pairs = zip(np.where(has_top, "", top), np.where(has_base, "", base), strict=True)
    return pd.array([" ".join(filter(None, pair)) for pair in pairs], dtype="str")


def _cite(index: Index, rows: Ints, years: Ints) -> Any:
    """Return the ids of the figures of each report (-1 for none) as one text."""
    report, place = np.nonzero(rows >= 0)
    return join_words(report, name_figures(index, rows[report, place], years[report]), len(rows))
