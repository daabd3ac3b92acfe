"""What is checked while a text is read: its figures against each other, and faults of the text itself."""

from collections.abc import Mapping

from analysis.money import Unit
from analysis.read.documents import Document
from analysis.read.facts import Reading
from analysis.read.text_changes import find_changes, find_restated
from analysis.read.text_faults import find_faults
from analysis.read.text_rates import find_rates
from analysis.read.text_rows import Scene, TextFinding
from analysis.read.text_sums import find_sums
from analysis.read.text_years import find_foreign_years

__all__ = ["TextFinding", "find_text_findings"]


def find_text_findings(document: Document, reading: Reading, units: Mapping[str, Unit], lang: str) -> list[TextFinding]:
    """Return what contradicts itself or was left unfinished in a text, in the order of the text."""
    scene = Scene(document, reading, units, lang)
    found: dict[tuple[str, tuple[int, int]], TextFinding] = {}
    for check in (find_sums, find_changes, find_rates, find_restated, find_faults, find_foreign_years):
        for one in check(scene):
            found.setdefault((one.rule, one.span), one)
    return sorted(found.values(), key=lambda one: (one.span, one.rule))
