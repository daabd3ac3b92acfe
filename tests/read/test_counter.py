"""Every number with a unit of money or a percent sign is a figure, asked about, or named: counted another way.

The counter takes the text layer from the PDF library itself and knows nothing of the reader but its answer.
"""

import re
import unicodedata
from collections import Counter

import pypdfium2
import pytest

from analysis.read.files.open import read_document
from analysis.read.prose.reader import find_year, read_facts
from tests.helpers import SAMPLES, needs_samples
from tests.read.genre_reports import write_report
from tests.read.texts import make_document, read_text, vocabulary, words

STATED = re.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)(?=[万亿]?元|[万亿](?=[，。；、)])|%)")
PAGE_NUMBER = re.compile(r"^\s*[-─—]*\s*\d{1,3}\s*[-─—]*\s*$", re.MULTILINE)
CHANGE_OF_PAGE = "\ue000"
# The first ones at every run, for they are of both kinds and of two provinces.
OFTEN = ("final-accounts-2024.pdf", "jiangsu-congress-2018-budget.pdf")
RARELY = tuple(one.name for one in sorted(SAMPLES.glob("*.pdf")) if one.name not in OFTEN and "tables" not in one.name)


def even(text):
    """Return a text without blanks, in half width."""
    return re.sub(r"[\s\u200b]+", "", unicodedata.normalize("NFKC", text)).replace("，", ",").replace("％", "%")


def count_stated(pages):
    """Return how often each number with a unit stands on each page; a unit may stand on the page after."""
    text = CHANGE_OF_PAGE.join(
        even(re.sub(r"^\s*[-─—]*\s*\d{1,3}\s*[-─—]*\s*$", "", page, flags=re.M)) for page in pages
    )
    # A comma that parts two clauses is none of a number.
    plain = re.sub(r",(?!\d{3}(?!\d))", "、", text)
    places = [place for place, one in enumerate(plain) if one != CHANGE_OF_PAGE]
    joined = plain.replace(CHANGE_OF_PAGE, "")
    found = Counter()
    for one in STATED.finditer(joined):
        page = plain.count(CHANGE_OF_PAGE, 0, places[one.start()]) + 1
        found[page, one[1].replace(",", "")] += 1
    return found


def count_read(document, reading):
    """Return how often each number is answered for on each page: figures, numbers asked about, numbers named."""
    stated = [fact.span for fact in reading.facts if fact.basis == "stated" and fact.kind in {"money", "rate"}]
    found = Counter()
    for start, end in [*stated, *reading.unread, *(span for span, _ in reading.asides)]:
        page = max(one.page for one in document.paragraphs if one.start <= start)
        found[page, re.sub(r"[^\d.]", "", even(document.text[start:end]))] += 1
    return found


def check_document(name):
    document = read_document(SAMPLES / name)
    year = find_year(document)
    reading = read_facts(document, vocabulary(year), words().units, year)
    with pypdfium2.PdfDocument(SAMPLES / name) as pdf:
        stated = count_stated([page.get_textpage().get_text_bounded() for page in pdf])
    answered = count_read(document, reading)
    lost, more = stated - answered, answered - stated
    for (page, number), count in list(lost.items()):
        # A paragraph over a page break has the page on which it begins.
        lost[page, number] = count - more.get((page - 1, number), 0)
    assert sum(stated.values()) > 0 or "template" in name
    assert +lost == Counter()


@needs_samples
@pytest.mark.parametrize("name", OFTEN)
def test_no_number_of_a_document_is_lost(name):
    check_document(name)


@needs_samples
@pytest.mark.slow
@pytest.mark.parametrize("name", RARELY)
def test_no_number_of_any_document_is_lost(name):
    check_document(name)


@pytest.mark.parametrize("seed", range(40))
def test_no_number_of_a_generated_report_is_lost(seed):
    report = write_report(seed, None)
    document, reading = make_document(report.text), read_text(report.text, report.year)
    answered = sum(fact.basis == "stated" and fact.kind in {"money", "rate"} for fact in reading.facts)
    named = sum(why in {"reason", "per-head", "threshold", "formula"} for _, why in reading.asides)
    stated = sum(count_stated([document.text]).values())
    assert stated <= answered + len(reading.unread) + named


def test_counter_sees_what_is_lost():
    pages = ["支出合计1,234.50万元，占\n12.5 %。\n- 1 -", "其中基本支出0\n2", "万元，项目3亿元。"]
    assert count_stated(pages) == {(1, "1234.50"): 1, (1, "12.5"): 1, (2, "0"): 1, (3, "3"): 1}
