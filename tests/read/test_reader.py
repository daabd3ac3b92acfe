"""What the reader does where a text leaves something open or out, and that the format of a file does not matter."""

import subprocess
import sys

import pytest

from analysis.read.draft.questions import list_questions
from analysis.read.files.open import read_document
from analysis.read.links.scene import Scene
from analysis.read.prose.reader import find_year, read_facts
from tests.helpers import SAMPLES, needs_samples
from tests.publish.office.libreoffice import convert
from tests.read.make_documents import write_docx, write_html, write_markdown, write_pdf, write_text
from tests.read.texts import make_document, read_text, vocabulary, words


def tell(reading):
    return [(f.item, f.measure, f.word, f.phase, f.year, f.printed.strip(), f.unit) for f in reading.facts]


def read_file(path):
    return read_facts(read_document(path), vocabulary(2023), words().units)


def test_list_with_other_counts_of_names_and_amounts_says_both_readings():
    text = "因公出国（境）费、公务接待费分别为1万元、2万元和3万元。"
    reading = read_text(text)
    assert {fact.certainty for fact in reading.facts} == {"ambiguous"}
    questions = list(list_questions(Scene(make_document(text), reading, words().measures, words().required), "en"))
    assert [one.kind for one in questions] == ["ambiguous-list"] * 3
    assert "one of 因公出国（境）费 / 公务接待费" in questions[0].text


def test_label_that_is_left_out_comes_from_the_left():
    facts = tell(read_text("公务接待费年初预算3万元，支出决算2万元，比上年减少1万元。"))
    assert [fact[0] for fact in facts] == ["公务接待费"] * 3
    assert [fact[1] for fact in facts] == ["level", "level", "decrease"]


def test_heading_gives_the_label_where_the_paragraph_has_none():
    facts = tell(read_text("（一）公务接待费支出决算情况说明\n年初预算为3万元，支出决算为2万元。"))
    assert [fact[0] for fact in facts] == ["公务接待费"] * 2


def test_number_without_any_label_is_a_question():
    [fact] = read_text("为3万元。").facts
    assert (fact.doubt, fact.certainty) == ("no-label", "unsure")


def test_lost_digits_are_no_amount():
    [fact] = read_text("0余名困难职工发放了帮扶金。").facts
    assert (fact.printed, fact.doubt) == ("0余", "lost-digits")


def test_parts_know_their_whole_and_its_phase():
    facts = read_text("“三公”经费预算数3万元，其中：公务接待费1万元，公务用车运行维护费2万元。").facts
    assert [fact.part_of for fact in facts] == [None, 0, 0]
    assert {fact.phase for fact in facts} == {"approved"}


def test_first_item_below_its_whole_is_a_part_of_it():
    lines = (
        "公用经费1,030.00万元", "1、商品和服务支出（类）1,030.00万元", "（1）办公费（款）支出1,010.00万元。",
        "（2）水费（款）支出20.00万元。",
    )  # fmt: skip
    assert [fact.part_of for fact in read_text("\n".join(lines)).facts] == [None, None, 1, 1]


def test_counts_of_a_budget_are_plans_unless_they_are_there_already():
    text = (
        "2023年度某局部门预算\n一、其他情况\n本部门共有车辆7辆，其中：其他用车7辆。2023年部门预算安排购置车辆1辆。\n"
        "编报绩效目标的项目5个。在职人员30人。"
    )
    facts = read_text(text, 2023).facts
    assert [(fact.printed, fact.phase) for fact in facts] == [
        ("7", "executed"), ("7", "executed"), ("1", "approved"), ("5", "approved"), ("30", "executed"),
    ]  # fmt: skip


def test_base_of_a_change_may_be_named_or_last_year_s():
    facts = read_text("“三公”经费较2016年减少1万元，收入合计比上年增加2万元，同比增长3%。").facts
    assert [fact.base_year for fact in facts] == [2016, 2018, 2018]


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("１２．５", "万元"),
        ("1,234.56", "元"),
        ("一百二十", "万元"),
        ("3 5.5", "万元"),
        ("35.\n5", "万元"),
        ("1.2", "亿元"),
    ],
)
def test_number_is_kept_as_it_is_printed(printed, unit):
    text = f"工作经费支出{printed}{unit}。"
    [fact] = read_text(text).facts
    assert text[slice(*fact.span)] == printed
    assert fact.unit == unit


def test_year_comes_from_the_title_else_from_what_is_named_most():
    assert find_year(make_document("某局2021年度部门决算\n2020年为1万元")) == 2021
    assert find_year(make_document("没有年份")) == 0


@pytest.mark.parametrize("write", [write_markdown, write_html, write_docx])
def test_every_format_gives_the_same_figures(write, tmp_path):
    wanted = tell(read_file(write_text(tmp_path / "a.txt")))
    assert len(wanted) > 20
    name = {write_markdown: "a.md", write_html: "a.html", write_docx: "a.docx"}[write]
    assert tell(read_file(write(tmp_path / name))) == wanted


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_figures(encoding, tmp_path):
    wanted = tell(read_file(write_text(tmp_path / "a.txt")))
    assert tell(read_file(write_text(tmp_path / "b.txt", encoding))) == wanted


def test_pdf_gives_the_same_figures(tmp_path, chromium):
    wanted = tell(read_file(write_text(tmp_path / "a.txt")))
    assert tell(read_file(write_pdf(tmp_path / "a.pdf", chromium))) == wanted


@needs_samples
def test_samples_are_read_as_the_truth_says(expenditure, tmp_path):
    reports = {"report-2019.txt": ("41/41", "27/27"), "final-accounts-2024.pdf": ("295/295", "150/150")}
    for name, (precision, core) in reports.items():
        done = expenditure("read", SAMPLES / name, "--format", "csv")
        assert done.returncode == 0, done.stderr
        (tmp_path / "read.csv").write_text(done.stdout, encoding="utf-8")
        truth = (SAMPLES / name).with_suffix(".facts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        gold = tmp_path / "gold.csv"
        gold.write_text("".join(truth), encoding="utf-8")
        score = [sys.executable, SAMPLES / "score.py", gold, tmp_path / "read.csv"]
        strictest = subprocess.run(score, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
        assert f"precision {precision}=" in strictest, strictest
        assert f"recall core {core}=" in strictest, strictest


WORST = [
    "1", "111,", "一", "百万", "无", "其中、", "无费", "（", "（）", "2019年", "增加", "占5%", "“", "、", "预 算 ",
    "分别1万元、", "较2018年", "单价", "电话1", "决算数",
]  # fmt: skip


LONGER = [pytest.param(60_000, piece, marks=pytest.mark.faults) for piece in WORST]


@pytest.mark.parametrize(("characters", "piece"), [*((10_000, piece) for piece in WORST), *LONGER])
def test_text_of_one_endless_sentence_ends(characters, piece):
    text = (piece * characters)[:characters]
    read_text(text)  # a pattern that tries every way would take minutes


def test_old_word_file_gives_the_same_figures(tmp_path, soffice):
    wanted = tell(read_file(write_text(tmp_path / "a.txt")))
    old = convert(soffice, write_docx(tmp_path / "a.docx"), "doc", tmp_path / "out")
    assert tell(read_file(old)) == wanted
