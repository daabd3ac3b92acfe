"""Names beside the ids of any table of the analysis, for people who read it: in one language, made last."""

from collections.abc import Callable, Hashable
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.show.categories import name_breakdown
from analysis.show.names import Names
from analysis.texts import DEFAULT_LANGUAGE

_THREE_PUBLIC = "three-public"


def add_names(table: pd.DataFrame, data: Dataset, lang: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return a table of the analysis with the names of its ids in front; ids and numbers stay as they are.

    Columns (str), each where the table has what it names: department_name, name (of the category, series, item of the
    three-public expenses or indicator; the label of a figure without a code), breakdown_name, set_name, rule_name,
    identity_name, missing_names (inputs that an indicator lacks).

    >>> from analysis import compare_categories, open_data
    >>> data = open_data("beita-union", 2019)
    >>> add_names(compare_categories(data), data, "en")[["department_name", "name", "pct"]].head(1)
                                 department_name           name        pct
    0  Beita District Federation of Trade Unions  Running costs  39.176431
    """
    names = Names(data, lang)
    added = {
        name: _map(table, list(columns), say)
        for name, (columns, say) in _choose(names, table).items()
        if set(columns) <= set(table.columns)
    }
    rest = table.drop(columns=[name for name in added if name in table.columns])
    return pd.concat([pd.DataFrame(added, index=table.index, dtype="str"), rest], axis=1)


def _choose(names: Names, table: pd.DataFrame) -> dict[str, tuple[tuple[str, ...], Callable[..., str]]]:
    """Return for each column of names the columns that it names, and what names them."""
    item: tuple[tuple[str, ...], Callable[..., str]]
    if "indicator" in table:
        item = ("indicator_set", "indicator"), lambda *ids: names.pick(names.indicators[ids])
    elif "series" in table:
        item = ("series",), lambda series: names.name_all(series.split("+"))
    elif "label" in table:
        item = ("scheme", "code", "label"), lambda scheme, code, label: _name_code(names, scheme, code) or label
    elif "scheme" in table:
        item = ("scheme", "code"), lambda scheme, code: _name_code(names, scheme, code)
    else:
        item = ("code",), lambda code: _name_code(names, _THREE_PUBLIC, code)
    return {
        "department_name": (("department",), lambda one: _pick(names, "departments", "department", one)),
        "name": item,
        "breakdown_name": (("breakdown",), lambda one: name_breakdown(names, one)),
        "set_name": (("indicator_set",), names.name_set),
        "rule_name": (("rule",), lambda one: _pick(names, "rules", "rule", one, "title")),
        "identity_name": (("identity", "rule"), lambda identity, rule: _name_identity(names, identity, rule)),
        "missing_names": (
            ("missing", "indicator"),
            lambda ids, _: names.join_names(map(names.name_input, ids.split())),
        ),
    }


def _map(table: pd.DataFrame, columns: list[str], say: Callable[..., str]) -> list[str]:
    """Return what each row is called; ids that repeat are named once."""
    known: dict[tuple[Hashable, ...], str] = {}
    keys = list(zip(*(table[column].astype("str") for column in columns), strict=True))
    return [known[key] if key in known else known.setdefault(key, say(*key)) for key in keys]


def _name_code(names: Names, scheme: str, code: str) -> str:
    return names.name(scheme, code) if (scheme, code) in names.codes else ""


def _pick(names: Names, table: str, column: str, value: str, name: str = "name") -> str:
    row: Any = names.rows(table, column).get(value)
    return names.pick(row, name) if row else value


def _name_identity(names: Names, identity: str, rule: str) -> str:
    if ">" in identity or identity in names.rows("identities", "identity"):
        return name_breakdown(names, identity)
    return _pick(names, "rules", "rule", rule, "title")
