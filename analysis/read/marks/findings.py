"""What the words of a text show by themselves: faults of its marks, foreign years, words that contradict each other."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from analysis.read.facts import TextFinding
from analysis.read.files.passages import write_span
from analysis.read.links.scene import Scene
from analysis.read.links.sums import CONTAINS
from analysis.read.links.words import FLAT, find_subject
from analysis.read.marks.faults import find_faults
from analysis.read.marks.marks import find_blank, find_marks
from analysis.read.marks.names import find_names
from analysis.read.marks.tables import (
    find_empty_tables,
    find_filled_tables,
    find_foreign_titles,
    find_missing_tables,
)
from analysis.read.marks.years import find_foreign_years
from analysis.texts import LANGUAGES

_SELF = re.compile(r"自我评价|自评|自我评估")
_EVALUATION = re.compile(r"绩效评价|重点评价|评价")
_ANNOUNCED = re.compile(
    r"(?:现|兹)?将[^。\n]{0,60}?(?P<kind>[^，。、的\n]{0,8}(?:评价|自评)[^，。\n]{0,8}?)(?:报告|汇报|说明|公开|公布)?如下"
)
_INTRODUCTION = 6  # paragraphs


def find_text_findings(scene: Scene) -> list[TextFinding]:
    """Return the faults of a text's words in the order of the text, each once."""
    if blank := list(find_blank(scene)):
        return blank
    found: dict[tuple[str, tuple[int, int]], TextFinding] = {}
    for find in (
        find_marks,
        find_faults,
        find_names,
        find_missing_tables,
        find_empty_tables,
        find_filled_tables,
        find_foreign_titles,
        find_foreign_years,
        _find_kind,
        _find_unchanged,
    ):
        for one in find(scene):
            found.setdefault((one.rule, one.span), one)
    return sorted(found.values(), key=lambda one: (one.span, one.rule))


def list_finding_rows(
    scene: Scene, findings: Iterable[TextFinding], names: Sequence[str], own: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the rows of text-findings.csv; `names` are the figures' ids by the facts' numbers."""
    spans = [(0, 0) if fact.at else fact.span for fact in scene.reading.facts]
    rows = []
    for number, one in enumerate(findings, start=1):
        within = (name for name, span in zip(names, spans, strict=True) if _overlap(span, one.span))
        told = {
            f"{part}_{lang}": " ".join(text.split("\n")) for lang in LANGUAGES for part, text in one.tell(lang).items()
        }
        where = {"locator": one.locator, "span": write_span(one.span)}
        what = {"finding": f"T{number:02d}", "rule": one.rule, "figures": " ".join(dict.fromkeys(within))}
        rows.append({**what, **told, **where, **own})
    return rows


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _find_kind(scene: Scene) -> Iterator[TextFinding]:
    """Yield the first word of the introduction that names another kind of document than the title."""
    paragraphs = scene.document.paragraphs
    title = next((one for one in paragraphs[:4] if _EVALUATION.search(one.text) or _SELF.search(one.text)), None)
    if title is None or len(title.text) > 60:
        return
    own = bool(_SELF.search(title.text))
    for one in paragraphs[title.number : title.number + _INTRODUCTION]:
        if one.heading:
            return
        if span := _find_other_kind(one.text, own):
            yield scene.note("document-kind", (one.start + span[0], one.start + span[1]), title=title.text)
            return


def _find_other_kind(text: str, own: bool) -> tuple[int, int] | None:
    """Return where an introduction contradicts a title; only its announcement speaks of the document itself."""
    if not own:
        found = _SELF.search(text)
        return found.span() if found else None
    announced = _ANNOUNCED.search(text)
    if announced and not _SELF.search(text):
        found = _EVALUATION.search(text, announced.start("kind"))
        return found.span() if found else None
    return None


def _find_unchanged(scene: Scene) -> Iterator[TextFinding]:
    """Yield each total called unchanged while something that it contains is said to have changed."""
    for found in FLAT.finditer(scene.flat.text):
        whole = find_subject(scene, found) if "基本" not in found[0] else None
        parts = {part for total, part in CONTAINS if whole and total == whole.fact.item}
        changed = (one for one in scene.values if one.is_change and one.fact.item in parts and one.quantity.value)
        if whole and (one := next(changed, None)):
            shown = f"{'−' if one.fact.measure == 'decrease' else '+'}{one.fact.printed} {one.fact.unit}"
            values = {"label": whole.fact.item, "part": one.fact.item, "shown": shown}
            yield scene.note("direction", scene.flat.span(*found.span()), found[0], "unchanged", **values)
