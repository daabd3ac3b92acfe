"""Written disclosures of both kinds, read by the program: clean ones give nothing, one change is found once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.publish.review.judging import Finding, judge_drafts
from analysis.read.batch import read_file
from analysis.read.disclosures import join_drafts
from analysis.read.draft.draft import Draft
from analysis.tables import DATA_FOLDER
from tests.check.written.changes import CHANGES, change_facts
from tests.check.written.identities import Identity, list_broken, list_identities
from tests.check.written.values import read_state
from tests.helpers import needs_samples
from tests.read.made.corrected import correct_facts, read_findings
from tests.read.made.facts import NAMES, Fact, read_facts
from tests.read.made.invented_text import invent_facts
from tests.read.made.papers import make_paper, write_paper
from tests.read.made.prose import list_sections, write_prose
from tests.read.texts import words

QUICK, MANY, ALL = 18, 150, 500  # changes of each half
INVENTED, PIECE = 9, 100
SAMPLES = [*NAMES, *(name for name in NAMES if "putuo" not in name)] * 2  # the long one less often
HALVES = [pytest.param("samples", marks=needs_samples), "invented"]
pytestmark = pytest.mark.no_cover


@dataclass(frozen=True)
class Clean:
    """A clean disclosure: its facts, the sections whose parts are all there are, the identities that hold in it."""

    facts: Sequence[Fact]
    listed: frozenset[str]
    identities: Sequence[Identity]


def number_facts(facts: Sequence[Fact]) -> list[Fact]:
    return [fact | {"id": f"f{number}"} for number, fact in enumerate(facts)]


def make_clean(facts: Sequence[Fact]) -> Clean:
    numbered = number_facts(facts)
    listed = frozenset(section.title for section in list_sections(numbered) if section.parts)
    return Clean(numbered, listed, list(list_identities(numbered)))


def list_clean(half: str) -> list[Clean]:
    if half == "samples":
        known = {name: make_clean(correct_facts(name)) for name in NAMES}
        return [known[name] for name in SAMPLES]
    return [make_clean(invent_facts(seed)) for seed in range(INVENTED)]


def read_written(facts: Sequence[Fact], listed: frozenset[str] | None, folder: Path, kind: str) -> Draft:
    """Return the draft of a disclosure that is written to a file of a kind; txt has its text apart from its tables."""
    prose = write_prose(list_sections(facts, listed))
    paper = make_paper(facts, () if kind == "txt" else prose)
    one = read_file(write_paper(paper, folder / f"a.{'html' if kind == 'txt' else kind}"), words(), None, "zh")
    assert one.draft, one.error
    if kind != "txt":
        return one.draft
    (folder / "a.txt").write_text("\n".join([paper.title, *prose]), encoding="utf-8")
    taught = [code for table in one.reading.tables for code in table.codes]
    text = read_file(folder / "a.txt", words(), None, "zh", taught)
    assert text.draft, text.error
    return join_drafts([text.draft, one.draft])


def judge(drafts: Sequence[Draft]) -> list[list[Finding]]:
    """Return the findings of low severity and above."""
    return [[one for one in found if one.severity != "info"] for found in judge_drafts(drafts, DATA_FOLDER, "zh")]


@pytest.mark.parametrize("half", HALVES)
def test_clean_disclosures_give_no_finding(half: str, tmp_path: Path) -> None:
    drafts = [read_written(one.facts, one.listed, tmp_path, "html") for one in list_clean(half)[:INVENTED]]
    assert [one for found in judge(drafts) for one in found] == []


@needs_samples
@pytest.mark.parametrize("name", NAMES)
def test_samples_as_printed_give_what_their_findings_say(name: str, tmp_path: Path) -> None:
    known = read_findings(name)
    [found] = judge([read_written(read_facts(name), None, tmp_path, "html")])
    told = [[row for row in known if is_told(one, row)] for one in found]
    assert all(told), [one for one, rows in zip(found, told, strict=True) if not rows]
    grave = [row for row in known if row["severity"] in ("high", "medium") and row["kind"] in ("percent", "narrative")]
    assert [row["fid"] for row in grave if row not in [one for rows in told for one in rows]] == []


def is_told(one: Finding, row: Mapping[str, str]) -> bool:
    """Return whether a finding is the one of a findings file: by the number that is wrong, or by the words."""
    number = one.actual.removesuffix(" %").removesuffix(" 万元").split(" ")[-1].removeprefix("−")  # 下降
    return number in row["actual"] or row["actual"] in one.actual


def list_changes(clean: Sequence[Clean], count: int) -> Iterator[tuple[int, str, Clean]]:
    """Yield seeds with a kind of change and a disclosure; one that has no place for the kind is left out."""
    kinds = list(CHANGES)
    for seed in range(count):
        yield seed, kinds[seed // len(clean) % len(kinds)], clean[seed % len(clean)]


def choose_format(seed: int) -> str:
    """Return the format of a file: mostly the one that is read quickest."""
    return {0: "docx", 1: "xlsx", 2: "txt"}.get(seed % 10, "html")


def judge_changes(half: str, count: int, folder: Path) -> tuple[list[object], list[object], Counter[str]]:
    """Return the changes that were missed, those that gave several findings, and how many broke an identity."""
    missed, several, broken = list[object](), list[object](), Counter[str]()
    waiting: list[tuple[int, str, list[str], Draft]] = []
    for seed, kind, clean in list_changes(list_clean(half), count):
        changed = change_facts(seed, kind, clean.facts)
        if changed is not None:
            must = list_broken(clean.identities, read_state(clean.facts), read_state(changed))
            draft = read_written(changed, clean.listed, folder, choose_format(seed))
            waiting.append((seed, kind, must, draft))
    for start in range(0, len(waiting), PIECE):
        piece = waiting[start : start + PIECE]
        for (seed, kind, must, _), found in zip(piece, judge([one[3] for one in piece]), strict=True):
            broken[kind] += bool(must)
            told = [(one.rule, one.subject) for one in found]
            if must and not found:
                missed.append((seed, kind, must[:3]))
            if len(found) > 1:
                several.append((seed, kind, told))
    return missed, several, broken


@pytest.mark.parametrize("half", HALVES)
def test_one_change_is_found_and_reported_once(half: str, tmp_path: Path) -> None:
    missed, several, broken = judge_changes(half, QUICK, tmp_path)
    assert broken.total() > QUICK / 2
    assert missed == []
    assert several == []


@pytest.mark.parametrize(
    "count", [pytest.param(MANY, marks=pytest.mark.slow), pytest.param(ALL, marks=pytest.mark.faults)]
)
@pytest.mark.parametrize("half", HALVES)
def test_each_of_many_changes_is_found_and_reported_once(half: str, count: int, tmp_path: Path) -> None:
    missed, several, broken = judge_changes(half, count, tmp_path)
    assert broken.total() > count / 2
    assert set(broken) == set(CHANGES)
    assert missed == []
    assert len(several) <= count / 50, several
