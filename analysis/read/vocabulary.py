"""The names that a data folder has for figures: of schemes, of their aliases, of units."""

from collections.abc import Iterator

from analysis.figures import read_units
from analysis.read.labels import Named, Vocabulary, make_vocabulary
from analysis.schemes import Scheme, read_schemes
from analysis.tables import DataFolder


def read_vocabulary(folder: DataFolder, year: int, department: str = "") -> tuple[Vocabulary, list[tuple[str, str]]]:
    """Return the vocabulary of the schemes valid in a year, and (name, kind) of each unit.

    A scheme of another department, whose id begins its own, is left out.
    """
    schemes = read_schemes(folder)
    usable = {name: one for name, one in schemes.items() if _is_valid(one, year)}
    names = list(_list_names(usable))
    for row in folder.read("aliases", "aliases.csv"):
        scheme = schemes.get(row["scheme"])
        if scheme and folder.refer(row, "code", scheme.codes, f"schemes/{scheme.scheme}.csv"):
            if scheme.scheme in usable:
                code = scheme.codes[row["code"]]
                names.append((row["alias"], Named(scheme.scheme, code.code, code.name_zh)))
        elif not scheme:
            folder.refer(row, "scheme", schemes, "schemes.csv")
    units = [(unit.name, unit.kind) for unit in read_units(folder).values()]
    folder.stop_on_problems()
    return make_vocabulary(names), units


def _list_names(schemes: dict[str, Scheme]) -> Iterator[tuple[str, Named]]:
    for scheme in schemes.values():
        for code in scheme.codes.values():
            yield code.name_zh, Named(scheme.scheme, code.code, code.name_zh)


def _is_valid(scheme: Scheme, year: int) -> bool:
    return (scheme.valid_from or 0) <= year <= (scheme.valid_to or 9999)
