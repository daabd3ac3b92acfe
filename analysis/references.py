"""References between data files: a name that one file takes from another must stand there.

A problem lists what is allowed. Nothing is said about names in a file that was itself refused: they may stand
in a refused line, and one mistake is reported once.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from analysis.naming import list_containers
from analysis.table_schemas import read_schema
from analysis.tables import DataFolder, Row, list_names, show_path

_ARITHMETIC = (
    ast.Expression, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Name, ast.Load, ast.Constant
)  # fmt: skip
# Lines that the program itself refers to, by file: their key and their names.
NEEDED = {
    "inputs.csv": ("input", "closing_carry_over expenditure_adjusted expenditure_budget income opening_carry_over"),
    "schemes.csv": ("scheme", "three-public"),
    "thresholds.csv": ("threshold", "outlier-bodies outlier-score small-count"),
}
_DEDUCTION = ("deduct_points", "per_pct", "deduct_from_pct", "step")


def check_references(folder: DataFolder) -> None:
    """Note every name in the files read so far that leads nowhere, and scoring bands that do not meet."""
    for check in CHECKS:
        check(folder)


def check_needed(folder: DataFolder) -> None:
    """Note lines of reference that the program refers to and that are gone."""
    for file, (column, names) in NEEDED.items():
        known = _list(folder, file, column)
        for name in names.split():
            if file in folder.files and name not in known and file not in folder.refused:
                folder.note_at(show_path(folder.path / file), 0, column, name, "data.needed")


def check_departments(folder: DataFolder) -> None:
    """Note bodies that are a part of themselves, also through others, or of a body that there is not."""
    known = {row["department"]: row for row in folder.peek("departments", "departments.csv")}
    for _, row in _rows(folder, "departments.csv"):
        if row["part_of"]:
            others = [one for one in known if one != row["department"]]
            folder.refer(row, "part_of", others, "departments.csv")
            above = list_containers(row["department"], known) if row["department"] in known else []
            if row["department"] in above[1:]:
                folder.note(row, "part_of", "data.ring", ring=list_names(above))


def check_places(folder: DataFolder) -> None:
    """Note rows whose scheme or indicator set is not that of their file."""
    for table, column in (("schemes/", "scheme"), ("indicators/", "indicator_set")):
        for file, row in _rows(folder, table):
            wanted = file.removeprefix(table).removesuffix(".csv")
            if row[column] != wanted:
                folder.note(row, column, "data.wrong-file", wanted=wanted)


def check_identities(folder: DataFolder) -> None:
    """Note identities of unknown rules or alternatives, without terms of both sides, and terms that no code has.

    The project's identities may name codes that the schemes of a folder from before do not have yet.
    """
    own = folder.owns("identity-terms.csv")
    rules = _list(folder, "rules.csv", "rule")
    names = [row["identity"] for row in folder.peek("identities", "identities.csv")]
    terms: dict[str, list[Row]] = {}
    for _, row in _rows(folder, "identity-terms.csv"):
        folder.refer(row, "identity", names, "identities.csv")
        terms.setdefault(row["identity"], []).append(row)
        if own and "*" not in (row["scheme"], row["code"]):
            _refer_code(folder, row, "scheme", row["scheme"], "code", row["code"])
    for _, row in _rows(folder, "identities.csv"):
        folder.refer(row, "rule", rules, "rules.csv")
        for name in row["alternatives"].split():
            folder.refer(row, "alternatives", names, "identities.csv", name)
        _check_sides(folder, row, terms.get(row["identity"], []))


def _check_sides(folder: DataFolder, identity: Row, terms: Sequence[Row]) -> None:
    """Note an identity that lacks a side or a needed term, or has one term on both: an amount is no part of itself."""
    needed = {"reported", "calculated"} if identity["relation"] == "=" else {"calculated"}
    if "identity-terms.csv" not in folder.refused:
        if needed - {row["side"] for row in terms}:
            folder.note(identity, "identity", "data.identity-side")
        elif not any(row["needed"] == "yes" and row["year_offset"] == "0" for row in terms):
            folder.note(identity, "identity", "data.identity-needed")
    columns = ("scheme", "code", "measure", "flow", "phase", "fund", "scope", "year_offset")
    sides: dict[tuple[str, ...], str] = {}
    for row in terms:
        if sides.setdefault(tuple(row[name] for name in columns), row["side"]) != row["side"]:
            folder.note(row, "code", "data.identity-cycle")


def check_kinds(folder: DataFolder) -> None:
    """Note kinds of document that no document can have: a rule for them would never be applied."""
    kinds = next(one for one in read_schema("documents")["fields"] if one["name"] == "kind_in_title")
    for _, row in _rows(folder, "identities.csv", "rules.csv", "required-tables.csv"):
        for name in row["kinds"].split():
            folder.refer(row, "kinds", kinds["constraints"]["enum"], "table-schemas/documents.json", name)


def check_cycles(folder: DataFolder) -> None:
    """Note schemes whose parts make up, through other schemes, one of themselves."""
    rows = {row["scheme"]: row for _, row in _rows(folder, "schemes.csv")}
    above = {name: {one.partition("/")[0] for one in row["adds_up_to"].split()} for name, row in rows.items()}
    for name, row in rows.items():
        seen: set[str] = set()
        waiting = list(above[name])
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += above.get(one, ())
        if name in seen:
            folder.note(row, "adds_up_to", "data.cycle")


def check_codes(folder: DataFolder) -> None:
    """Note codes whose parent does not stand above them in their file: no code is its own ancestor."""
    for file in [file for file in folder.files if file.startswith("schemes/")]:
        above: list[str] = []
        for row in folder.files[file]:
            if row["parent"] and row["parent"] not in above and file not in folder.refused:
                folder.note(row, "parent", "data.parent", allowed=list_names(above))
            above.append(row["code"])


def check_selectors(folder: DataFolder) -> None:
    """Note scheme/code pairs of schemes, unit costs and concordances that no scheme has."""
    for _, row in _rows(folder, "schemes.csv"):
        for selector in row["adds_up_to"].split():
            _refer_selector(folder, row, "adds_up_to", selector)
    for _, row in _rows(folder, "unit-costs.csv"):
        for column in ("money", "count"):
            _refer_selector(folder, row, column, row[column])
    for _, row in _rows(folder, "concordances.csv"):
        for side in ("from", "to"):
            scheme, code = f"{side}_scheme", f"{side}_code"
            _refer_code(folder, row, scheme, row[scheme], code, row[code])


def check_inputs(folder: DataFolder) -> None:
    """Note inputs that name no figure, and reviews that name one: a review is never a figure."""
    for _, row in _rows(folder, "inputs.csv"):
        for column in ("scheme", "code", "phase"):
            if bool(row[column]) == (row["kind"] == "review"):
                folder.note(row, column, "data.input-figure")
        if row["scheme"] and row["code"]:
            _refer_code(folder, row, "scheme", row["scheme"], "code", row["code"])
        if row["instead"]:
            _refer_selector(folder, row, "instead", row["instead"])


def check_formulas(folder: DataFolder) -> None:
    """Note formulas that are not arithmetic over inputs."""
    inputs = _list(folder, "inputs.csv", "input")
    for _, row in _rows(folder, "indicators/"):
        names = _read_names(row["formula"])
        if not names:
            folder.note(row, "formula", "data.not-arithmetic")
        for name in names:
            folder.refer(row, "formula", inputs, "inputs.csv", name)


def check_measures(folder: DataFolder) -> None:
    """Note measures of codes that no scheme has, or explained by a measure that there is not.

    The project's measures may name codes that the schemes of a folder from before do not have yet.
    """
    measures = _list(folder, "measures.csv", "measure")
    rows = folder.files.get("measures.csv", []) if folder.owns("measures.csv") else []
    schemes = [row["scheme"] for row in folder.peek("schemes", "schemes.csv")] if rows else []
    codes = {one: [row["code"] for row in folder.peek("scheme-codes", f"schemes/{one}.csv")] for one in schemes}
    for row in rows:
        for column in ("numerator", "denominator", "unclear"):
            for scheme, code in (one.split("/")[:2] for one in row[column].replace("+", " ").split()):
                if folder.refer(row, column, schemes, "schemes.csv", scheme) and code != "*":
                    folder.refer(row, column, codes[scheme], f"schemes/{scheme}.csv", code)
        for name in row["explained_by"].split():
            folder.refer(row, "explained_by", measures, "measures.csv", name)
        if bool(row["denominator"]) == (row["kind"] == "money"):
            folder.note(row, "denominator", "data.measure-base")


def check_scoring(folder: DataFolder) -> None:
    """Note scoring of unknown indicators, incomplete deductions and bands that overlap or leave a gap."""
    rows = folder.files.get("scoring.csv", [])
    for row in rows:
        file = f"indicators/{row['indicator_set']}.csv"
        if folder.refer(row, "indicator_set", _list_stems(folder, "indicators/"), "indicators"):
            folder.refer(row, "indicator", _list(folder, file, "indicator"), file)
        filled = [column for column in _DEDUCTION if row[column]]
        if filled and len(filled) < len(_DEDUCTION):
            blank = next(column for column in _DEDUCTION if column not in filled)
            folder.note(row, blank, "data.deduction", columns=", ".join(_DEDUCTION))
    if "scoring.csv" not in folder.refused:
        for _, bands in groupby(sorted(rows, key=_band_key), key=lambda row: (row["indicator_set"], row["indicator"])):
            _check_bands(folder, list(bands))


def _check_bands(folder: DataFolder, bands: list[Row]) -> None:
    for band in bands:
        low, high = band["from_pct"], band["to_pct"]
        if low and high and Fraction(low) >= Fraction(high) and not _is_point(band):
            folder.note(band, "to_pct", "data.band-empty", start=low)
    for column, band in (("from_pct", bands[0]), ("to_pct", bands[-1])):
        if band[column]:
            folder.note(band, column, "data.band-open")
    for below, band in pairwise(bands):
        meet = below["to_pct"] and band["from_pct"] and Fraction(below["to_pct"]) == Fraction(band["from_pct"])
        if not meet or below["to_inclusive"] == band["from_inclusive"]:
            folder.note(band, "from_pct", "data.band-gap", earlier_line=below.line, end=below["to_pct"] or "∞")


def _is_point(band: Row) -> bool:
    both = band["from_inclusive"] == band["to_inclusive"] == "yes"
    return both and Fraction(band["from_pct"]) == Fraction(band["to_pct"])


def _band_key(row: Row) -> tuple[str, str, bool, Fraction, bool]:
    start = Fraction(row["from_pct"] or 0)
    return row["indicator_set"], row["indicator"], bool(row["from_pct"]), start, row["from_inclusive"] == "no"


def _read_names(formula: str) -> list[str]:
    """Return the names in a formula, none if it is not arithmetic over names and whole numbers."""
    try:
        nodes = list(ast.walk(ast.parse(formula, mode="eval")))
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return []
    whole = all(type(node.value) is int for node in nodes if isinstance(node, ast.Constant))
    if not whole or not all(isinstance(node, _ARITHMETIC) for node in nodes):
        return []
    return [node.id for node in nodes if isinstance(node, ast.Name)]


def _rows(folder: DataFolder, *starts: str) -> Iterator[tuple[str, Row]]:
    for file, rows in folder.files.items():
        if file.startswith(starts):
            yield from ((file, row) for row in rows)


def _list(folder: DataFolder, file: str, column: str) -> list[str]:
    return [row[column] for row in folder.files.get(file, [])]


def _list_stems(folder: DataFolder, start: str) -> list[str]:
    return [file.removeprefix(start).removesuffix(".csv") for file in folder.files if file.startswith(start)]


def _refer_selector(folder: DataFolder, row: Row, column: str, selector: str) -> None:
    scheme, _, code = selector.partition("/")
    _refer_code(folder, row, column, scheme, column, code)


def _refer_code(folder: DataFolder, row: Row, scheme_column: str, scheme: str, code_column: str, code: str) -> None:
    if folder.refer(row, scheme_column, _list(folder, "schemes.csv", "scheme"), "schemes.csv", scheme):
        file = f"schemes/{scheme}.csv"
        folder.refer(row, code_column, _list(folder, file, "code"), file, code)


CHECKS: tuple[Callable[[DataFolder], None], ...] = (
    check_needed,
    check_places,
    check_departments,
    check_codes,
    check_selectors,
    check_cycles,
    check_identities,
    check_kinds,
    check_inputs,
    check_formulas,
    check_measures,
    check_scoring,
)
