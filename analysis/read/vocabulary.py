"""The names that a data folder has for figures: of schemes, of their aliases, of units."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.figures import read_units
from analysis.money import Unit
from analysis.read.labels import Named, Vocabulary, make_vocabulary
from analysis.schemes import Code, Scheme, read_schemes
from analysis.tables import DataFolder


@dataclass(frozen=True)
class Words:
    """All names that reports may print: codes with their scheme's years, and units."""

    names: tuple[tuple[str, Named], ...]
    years: Mapping[str, tuple[int, int]]
    measures: Mapping[str, Unit]

    @property
    def units(self) -> list[tuple[str, str]]:
        """Return (name, kind) of each unit."""
        return [(unit.name, unit.kind) for unit in self.measures.values()]

    def choose(self, year: int) -> Vocabulary:
        """Return the vocabulary of the schemes that are valid in a year."""
        usable = {scheme for scheme, (first, last) in self.years.items() if first <= year <= last}
        return make_vocabulary((alias, named) for alias, named in self.names if named.scheme in usable)


def read_words(folder: DataFolder) -> Words:
    """Return the names of a data folder; UserError lists all that is wrong with them."""
    schemes = read_schemes(folder)
    names = [
        (code.name_zh, Named(scheme.scheme, code.code, code.name_zh))
        for scheme in schemes.values()
        for code in scheme.codes.values()
    ]
    names += [
        (spell_path(scheme, code), Named(scheme.scheme, code.code, code.name_zh))
        for scheme in schemes.values()
        for code in scheme.codes.values()
        if code.parent
    ]
    for row in folder.read("aliases", "aliases.csv"):
        if not folder.refer(row, "scheme", schemes, "schemes.csv"):
            continue
        codes = schemes[row["scheme"]].codes
        if folder.refer(row, "code", codes, f"schemes/{row['scheme']}.csv"):
            names.append((row["alias"], Named(row["scheme"], row["code"], codes[row["code"]].name_zh)))
    units = read_units(folder)
    folder.stop_on_problems()
    return Words(tuple(names), {name: _find_years(one) for name, one in schemes.items()}, units)


def spell_path(scheme: Scheme, code: Code) -> str:
    """Return the names of a code and of all above it in one, as functional items are printed."""
    above = spell_path(scheme, scheme.codes[code.parent]) if code.parent else ""
    return above + code.name_zh


def _find_years(scheme: Scheme) -> tuple[int, int]:
    return scheme.valid_from or 0, scheme.valid_to or 9999
