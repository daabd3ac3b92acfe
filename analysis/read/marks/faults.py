"""Faults of a text's words that one pattern tells: the rows of grammar/faults.toml, tried in their order."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from analysis.read.facts import TextFinding
from analysis.read.links.scene import Scene
from analysis.read.prose.grammar import compile_pattern, load_grammar

_TITLE = re.compile("决算|预算|绩效|评价|自评|报告")
_FIRST = 6  # paragraphs


def find_faults(scene: Scene) -> Iterator[TextFinding]:
    """Yield what the patterns find; of a row that is told once the first place, with how many there are."""
    first = (one.text for one in scene.document.paragraphs[:_FIRST])
    title = next((text for text in first if _TITLE.search(text)), "")
    for fault in load_grammar()["fault"]:
        if _concerns(fault, title, scene.reading.year) and not _is_met(fault, scene):
            spans = [found.span("at" if "at" in found.re.groupindex else 0) for found in _find_all(fault, scene)]
            for span in spans[:1] if fault.get("once") else spans:
                rule = fault["rule"]
                place = scene.flat.span(*span)
                yield scene.note(rule, place, key=fault.get("key", rule), count=len(spans), last=scene.reading.year - 1)


def _concerns(fault: Mapping[str, Any], title: str, year: int) -> bool:
    """Return whether a row is about documents of this title and year; a budget's title speaks of nothing else."""
    of = fault.get("of", "")
    other = of == "预算" and re.search("决算|绩效|执行|评价", title)
    return of in title and not other and year >= fault.get("since", 0)


def _is_met(fault: Mapping[str, Any], scene: Scene) -> bool:
    return "needs" in fault and bool(_compile(fault["needs"], scene.reading.year).search(scene.flat.text))


def _find_all(fault: Mapping[str, Any], scene: Scene) -> Iterator[re.Match[str]]:
    return _compile(fault["pattern"], scene.reading.year).finditer(scene.flat.text)


@lru_cache(200)
def _compile(pattern: str, year: int) -> re.Pattern[str]:
    return compile_pattern(pattern.replace("<year>", str(year)).replace("<last>", str(year - 1)))
