"""A view as its table and chart show it: names and words in one language, amounts in 万元."""

import pandas as pd

from analysis.dataset import Dataset
from analysis.explore.views import View
from analysis.money import FEN_PER_WAN, strip_controls
from analysis.show.canvas import Bar, Chart, draw_bars
from analysis.show.named import add_names
from analysis.show.names import Names
from analysis.texts import catalogue

MOST_BARS = 12
_WHOLE = ">summary/total"
_AMOUNTS = {"base_wan": "base", "change_wan": "change", "budget_wan": "budget", "final_wan": "final"}
_AMOUNTS |= {f"{name}_wan": name for name in ("reported", "calculated", "difference")}
_WORDS = {"phase": "show.phase", "fund": "show.fund", "scope": "show.scope", "verdict": "verdict"}
_WORDS |= {"severity": "severity", "status": "explore.status"}
_TITLED = ("department_name", "report_year")
_LABEL = ["department_name", "report_year", "breakdown_name", "phase", "fund", "scope"]


def prepare(frame: pd.DataFrame, view: View, data: Dataset, names: Names) -> pd.DataFrame:
    """Return the columns of a view with names for ids, words for codes and amounts in 万元; its ids stay English."""
    named = add_names(frame, data, names.lang)
    money = named["kind"].eq("money") if "kind" in named else pd.Series(data=True, index=named.index)
    for column, source in _AMOUNTS.items():
        if source in named:
            amounts = named[source].astype("Float64") / FEN_PER_WAN
            named[column] = amounts.where(money.to_numpy()).to_numpy("float64", na_value=float("nan"))
    for column, key in _WORDS.items():
        if column in named:
            words = {one: _say(names, f"{key}.{one}", one) for one in named[column].astype("str").unique()}
            named[column] = named[column].astype("str").map(words)
    return named[view.columns.split()]


def drop_constant(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table without columns that hold nothing, and without what is the same in all rows and in the title."""
    said = [column for column in _TITLED if column in table and table[column].nunique() == 1]
    bare = [column for column in table if table[column].isna().all() or table[column].astype("str").eq("").all()]
    return table.drop(columns={*said, *bare} if len(table) else [])


def _say(names: Names, key: str, otherwise: str) -> str:
    return names.say(key) if key in catalogue() else "" if otherwise == "all" else otherwise


def name_columns(table: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return the table as people see it: heads in words, invisible characters gone."""
    heads = {column: _say(names, f"verdict.{column}", "") or names.say(f"explore.column.{column}") for column in table}
    clean = {str(column): table[column].map(strip_controls) for column in table if table[column].dtype == "str"}
    clean |= {"pct": table["pct"].round(2)} if "pct" in table else {}
    return table.assign(**clean).rename(columns=heads)


def draw(table: pd.DataFrame, frame: pd.DataFrame, view: View, names: Names, title: str) -> Chart | None:
    """Return the largest bars of a view, of breakdowns those of the whole total; None where there are none."""
    if "breakdown" in frame and (whole := frame["breakdown"].str.endswith(_WHOLE)).any():
        table = table[whole]
    if view.value:
        known = table[table[view.value].notna() & table[view.value].ne(0)]
        ranked = known.reindex(known[view.value].abs().sort_values(ascending=False, kind="stable").index)
        labels, values = _label(ranked.head(MOST_BARS), view), ranked[view.value].head(MOST_BARS)
        count, suffix = len(ranked), " %" if view.value == "pct" else ""
        texts = [f"{value:,.2f}{suffix}" for value in values]
    else:
        counted = table[view.bars].value_counts()
        labels, values = list(counted.index[:MOST_BARS]), counted.head(MOST_BARS)
        count, texts = len(counted), [f"{value:,}" for value in values]
    if not count:
        return None
    bars = [Bar(label, text, float(value)) for label, text, value in zip(labels, texts, values, strict=True)]
    key = "all" if count <= MOST_BARS else "first"
    unit = names.say(f"explore.measure.{view.value or 'count'}")
    source = names.say(f"explore.source.{key}", measure=unit, shown=len(bars), count=count)
    return draw_bars(names, table, "explore", title, source, bars, 0.36 * len(bars) + 0.95)


def _label(rows: pd.DataFrame, view: View) -> list[str]:
    """Return what tells the bars apart: the name, and whatever else differs among them."""
    differing = [column for column in _LABEL if column in rows and rows[column].nunique() > 1]
    parts = rows[[view.bars, *differing]].astype("str")
    return [" · ".join(filter(None, row)) for row in parts.itertuples(index=False)]
