"""Passages beside the figures: only from the very document that is on record."""

import re
import shutil

import pytest

from analysis.check import list_findings, run_checks, tell_absent
from analysis.publish.manifest import describe_inputs
from analysis.read.quote import find_originals, quote_passages
from analysis.review import open_review
from analysis.show import checks
from tests.helpers import DEPARTMENT, REPORT, YEAR, copy_data, needs_samples, read_truth
from tests.read.test_accept import TEXT, accept, answer, read


@pytest.fixture
def data(tmp_path):
    data = copy_data(tmp_path)
    shutil.rmtree(data / "raw", ignore_errors=True)
    (data / "raw").mkdir()
    return data


@pytest.fixture
def accepted(data, tmp_path):
    """Return the review of a text that was read, accepted and kept in data/raw/."""

    def take(text, **answers):
        for kind in ("figures", "documents", "statements"):
            (data / kind / DEPARTMENT / f"{YEAR}.csv").unlink()
        report = tmp_path / "report.txt"
        report.write_text(text, encoding="utf-8")
        read(report, data)
        answer(data, **answers)
        accept(DEPARTMENT, YEAR, "en", data)
        shutil.copy(report, data / "raw" / "report.txt")
        return open_review(DEPARTMENT, YEAR, "en", data)

    return take


def test_each_figure_has_its_own_passage_also_behind_one_that_is_repeated(accepted):
    review = accepted(f"{TEXT}专项支出：总计6.80万元，专项支出6.80万元。\n培训费支出0.14万元。\n", rest="drop")
    quotes = quote_passages(review)
    stated = [figure for figure in review.figures if figure.basis == "stated"]
    assert len(stated) > 8
    assert all(figure.printed in quotes[figure.figure_id] for figure in stated)
    assert not {figure.figure_id for figure in review.figures if figure.basis == "derived"} & set(quotes)


def test_figure_whose_code_a_person_chose_has_its_passage(accepted):
    review = accepted(TEXT, rest="beita-union-output/articles")
    chosen = review.figures.first("beita-union-output/articles", YEAR, "executed")
    assert "读书会12场" in quote_passages(review)[chosen.figure_id]


def test_what_a_text_says_against_itself_stands_beside_the_findings_of_the_figures(accepted):
    review = accepted(f"{TEXT}培训费支出1.00万元，比上年减少0.20万元，增长20%，“见附件。\n", rest="drop")
    rows = [finding for finding in list_findings(run_checks(review)) if finding.of_text]
    assert {finding.rule for finding in rows} >= {"direction", "quotes"}
    direction = next(finding for finding in rows if finding.rule == "direction")
    assert [review.figures.by_id(name).printed for name in direction.figures] == ["20"]
    assert tell_absent(review) == ""


def test_fault_that_the_figures_show_is_listed_once(accepted):
    review = accepted(TEXT.replace("60.00", "61.00"), rest="drop")
    places = [(finding.rule, finding.locator) for finding in list_findings(run_checks(review))]
    assert sum(rule == "scope" or rule == "sum-of-parts" for rule, _ in places) >= 1
    assert len(places) == len(set(places))


def test_absent_document_is_named_and_its_text_not_checked(data):
    review = open_review(DEPARTMENT, YEAR, "en", data)
    assert "report-2019.txt is not in data/raw/" in tell_absent(review)
    assert not [check for check in run_checks(review) if check.of_text]


@needs_samples
def test_all_true_inconsistencies_of_the_sample_stand_in_one_list(data):
    shutil.copy(REPORT, data / "raw" / "any-name.txt")
    findings = list_findings(run_checks(open_review(DEPARTMENT, YEAR, "zh", data)))
    truth = read_truth("report-2019.findings")
    assert sorted((f.rule, f.severity) for f in findings) == sorted((row["rule"], row["severity"]) for row in truth)


def test_figures_are_shown_with_the_sentence_that_prints_them(accepted):
    review = accepted(TEXT, rest="drop")
    quotes = quote_passages(review)
    stated = [figure.figure_id for figure in review.figures if figure.basis != "derived"]
    assert sorted(quotes) == sorted(stated)
    assert all(figure.printed in quotes[figure.figure_id] for figure in review.figures if figure.basis == "stated")
    html = str(checks.show_figures(review).html)
    assert len(re.findall("<small>“", html)) == len(stated)
    assert "whose SHA-256 is the one on record" in html
    assert describe_inputs(review)["documents"]["report.txt"]["quoted"] is True


def test_changed_document_is_not_quoted(accepted, data):
    accepted(TEXT, rest="drop")
    with (data / "raw" / "report.txt").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    review = open_review(DEPARTMENT, YEAR, "zh", data)
    assert find_originals(review) == {}
    assert "<small>“" not in str(checks.show_figures(review).html)
    assert describe_inputs(review)["documents"]["report.txt"]["quoted"] is False
