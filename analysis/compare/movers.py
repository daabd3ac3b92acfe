"""Which bodies changed most from one year to the next, in yuan and in rate."""

import numpy as np
import pandas as pd

from analysis.compare.bodies import SAME
from analysis.compare.explanations import find_threshold
from analysis.figures import ALL
from analysis.groups import Portfolio
from analysis.money import FEN_PER_WAN
from analysis.schemes import EXPENDITURE

TOTAL, CLASS, THREE_PUBLIC = "total", "class", "three-public"
AMOUNT, RATE = "amount", "rate"
_TOTAL = "summary/total"


def list_movers(bodies: pd.DataFrame, data: Portfolio) -> pd.DataFrame:
    """Return the changes of bodies with a figure in both years, the largest first: once by amount, once by rate.

    Of expenditure of all funds and the whole scope: the total, the classes that it is divided into, the three-public
    total. By rate only against a base of at least `small-base` of data/thresholds.csv. What did not change has no row.

    Columns: those of compare_bodies, and of (str: total, class, three-public), by (str: amount, rate), rank (int32:
    1 … within of, by and phase, the largest change up or down first).

    >>> from analysis import compare_bodies, list_movers, open_group
    >>> data = open_group("jiangsu-provincial", [2018, 2019])
    >>> movers = list_movers(compare_bodies(data), data).query("of == 'total' and by == 'rate'")
    >>> movers[["rank", "department", "base", "value", "rate"]]
       rank             department         base        value    rate
    3     1          jiangsu-cppcc  10150480000  13377110000  317880
    4     2       jiangsu-congress  15897440000  18330370000  153039
    5     3  jiangsu-procuratorate  21955350000  24169740000  100859
    """
    whole = bodies[["flow", "fund", "scope"]].eq([EXPENDITURE, ALL, ALL]).all(axis=1)
    moved = bodies[whole & bodies["role"].eq(SAME) & bodies["change"].ne(0)]
    series = moved["series"]
    cases = {TOTAL: series.eq(_TOTAL), THREE_PUBLIC: series.eq("three-public/total")}
    dividing = data.schemes.loc[data.schemes["adds_up_to"].str.split().map(lambda names: _TOTAL in names), "scheme"]
    cases[CLASS] = series.str.startswith(tuple(f"{one}/" for one in dividing))
    of = np.select(list(cases.values()), list(cases), "")
    moved = moved.assign(of=pd.array(of, "str"))[of != ""]
    floor = int(find_threshold(data, "small-base") * FEN_PER_WAN)
    rates = moved[moved["base"].ge(floor) & moved["rate"].notna()]
    kinds = ((AMOUNT, "change", moved), (RATE, "rate", rates))
    table: pd.DataFrame = pd.concat([rows.assign(by=by, most=-rows[name].abs()) for by, name, rows in kinds])
    places = {name: place for place, name in enumerate((TOTAL, CLASS, THREE_PUBLIC, AMOUNT, RATE))}
    table = table.assign(first=table["of"].map(places), second=table["by"].map(places))
    keys = ["phase", "first", "second", "most", "report_year", "department", "series"]
    table = table.sort_values(keys, kind="stable", ignore_index=True).drop(columns=["most", "first", "second"])
    table["rank"] = table.groupby(["phase", "of", "by"]).cumcount().astype(np.int32) + 1
    return table
