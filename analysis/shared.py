"""What departments share: units, schemes, rules, identities, indicator sets. Of each only the rows that are used count.

So another department's line neither stops a report nor changes its bytes or its number.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from analysis.figures import read_units
from analysis.frames import concat_frames, frame_rows
from analysis.references import check_references
from analysis.schemes import EXPENDITURE, list_above, read_schemes
from analysis.tables import DATA_FOLDER, DataFolder, Row

__all__ = ["SharedRows", "read_shared", "read_units"]


@dataclass(frozen=True, eq=False)
class SharedRows:
    """The shared tables; columns as in the files, whose Table Schemas describe them, and `line`."""

    departments: pd.DataFrame
    corrections: pd.DataFrame
    schemes: pd.DataFrame
    codes: pd.DataFrame
    concordances: pd.DataFrame
    rules: pd.DataFrame
    identities: pd.DataFrame
    identity_terms: pd.DataFrame
    inputs: pd.DataFrame
    indicator_sets: pd.DataFrame
    indicators: pd.DataFrame
    scoring: pd.DataFrame
    unit_costs: pd.DataFrame
    units: pd.DataFrame


def read_shared(
    folder: DataFolder, departments: Collection[str], figures: pd.DataFrame, years: Collection[int]
) -> SharedRows:
    """Return what the figures of some departments and report years use; problems go to the folder."""
    own, report_years = set(departments), {str(year) for year in years}
    inputs = folder.read("inputs", "inputs.csv")
    of_figures = set(figures["scheme"].unique()) - {""}
    known = {row["scheme"]: row for row in folder.peek("schemes", "schemes.csv")}
    own_schemes = list_above(known, of_figures | {row["scheme"] for row in inputs})
    identities, terms = _read_identities(folder, own_schemes, known)
    named = own_schemes | {row["scheme"] for row in terms} | _list_measured(folder)
    schemes, codes = read_schemes(folder, list_above(known, named))

    def is_own(row: Row) -> bool:
        return row["department"] in own and row["fiscal_year"] in report_years

    def is_used(*names: str) -> bool:
        """Return whether figures use the schemes of a line; a name that is no scheme is not overlooked."""
        return not of_figures.isdisjoint(names) and of_figures.issuperset(set(names) & set(known))

    rows = {
        "departments": folder.read("departments", "departments.csv", lambda row: row["department"] in own),
        "corrections": folder.read("corrections", "corrections.csv", is_own),
        "concordances": folder.read(
            "concordances", "concordances.csv", lambda row: is_used(row["from_scheme"], row["to_scheme"])
        ),
        "rules": _add_new_rules(folder, folder.read("rules", "rules.csv")),
        "identities": identities,
        "identity-terms": terms,
        "inputs": inputs,
        "indicator-sets": folder.read("indicator-sets", "indicator-sets.csv")
        if folder.owns("indicator-sets.csv")
        else [],
        "scoring": folder.read("scoring", "scoring.csv"),
        "unit-costs": folder.read("unit-costs", "unit-costs.csv", lambda row: is_used(*_list_schemes_of(row))),
    }
    sets = sorted((folder.path / "indicators").glob("*.csv"), key=lambda file: file.stem)
    indicators = [frame_rows("indicators", folder.read("indicators", f"indicators/{one.name}")) for one in sets]
    used = set(figures["unit"].unique())
    rows["units"] = folder.read("units", "units.csv", lambda row: row["unit"] in used)
    check_references(folder)
    return SharedRows(
        schemes=frame_rows("schemes", schemes),
        codes=frame_rows("scheme-codes", codes).replace({"flow": {"": EXPENDITURE}}),
        indicators=concat_frames(indicators or [frame_rows("indicators", ())]),
        **{kind.replace("-", "_"): frame_rows(kind, one) for kind, one in rows.items()},
    )


def _list_schemes_of(row: Row) -> set[str]:
    return {row[column].partition("/")[0] for column in ("money", "count")}


def _list_measured(folder: DataFolder) -> set[str]:
    """Return the schemes that the measures name which a group is compared by; none where no group is opened."""
    rows = folder.files.get("measures.csv", [])
    selectors = " ".join(f"{row['numerator']} {row['denominator']} {row['unclear']}" for row in rows)
    return {one.partition("/")[0] for one in selectors.replace("+", " ").split()}


def _read_identities(
    folder: DataFolder, schemes: Collection[str], known: Collection[str]
) -> tuple[list[Row], list[Row]]:
    """Return the identities that figures of these schemes may meet, with all of their terms.

    An identity that needs another department's scheme is left out; a scheme that nobody has stays in, and is reported.
    """
    others = set(known) - set(schemes)
    terms = folder.peek("identity-terms", "identity-terms.csv")
    foreign = {row["identity"] for row in terms if row["needed"] == "yes" and row["scheme"] in others}
    identities = folder.read("identities", "identities.csv", lambda row: row["identity"] not in foreign)
    identities = [_drop_alternatives(row, foreign) for row in identities]
    folder.replace("identities", "identities.csv", identities)
    return identities, folder.read("identity-terms", "identity-terms.csv", lambda row: row["identity"] not in foreign)


def _drop_alternatives(row: Row, foreign: Collection[str]) -> Row:
    kept = " ".join(name for name in row["alternatives"].split() if name not in foreign)
    return replace(row, cells={**row.cells, "alternatives": kept})


def _add_new_rules(folder: DataFolder, rules: list[Row]) -> list[Row]:
    """Return the rules with those of the project's own data that a folder from before does not know yet."""
    if folder.path == DATA_FOLDER or "rules.csv" in folder.refused:
        return rules
    named = {row["rule"] for row in rules}
    own = [row for row in DataFolder(DATA_FOLDER, folder.lang).read("rules", "rules.csv") if row["rule"] not in named]
    if own:
        folder.replace("rules", "rules.csv", [*rules, *own])
    return [*rules, *own]
