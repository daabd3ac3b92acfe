"""Every number on every page with a table is a figure, a code or heading, or counted as not read.

The counter shares no code with the reader: it takes the words of the text layer with pdfplumber.
"""

import logging
import re
from collections import Counter

import pdfplumber
import pytest

from analysis.read.batch import read_file
from tests.helpers import SAMPLES, needs_samples
from tests.read.texts import words

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$|\d+\.\d+$")
DOCUMENTS = sorted(path.name for path in SAMPLES.glob("*.pdf")) if SAMPLES.is_dir() else ["absent"]


@needs_samples
@pytest.mark.parametrize("name", DOCUMENTS)
def test_numbers_of_table_pages_are_accounted_for(name: str) -> None:
    logging.disable()
    one = read_file(SAMPLES / name, words(), None, "zh")
    assert one.document, one.error
    assert one.reading
    boxes: dict[int, list[tuple[float, ...]]] = {}
    for grid in one.document.tables:
        inner = [cell.box for cell in grid.cells if cell.box]
        left, top, right, bottom = (list(side) for side in zip(*inner, strict=True))
        boxes.setdefault(grid.page or 0, []).append((min(left), min(top), max(right), max(bottom)))
    printed: Counter[str] = Counter()
    with pdfplumber.open(SAMPLES / name) as document:
        for page in document.pages:
            for left, top, right, bottom in boxes.get(page.page_number, ()):
                for word in page.extract_words(x_tolerance=1.5, y_tolerance=2):
                    middle = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
                    if left < middle[0] < right and top < middle[1] < bottom:
                        printed.update(NUMBER.findall(word["text"]))
    read = Counter(fact.printed for fact in one.reading.facts if fact.at)
    # No figure is invented, and every amount that is none is counted.
    assert read - printed == Counter()
    left_over = Counter({text: n for text, n in (printed - read).items() if AMOUNT.fullmatch(text)})
    tables = one.reading.tables
    assert left_over.total() <= sum(table.unread for table in tables), left_over
    counted = sum(len(table.facts) + table.headings + table.unread for table in tables)
    assert counted == printed.total()
