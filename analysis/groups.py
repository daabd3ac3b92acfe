"""Groups of bodies that are looked at together, as data: data/groups.csv names them, data/groups/ lists them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from numbers import Integral
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.dataset import Dataset, Load, check_parameters, open_reports, resolve_data_dir
from analysis.departments import list_years, load_departments
from analysis.errors import Problem, UserError
from analysis.frames import frame_rows
from analysis.money import strip_controls
from analysis.naming import find_department, list_containers, peek_departments
from analysis.required_tables import read_required_tables, read_titles
from analysis.tables import DataFolder, Row, list_names, show_path
from analysis.texts import DEFAULT_LANGUAGE, say

GROUPS_FILE = "groups.csv"
_OWN = re.compile(r"[（(]?(本级|机关|本部)[）)]?$")  # what a department's own unit adds to its name


@dataclass(frozen=True, eq=False)
class Portfolio(Dataset):
    """The tables of the bodies of a group over some years, and who they are.

    `group` is the group's id, empty for a list of bodies. `members` has one row for each body of the group, also those
    without a report: department, class_zh, class_en (str, as in data/groups/<group>.csv), within (str: the member whose
    accounts contain this body's, never to be added to them; empty for none), within_basis (str: stated in
    departments.csv, or name: by its name), also_in (str: ids of other groups that have it, separated by spaces).
    `measures` and `thresholds` say what is compared between them and what is pointed out, as in data/.
    `required_tables` are those that a disclosure has to have, `titles` the words by which the title of a table tells
    its form (columns as in data/required-tables.csv and data/forms).

    >>> from analysis import open_group
    >>> open_group("putuo", 2025).members["within"].tolist()
    ['', 'putuo-commerce', '', '']
    """

    group: str
    years: tuple[int, ...]
    members: pd.DataFrame
    groups: pd.DataFrame
    measures: pd.DataFrame
    thresholds: pd.DataFrame
    required_tables: pd.DataFrame
    titles: pd.DataFrame


def open_group(
    group: str | Sequence[str],
    years: int | Sequence[int] | None = None,
    data_dir: str | Path | None = None,
    lang: str = DEFAULT_LANGUAGE,
) -> Portfolio:
    """Return the tables of a group (id or name), or of a list of bodies, for some report years (left out: all).

    A member without a report in these years stays a member; years that no member has are refused. Raises UserError
    that lists everything wrong with the call, the group or the data.

    >>> from analysis import open_group
    >>> open_group("jiangsu-provincial", [2018, 2019]).reports["department"].value_counts().to_dict()
    {'jiangsu-congress': 2, 'jiangsu-cppcc': 2, 'jiangsu-procuratorate': 2}
    """
    check_parameters(group, years, lang, ("group", "years"))
    folder = DataFolder(resolve_data_dir(data_dir, lang), lang)
    if (kept := _KEPT.get(_name_call(folder, group, years))) is not None:
        return kept
    return _open_group(folder, group, years, load_departments)


def _open_group(
    folder: DataFolder, group: str | Sequence[str], years: int | Sequence[int] | None, load: Load
) -> Portfolio:
    known = peek_departments(folder)
    name, rows = _find_members(folder, group, known)
    wanted = None if years is None else [int(years)] if isinstance(years, int | Integral) else sorted(map(int, years))
    there = {row["department"]: list_years(folder.path, row["department"]).get(row["department"], []) for row in rows}
    chosen = {one: [year for year in own if wanted is None or year in wanted] for one, own in there.items()}
    _refuse_empty_years(folder, group, wanted, there)
    # Rows that are kept are recorded with their content: a folder from before is read with the project's own.
    measures, thresholds = (folder.read(kind, f"{kind}.csv", lambda _: True) for kind in ("measures", "thresholds"))
    required, titles = read_required_tables(folder), read_titles(folder)
    members = _describe_members(folder, name, rows, known)
    try:
        data = open_reports(folder, dict(sorted(chosen.items())), load)
    except UserError as error:
        raise _count_broken(folder, name, [one for one, own in chosen.items() if own], error) from None
    span = tuple(sorted({year for own in chosen.values() for year in own}))
    return Portfolio(
        **{one.name: getattr(data, one.name) for one in fields(data)},
        group=name,
        years=tuple(wanted or span),
        members=members,
        groups=frame_rows("groups", [row for row in folder.files.get(GROUPS_FILE, []) if row["group"] == name]),
        measures=frame_rows("measures", measures),
        thresholds=frame_rows("thresholds", thresholds),
        required_tables=frame_rows("required-tables", required),
        titles=frame_rows("forms", titles),
    )


_KEPT: dict[tuple[Path, str, str, str], Portfolio] = {}


def keep_group(group: str, years: Sequence[int], lang: str, load: Load) -> Portfolio:
    """Return the tables of a group, read by `load`, which open_group then returns for the same call."""
    data = _open_group(DataFolder(resolve_data_dir(None, lang), lang), group, years, load)
    _KEPT[_name_call(DataFolder(data.folder, lang), group, years)] = data
    return data


def _name_call(folder: DataFolder, group: object, years: object) -> tuple[Path, str, str, str]:
    return folder.path, folder.lang, repr(group), repr(years)


def resolve_group(given: str, data_dir: Path | None, lang: str) -> str:
    """Return the id of the group that a command was given by id or name; UserError where there is none."""
    return _find_group(DataFolder(resolve_data_dir(data_dir, lang), lang), given)


def find_group_problems(data_dir: Path, lang: str) -> list[Problem]:
    """Return what is wrong with the lists of the groups; of the data of their bodies nothing is read."""
    folder = DataFolder(data_dir, lang)
    if folder.owns(GROUPS_FILE):
        known = peek_departments(folder)
        for group in folder.read("groups", GROUPS_FILE):
            for row in folder.read("members", f"groups/{group['group']}.csv"):
                folder.refer(row, "department", known, "departments.csv")
    return folder.problems


def peek_groups(data_dir: Path) -> dict[str, Row]:
    """Return the rows of groups.csv by id, none without such a file; what is wrong is said when one is opened."""
    folder = DataFolder(data_dir, DEFAULT_LANGUAGE)
    return {row["group"]: row for row in folder.peek("groups", GROUPS_FILE)} if folder.owns(GROUPS_FILE) else {}


def list_group_years(data_dir: Path, group: str) -> list[int]:
    """Return the years that any member of a group has a report of."""
    members = list_group_members(data_dir, group)
    return sorted(set().union(*(list_years(data_dir, one).get(one, []) for one in members)))


def list_group_members(data_dir: Path, group: str) -> list[str]:
    """Return the ids of a group's bodies; what is wrong with them is said when it is opened."""
    rows = DataFolder(data_dir, DEFAULT_LANGUAGE).peek("members", f"groups/{group}.csv")
    return [row["department"] for row in rows]


def _find_members(folder: DataFolder, group: str | Sequence[str], known: Mapping[str, Row]) -> tuple[str, list[Row]]:
    """Return the id of a group and its rows; those of a list of bodies have no class."""
    if isinstance(group, str):
        name = _find_group(folder, group)
        relative = f"groups/{name}.csv"
        rows = folder.read("members", relative)
        for row in rows:
            folder.refer(row, "department", known, "departments.csv")
        folder.stop_on_problems()
        return name, rows
    faults, ids = [], []
    for given in group:
        try:
            ids.append(find_department(known, given, folder.lang))
        except UserError as error:
            faults.append(str(error))
    faults += [say(folder.lang, "group.twice", department=one) for one in dict.fromkeys(ids) if ids.count(one) > 1]
    if faults or not ids:
        raise UserError("\n".join(faults) or say(folder.lang, "group.empty"))
    blank = {"class_zh": "", "class_en": ""}
    return "", [Row({"department": one, **blank}, "", line) for line, one in enumerate(ids, start=1)]


def _find_group(folder: DataFolder, given: str) -> str:
    """Return the id of the group of that id or name."""
    if not folder.owns(GROUPS_FILE):
        file = show_path(folder.path / GROUPS_FILE)
        raise UserError(say(folder.lang, "group.no-file", group=strip_controls(given), file=file))
    rows = folder.read("groups", GROUPS_FILE)
    folder.stop_on_problems()
    found = [row["group"] for row in rows if given in (row["group"], row["name_zh"], row["name_en"])]
    if len(set(found)) == 1:
        folder.replace("groups", GROUPS_FILE, [row for row in rows if row["group"] == found[0]])
        return found[0]
    allowed = list_names(row["group"] for row in rows)
    key = "group.two" if found else "group.unknown"
    raise UserError(say(folder.lang, key, group=strip_controls(given), ids=", ".join(found), allowed=allowed))


def _refuse_empty_years(
    folder: DataFolder, group: object, wanted: Sequence[int] | None, there: Mapping[str, Sequence[int]]
) -> None:
    """Raise UserError for years that no member has a report of."""
    years = {year for own in there.values() for year in own}
    absent = [year for year in wanted or () if year not in years]
    if absent or not years:
        shown = group if isinstance(group, str) else ", ".join(there)
        values = {"years": list_names(map(str, absent)), "allowed": list_names(map(str, sorted(years)))}
        key = "group.no-years" if years else "group.no-data"
        raise UserError(say(folder.lang, key, group=strip_controls(str(shown)), **values))


def _count_broken(folder: DataFolder, name: str, members: Collection[str], error: UserError) -> UserError:
    """Return an error whose headline says which of the opened members have faults; the same where that is all."""
    broken = sorted({Path(one.file).parent.name for one in error.problems} & set(members))
    if not (name and broken and len(broken) < len(members)):
        return error
    values = {"group": name, "count": len(members), "broken": len(broken), "good": len(members) - len(broken)}
    headline = say(folder.lang, "group.broken", names=list_names(broken), **values)
    return UserError(headline, error.problems)


def _describe_members(folder: DataFolder, name: str, rows: Sequence[Row], known: Mapping[str, Row]) -> pd.DataFrame:
    ids = {row["department"] for row in rows}
    within = {one: _find_container(known[one], known, ids) for one in ids}
    also = _list_other_groups(folder, name, ids)
    columns = {
        "department": [row["department"] for row in rows],
        "class_zh": [row["class_zh"] for row in rows],
        "class_en": [row["class_en"] for row in rows],
        "within": [within[row["department"]][0] for row in rows],
        "within_basis": [within[row["department"]][1] for row in rows],
        "also_in": [" ".join(also.get(row["department"], ())) for row in rows],
    }
    frame = pd.DataFrame({key: pd.array(cells, "str") for key, cells in columns.items()})
    return frame.sort_values("department", kind="stable", ignore_index=True)


def _find_container(row: Row, known: Mapping[str, Row], members: set[str]) -> tuple[str, str]:
    """Return the nearest member whose accounts contain a body's, and how that is known; two empty texts for none."""
    if above := [one for one in list_containers(row["department"], known) if one in members]:
        return above[0], "stated"
    if row["body"] != "unit":
        return "", ""
    plain = _OWN.sub("", row["name_zh"])
    others = [known[one] for one in sorted(members) if row["department"] not in (one, *list_containers(one, known))]
    same = [one["department"] for one in others if one["body"] != "unit" and one["name_zh"] == plain]
    return (same[0], "name") if same else ("", "")


def _list_other_groups(folder: DataFolder, name: str, ids: set[str]) -> dict[str, list[str]]:
    """Return for each of some bodies the other groups that have it too: their totals must not be added.

    Of the files of these groups the rows of these bodies are used.
    """
    found: dict[str, list[str]] = {}
    for path in sorted((folder.path / "groups").glob("*.csv")):
        relative = f"groups/{path.name}"
        if path.stem == name or not any(row["department"] in ids for row in folder.peek("members", relative)):
            continue
        for row in folder.read("members", relative, lambda row: row["department"] in ids):
            found.setdefault(row["department"], []).append(path.stem)
    folder.stop_on_problems()
    return found


def list_members(data: Portfolio) -> pd.DataFrame:
    """Return one row for each member and year of a group: who is there, and whether a report of that year is.

    Columns: department, class_zh, class_en, within, within_basis, also_in (str, as in Portfolio.members), report_year
    (int32), present (bool), counted (bool: present, and within no member, also through others, that has a report of the
    same year: only these may be added up).

    >>> from analysis import list_members, open_group
    >>> list_members(open_group("putuo", 2025))[["department", "present", "counted"]]
               department  present  counted
    0      putuo-commerce     True     True
    1  putuo-commerce-own     True    False
    2       putuo-finance    False    False
    3         putuo-wanli     True     True
    """
    years = pd.DataFrame({"report_year": pd.array(data.years, "int32")})
    table = data.members.merge(years, how="cross")
    there = set(data.reports.itertuples(index=False, name=None))
    present = [one in there for one in zip(table["department"], table["report_year"], strict=True)]
    above = dict(zip(data.members["department"], data.members["within"], strict=True))

    def is_contained(within: str, year: int) -> bool:
        return within != "" and ((within, year) in there or is_contained(above[within], year))

    contained = [is_contained(*one) for one in zip(table["within"], table["report_year"], strict=True)]
    return table.assign(present=present, counted=np.array(present, bool) & ~np.array(contained, bool))
