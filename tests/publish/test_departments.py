"""The page of departments of other kinds: what they have is shown, what they have not leaves no heading behind."""

import re
from pathlib import Path

import pytest

from analysis.dataset import open_data
from analysis.frames import iterate_rows
from analysis.publish.evidence.tables import write_evidence
from analysis.publish.office.workbook import write_workbook
from analysis.show.words import Words
from tests.datasets import make_year_cases
from tests.helpers import read_rows, write_rows


@pytest.fixture(scope="module")
def education(tmp_path_factory, expenditure) -> Path:
    """The report of a 教育局 for 2022, with an indicator set more, of which only its indicators are on record."""
    data = make_year_cases(tmp_path_factory.mktemp("years"))
    header, *rows = read_rows(data / "indicators" / "mof-2013.csv")
    (data / "indicators").unlink()
    (data / "indicators").mkdir()
    taken = [row for row in rows if "staff-control-rate" in row or "running-cost-control-rate" in row]
    own = [["own-set", f"own-{row[1]}", *row[2:]] for row in taken]
    write_rows(data / "indicators" / "own-set.csv", [header, *own])
    write_rows(data / "indicators" / "mof-2013.csv", [header, *rows])
    edit_scoring(data)
    out = tmp_path_factory.mktemp("out")
    place = ("--department", "beita-education", "--year", 2022, "--bundle", "--data-dir", data, "--out", out)
    done = expenditure("report", *place)
    assert done.returncode == 0, done.stderr
    return out / "beita-education" / "2022"


def edit_scoring(data):
    """Leave out the scoring of a set that is not there."""
    header, *rows = read_rows(data / "scoring.csv")
    (data / "scoring.csv").unlink()
    write_rows(data / "scoring.csv", [header, *(row for row in rows if "mof-2013-hunan" not in row)])


def read_text(report):
    page = (report / "report.html").read_text(encoding="utf-8")
    page = re.sub(r"<style.*?</style>|<details.*?</details>", "", page, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", "", re.sub(r"<sup.*?</sup>", "", page))


def test_functional_classes_are_the_categories(education):
    text = read_text(education)
    for wanted in ("9295.22 万元，分 4 类列出：教育支出 8360.00 万元（89.94 %）", "96.43 %", "81.60 %"):
        assert wanted in text, wanted
    assert "未列总支出" not in text


def test_nothing_is_left_of_what_is_not_there(education):
    page = (education / "report.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h3[^>]*>(.*?)</h3>", page)
    assert not {"专项支出", "工作成果", "文字陈述"} & set(headings)
    assert {"支出分类", "其他分类", "“三公”经费", "官方指标"} <= set(headings)
    assert sorted(path.stem for path in (education / "charts").iterdir()) == [
        "categories", "changes", "checks", "indicators", "three-public"
    ]  # fmt: skip
    assert not re.search(r"<tbody>\s*</tbody>|<ul>\s*</ul>|<p>\s*</p>", page)
    assert "核对未发现问题。" in read_text(education)


def test_every_heading_has_something_below_it(education):
    page = (education / "report.html").read_text(encoding="utf-8")
    chapters = page[page.index('id="c0"') :]
    sections = re.split(r"<h3[^>]*>", re.sub(r"<details.*?</details>", "", chapters, flags=re.DOTALL))[1:]
    for section in sections:
        heading, _, rest = section.partition("</h3>")
        assert re.sub(r"<[^>]*>|\s", "", rest.partition("<h2")[0]) or "<img" in rest, heading


def test_indicator_set_without_a_name_is_shown_by_its_id(education):
    text = read_text(education)
    assert "own-set共 2 项，1 项可以计算：在职人员控制率 96.43 %" in text
    assert (education / "workbook.xlsx").is_file()


@pytest.fixture(scope="module")
def year_cases(tmp_path_factory):
    return open_data(data_dir=make_year_cases(tmp_path_factory.mktemp("cases")))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_evidence_of_every_department_and_year_is_written(year_cases, lang):
    for report in iterate_rows(year_cases.reports):
        words = Words(year_cases.select(report.department, report.report_year), lang)
        evidence = write_evidence(words)
        assert evidence["figures.csv"].count("\r\n") == len(words.own_figures) + 1
        assert write_workbook(words, "title")
