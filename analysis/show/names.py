"""What the ids of the tables are called in one language, for any reports."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import pandas as pd

from analysis.check.sums import UnlistedFinder
from analysis.dataset import Dataset
from analysis.figures import ALL, format_exactly, show_number
from analysis.frames import iterate_rows
from analysis.money import FEN_PER_WAN, Unit
from analysis.once import keep_once
from analysis.texts import DEFAULT_LANGUAGE, catalogue, say, say_base

WAN = Unit("万元", "money", FEN_PER_WAN, "10,000 yuan")


@keep_once
def _keep_tables(data: Dataset) -> dict[tuple[str, ...], dict[Any, Any]]:
    """Return where the rows of the tables by the columns that name them are kept, in whatever language."""
    return {}


@keep_once
def _find_unlisted(data: Dataset) -> UnlistedFinder:
    return UnlistedFinder(data.schemes, data.codes)


class Names:
    """The names that the data and the catalogue of texts give to ids."""

    def __init__(self, data: Dataset, lang: str = DEFAULT_LANGUAGE) -> None:
        """Keep the tables."""
        self.data, self.lang = data, lang
        self._tables = _keep_tables(data)

    def say(self, key: str, **values: object) -> str:
        """Return a text of the catalogue."""
        return say(self.lang, key, **values)

    def name_base(self, row: Any) -> str:
        """Return what a change is against, of a figure or a check; nothing for a level."""
        return say_base(self.lang, row.fiscal_year, row.base_year)

    def pick(self, row: Any, name: str = "name") -> str:
        """Return `<name>_zh` or `<name>_en` of a row, by the language."""
        return str(getattr(row, f"{name}_{self.lang}"))

    def rows(self, table: str, *columns: str) -> dict[Any, Any]:
        """Return the rows of one of the tables of the data by the columns that name them: one value, or a tuple."""
        if (table, *columns) not in self._tables:
            name = attrgetter(*columns)
            self._tables[table, *columns] = {name(row): row for row in iterate_rows(getattr(self.data, table))}
        return self._tables[table, *columns]

    @property
    def codes(self) -> dict[tuple[str, str], Any]:
        """Return the rows of the codes by scheme and code."""
        return self.rows("codes", "scheme", "code")

    @property
    def indicators(self) -> dict[tuple[str, str], Any]:
        """Return the rows of the indicators by set and indicator."""
        return self.rows("indicators", "indicator_set", "indicator")

    @property
    def unlisted(self) -> UnlistedFinder:
        """Return what tells which members of a list are not stated."""
        return _find_unlisted(self.data)

    def name(self, scheme: str, code: str) -> str:
        """Return what a code is called in its scheme; the document's own label stays beside the figure."""
        return self.pick(self.codes[scheme, code])

    def name_all(self, selectors: Iterable[str]) -> str:
        """Return the names of some `scheme/code`."""
        return self.join_names(self.name(*one.split("/")) for one in selectors)

    def name_scheme(self, scheme: str) -> str:
        """Return the name of a scheme."""
        return self.pick(self.rows("schemes", "scheme")[scheme])

    def name_set(self, indicator_set: str, name: str = "name") -> str:
        """Return the name of an indicator set, or its `short` one; its id where data/indicator-sets.csv has no line."""
        row = self.rows("indicator_sets", "indicator_set").get(indicator_set)
        return self.pick(row, name) if row else indicator_set

    def name_indicator(self, row: Any) -> str:
        """Return what the indicator of a row of compute_indicators is called."""
        return self.pick(self.indicators[row.indicator_set, row.indicator])

    def name_input(self, name: str) -> str:
        """Return what an input of an indicator is called."""
        return self.pick(self.rows("inputs", "input")[name])

    def advise(self, rule: str) -> str:
        """Return what to do about a breach of a rule."""
        return self.pick(self.rows("rules", "rule")[rule], "advice")

    def unit(self, name: str) -> Unit:
        """Return a unit by its name."""
        row = self.rows("units", "unit").get(name)
        return Unit(row.unit, row.kind, int(row.scale), row.name_en) if row else WAN

    def name_unit(self, name: str) -> str:
        """Return a unit as the head of a column: as it is printed, in English with what it means."""
        return name if self.lang == "zh" else f"{name} ({self.unit(name).name_en})"

    def name_unit_first(self, name: str) -> str:
        """Return a unit where a reader of English meets it first: what it means, then as it is printed."""
        return f"{self.unit(name).name_en} ({name})"

    def name_limits(self, row: Any) -> list[str]:
        """Return the fund and the scope of a row in words, where it is not of all."""
        keys = [(one, f"show.{name}.{one}") for name in ("fund", "scope") if (one := getattr(row, name)) != ALL]
        return [self.say(key) if key in catalogue() else str(one) for one, key in keys]

    def join_names(self, names: Iterable[str]) -> str:
        """Return names as an enumeration."""
        return ("、" if self.lang == "zh" else ", ").join(names)

    def join_notes(self, notes: Iterable[str]) -> str:
        """Return remarks or numbers as one line; empty ones are left out."""
        return ("；" if self.lang == "zh" else "; ").join(note for note in notes if note)

    def join_sentences(self, sentences: Iterable[str]) -> str:
        """Return whole sentences as one text; empty ones are left out."""
        return ("" if self.lang == "zh" else " ").join(sentence for sentence in sentences if sentence)

    def show_printed(self, figure: Any) -> str:
        """Return a figure's number as printed; of a derived one the computed number."""
        return show_number(int(figure.value), figure.printed, figure.basis, self.unit(figure.unit))

    def show_number(self, figure: Any) -> str:
        """Return a figure's number with its unit; English leaves out the Chinese word that counts persons or things."""
        counted = self.lang == "en" and figure.kind == "count"
        bare = counted or figure.basis == "declared-none"
        return self.show_printed(figure) if bare else f"{self.show_printed(figure)} {figure.unit}"

    def format_value(self, value: Any, unit: str) -> str:
        """Return a value of the smallest part in a unit, without it: money with every 分 and two places at least."""
        return "" if not unit or pd.isna(value) else format_exactly(value, self.unit(unit))

    def show_amount(self, value: Any, unit: str) -> str:
        """Return a value of the smallest part with its unit."""
        return f"{self.format_value(value, unit)} {unit}"
