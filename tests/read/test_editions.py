"""Several files of one body and year: a corrected edition, text and tables apart, department and unit of one name."""

import csv
import shutil
from argparse import Namespace

import pytest

from analysis.check import run_checks
from analysis.commands import accept as accept_command
from analysis.dataset import open_data
from analysis.read.bodies import tell_body
from analysis.read.disclosures import join_drafts
from analysis.read.draft.accept import KINDS
from analysis.read.draft.draft import make_draft
from tests.helpers import DEPARTMENT, YEAR, copy_data
from tests.read.judged import make_scene
from tests.read.texts import make_document, read_files

TEXT = """2019年度测试局部门整体支出绩效自评报告
一、支出情况
2019年部门整体支出100.00万元，其中基本支出60.00万元，项目支出40.00万元。
二、“三公”经费
“三公”经费全年预算数0.50万元，其中公务接待费0.50万元。
"""
CORRECTED = TEXT.replace("60.00", "65.00").replace("40.00", "35.00")


@pytest.fixture
def data(tmp_path):
    folder = copy_data(tmp_path)
    for kind in KINDS:
        shutil.rmtree(folder / kind / DEPARTMENT, ignore_errors=True)
    return folder


def read(data, name, text, department=DEPARTMENT):
    path = data.parent / name
    path.write_text(text, encoding="utf-8")
    return read_files([path], department, data_dir=data)


def accept(data):
    return accept_command.run(Namespace(department=DEPARTMENT, year=YEAR, lang="zh", data_dir=data))


def list_documents(data):
    with (data / "documents" / DEPARTMENT / f"{YEAR}.csv").open(encoding="utf-8") as stream:
        return [(row["document"], row["corrects"]) for row in csv.DictReader(stream)]


def test_corrected_edition_stands_beside_the_first_and_says_what_changed(data, capsys):
    assert read(data, "first.txt", TEXT) == 0
    assert accept(data) == 0
    capsys.readouterr()
    assert read(data, "second.txt", CORRECTED) == 0
    shown = capsys.readouterr().out
    assert "second.txt 是 report-2019 的更正版，改动 2 处" in shown
    assert "  基本支出  60.00 万元 → 65.00 万元" in shown
    assert "  项目支出  40.00 万元 → 35.00 万元" in shown
    assert accept(data) == 0
    assert list_documents(data) == [("report-2019", ""), ("report-2019-2", "report-2019")]
    checks = run_checks(open_data(DEPARTMENT, YEAR, data))
    changed = checks[checks["rule"].eq("corrected")]
    assert changed[["reported", "calculated"]].to_numpy().tolist() == [
        [65_000_000, 60_000_000],
        [35_000_000, 40_000_000],
    ]
    assert not checks["rule"].eq("restated").any()
    sums = checks[checks["rule"].eq("sum-of-parts") & checks["verdict"].eq("exact")]
    assert sums["figures"].str.contains("F0[12]").sum() == 0  # those of the first edition are used no more


def test_file_that_shares_few_figures_is_no_corrected_edition(data, capsys):
    read(data, "first.txt", TEXT)
    capsys.readouterr()
    other = "2019年度测试局部门整体支出绩效自评报告\n一、人员\n我局编制5名，在职人员4名。\n"
    assert read(data, "second.txt", other) == 0
    assert "更正版" not in capsys.readouterr().out
    assert (data.parent / "drafts" / DEPARTMENT / str(YEAR) / "report-2019-2").is_dir()


def test_the_same_file_again_changes_nothing(data, capsys):
    read(data, "first.txt", TEXT)
    read(data, "second.txt", CORRECTED)
    capsys.readouterr()
    assert read(data, "second.txt", CORRECTED) == 0
    assert sorted(path.name for path in (data.parent / "drafts" / DEPARTMENT / str(YEAR)).iterdir()) == [
        "report-2019",
        "report-2019-2",
    ]


@pytest.mark.parametrize(
    ("text", "name", "is_unit"),
    [
        ("北塔区总工会2024年度部门决算\n\n一、支出情况\n", "北塔区总工会", False),
        ("北塔区总工会2024年度单位决算\n\n一、支出情况\n", "北塔区总工会", True),
        ("某市2025年区级单位预算\n预算单位：某市某区水务局\n目录\n", "某市某区水务局", True),
        ("某市2025年区级部门预算\n预算主管部门：某市某区水务局\n目录\n", "某市某区水务局", False),
        ("2023年度某县档案馆（本级）决算公开\n一、概况\n", "某县档案馆", True),
        ("某省司法厅\n二〇二三年度部门预算\n", "某省司法厅", False),
        ("收支预算总表\n公开表一\n部门：某省文化厅\t单位：万元\n", "某省文化厅", False),
        ("目录\n一、主要职能\n", "", False),
    ],
)
def test_body_is_told_by_its_name_and_by_what_the_title_says(text, name, is_unit):
    assert tell_body(make_document(text)) == (name, is_unit)


def test_document_of_the_unit_is_not_taken_for_the_department_s(data, capsys):
    with (data / "departments.csv").open("a", encoding="utf-8") as stream:
        stream.write("some-bureau,测试局,Test Bureau,某区,Some district,department,\n")
        stream.write("some-unit,测试局,Test Bureau itself,某区,Some district,unit,\n")
    text = (
        "测试局2019年度单位决算\n一、支出情况\n2019年度支出合计6.00万元，其中：基本支出5.00万元，项目支出1.00万元。\n"
    )
    assert read(data, "own.txt", text, None) == 0
    assert (data.parent / "drafts" / "some-unit" / "2019").is_dir()
    assert not (data.parent / "drafts" / "some-bureau").exists()
    assert read(data, "own.txt", text, "some-bureau") == 3
    assert "own.txt 是单位（本级）的文件，而 some-bureau 在 departments.csv 中是另一主体" in capsys.readouterr().err


def test_parts_of_a_disclosure_are_judged_as_one():
    drafts = [make_draft(make_scene(text), "", "zh") for text in (TEXT, CORRECTED)]
    joined = join_drafts(drafts)
    assert [row["figure_id"] for row in joined.tables["figures"]] == [
        f"F{number:02d}" for number in range(1, len(joined.tables["figures"]) + 1)
    ]
    sizes = [len({row["link"] for row in draft.tables["links"]}) for draft in (*drafts, joined)]
    assert sizes[0] + sizes[1] == sizes[2] > 0
    known = {row["figure_id"] for row in joined.tables["figures"]}
    assert {row["figure"] for row in joined.tables["links"]} <= known
