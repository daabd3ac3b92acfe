"""Verdicts on reports, remembered: asked anew only where something that they follow from has changed."""

import shutil
from pathlib import Path

import pytest

from analysis.cache import CACHE_VARIABLE
from analysis.publish.evidence import manifest
from analysis.publish.subject import Body, Group, Subject
from analysis.publish.yearly import remembered
from analysis.tables import DATA_FOLDER

GROUP, BODY = Group("putuo", (2025,)), Body("putuo-wanli", 2025)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    shutil.copytree(DATA_FOLDER, tmp_path / "data", ignore=shutil.ignore_patterns("raw"))
    write(tmp_path / "data/raw/budget.pdf", "as it was")
    write(tmp_path / "out/manifest.json", "{}")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class Judge:
    """Says how often it was asked."""

    def __init__(self, place: Path, subject: Subject) -> None:
        self.place, self.subject, self.asked = place, subject, 0

    def judge(self, told: str = "en") -> str:
        out = self.place / "out"
        return remembered.remember(
            told, self.subject, "zh", out / "manifest.json", out, self.place / "data", self.answer
        )

    def answer(self) -> str:
        self.asked += 1
        return f"changed: {self.asked}\n"


class Hasty(Judge):
    """Judges of data that change before it has ended."""

    def answer(self) -> str:
        write(self.place / "data/units.csv", "")
        return super().answer()


@pytest.mark.parametrize(
    ("subject", "file"),
    [
        (BODY, "out/manifest.json"),
        (BODY, "data/units.csv"),
        (BODY, "data/schemes/summary.csv"),
        (BODY, "data/figures/putuo-wanli/2024.csv"),
        (BODY, "data/links/putuo-wanli/2030.csv"),
        (BODY, "data/raw/budget.pdf"),
        (BODY, "data/raw/more.pdf"),
        (GROUP, "data/groups/putuo.csv"),
        (GROUP, "data/figures/putuo-commerce/2025.csv"),
        (GROUP, "out/putuo-commerce/2025/report.html"),
    ],
)
def test_a_verdict_is_asked_anew_when_a_file_changes(place: Path, subject: Subject, file: str) -> None:
    judge = Judge(place, subject)
    assert [judge.judge(), judge.judge()] == ["changed: 1\n"] * 2
    old = (place / file).read_text(encoding="utf-8") if (place / file).exists() else ""
    write(place / file, old + "more")
    assert [judge.judge(), judge.judge()] == ["changed: 2\n"] * 2


@pytest.mark.parametrize(
    ("subject", "file"),
    [(BODY, "data/figures/putuo-finance/2024.csv"), (GROUP, "data/figures/beita-union/2019.csv")],
)
def test_a_file_of_another_body_changes_no_verdict(place: Path, subject: Subject, file: str) -> None:
    judge = Judge(place, subject)
    judge.judge()
    write(place / file, "")
    assert judge.judge() == "changed: 1\n"


def test_another_program_or_language_asks_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge(place, BODY)
    assert (judge.judge("en"), judge.judge("zh"), judge.judge("en")) == ("changed: 1\n", "changed: 2\n", "changed: 1\n")
    monkeypatch.setattr(manifest, "read_versions", lambda: {"python": "4"})
    assert judge.judge("en") == "changed: 3\n"


def test_nothing_is_remembered_without_a_cache_or_of_data_that_change_meanwhile(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Hasty(place, BODY).judge() == "changed: 1\n"
    judge = Judge(place, BODY)
    assert [judge.judge(), judge.judge()] == ["changed: 1\n"] * 2
    for file in (place / "cache").rglob("*"):
        if file.is_file():
            file.write_bytes(b"\xff")
    assert judge.judge() == "changed: 2\n"
    monkeypatch.setenv(CACHE_VARIABLE, "")
    assert [judge.judge(), judge.judge()] == ["changed: 3\n", "changed: 4\n"]
