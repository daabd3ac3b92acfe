"""`add` from a document to the data: answers fed in or typed in a terminal, left and taken up again."""

import csv
import io
import os
import pty
import select
import subprocess
import sys

import pypdfium2
import pytest

from analysis import cli
from analysis.commands import add, adding, asking
from analysis.read.draft.answering import DraftQuestions
from analysis.read.files.passages import RAW
from tests.helpers import copy_data, read_rows

REPORT = """北塔区总工会2020年度部门整体支出绩效评价报告
2020年全年支出120.00万元，其中基本支出100.00万元，项目支出20.00万元。
走访慰问劳动模范经费3.00万元，救助困难职工0余名。
"""
TOTAL = "summary/total"
ANSWERS = (TOTAL, "drop", "keep", "drop")  # one a question of REPORT, in its order


@pytest.fixture
def data(tmp_path):
    return copy_data(tmp_path)


@pytest.fixture
def report(tmp_path):
    return write(tmp_path / "报告.txt")


def write(file, text=REPORT):
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def call(data, monkeypatch, capsys):
    """Call `add` at a terminal with these answers, of which none may be left; return exit code, output and prompts."""

    def run(answers, *files, lang="en", code=0):
        left, prompts = list(answers), []

        def answer(prompt):
            prompts.append(prompt)
            if not left:
                raise EOFError
            if (given := left.pop(0)) is KeyboardInterrupt:
                raise given
            return given

        for module in (asking, adding):
            monkeypatch.setattr(module, "is_terminal", lambda: True)
        monkeypatch.setattr("builtins.input", answer)
        monkeypatch.setattr(add, "_build_report", lambda place, data, call: print("built", *place) or 0)
        arguments = ["add", *map(str, files), "--data-dir", str(data), "--lang", lang]
        assert cli.main(arguments) == code
        assert left == []
        said = capsys.readouterr()
        return said.out + said.err, prompts

    return run


def read_figures(data, department="beita-union", year=2020):
    with (data / "figures" / department / f"{year}.csv").open(encoding="utf-8", newline="") as file:
        return {row["label"]: (row["scheme"], row["code"], row["printed"]) for row in csv.DictReader(file)}


def test_answers_lead_from_a_document_to_the_data(call, data, report):
    said, prompts = call(["", *ANSWERS, "y"], report)
    assert "Beita District Federation of Trade Unions (beita-union), fiscal year 2020: right?" in prompts[0]
    assert read_figures(data) == {
        "全年支出": ("summary", "total", "120.00"),
        "基本支出": ("summary", "basic", "100.00"),
        "项目支出": ("summary", "project", "20.00"),
    }
    assert "Question 1 of 4" in said
    assert "“2020年全年支出120.00万元" not in said  # the question quotes it already
    assert "checks, " in said
    [kept] = (data / RAW / "beita-union" / "2020").rglob("报告.txt")
    assert kept.read_bytes() == report.read_bytes()
    paths = [kept, *(data / kind / "beita-union" / "2020.csv" for kind in ("figures", "documents", "coverage"))]
    assert [path for path in paths if path.as_posix() not in said] == []
    assert "built beita-union 2020" in said


def test_who_leaves_goes_on_where_it_was(call, data, report):
    for leave in ("q", "Ｑ", KeyboardInterrupt):
        (data.parent / "drafts").exists() and rename_drafts(data)
        said, _ = call(["", TOTAL, leave], report, code=cli.INTERRUPTED)
        assert "every answer is saved" in said
    assert not (data / "figures" / "beita-union" / "2020.csv").exists()
    said, prompts = call(["drop"], report, code=cli.INTERRUPTED)  # and here the input ends
    assert "read before: Beita District" in said
    said, prompts = call([*ANSWERS[2:], "y"], report)
    assert len(prompts) == 3
    assert len(read_figures(data)) == 3


def rename_drafts(data):
    drafts = data.parent / "drafts"
    drafts.rename(drafts.with_name(f"{len(list(data.parent.iterdir()))}"))


def test_a_wrong_answer_is_told_what_is_allowed_and_asked_again(call, report):
    answers = [
        "maybe",
        "是",
        "",
        "keep",
        "summary/nothing",
        "基本支出",
        "１",
        *ANSWERS[1:],
        "x",
        "n",
        "",
        "",
        "",
        "",
        "y",
    ]
    said, prompts = call(answers, report)
    assert "answer y or n; q leaves" in said
    assert said.count("this answer is of no use, write a code as scheme/code, such as summary/basic, or drop") == 3
    assert "1  summary/basic  基本支出" in said
    assert "codes have this in their names" in said
    assert "[Enter = summary/basic]" in prompts[-5]  # asked again, each proposes what was answered


def test_candidates_are_numbered_and_a_single_one_is_proposed(call, data, tmp_path):
    text = REPORT.replace("走访慰问劳动模范经费3.00万元", "基本支出费3.00万元")
    said, prompts = call(["", TOTAL, "q"], write(tmp_path / "a.txt", text), code=cli.INTERRUPTED)
    assert "  1  summary/basic  基本支出" in said
    assert "[Enter = summary/basic]" in prompts[2]


def test_nothing_new_and_a_corrected_edition(call, data, report, tmp_path):
    call(["", *ANSWERS, "y"], report)
    said, prompts = call([], report)
    assert "nothing new, the data is unchanged" in said
    assert prompts == []
    later = write(tmp_path / "更正.txt", REPORT.replace("项目支出20.00", "项目支出21.00"))
    said, _ = call(["", *ANSWERS, "y"], later)
    assert "corrected edition of report-2020" in said
    assert "项目支出  20.00 万元 → 21.00 万元" in said
    documents = read_rows(data / "documents" / "beita-union" / "2020.csv")
    assert [row[documents[0].index("corrects")] for row in documents[1:]] == ["", "report-2020"]


def test_a_document_of_the_data_is_known_without_its_draft(call, data, report):
    call(["", *ANSWERS, "y"], report)
    rename_drafts(data)
    said, prompts = call([], report)
    assert prompts == []
    assert "built beita-union 2020" in said
    assert not (data.parent / "drafts").exists()


NEW = ["new", "", "Bad Id", "beita-union", "yellow-bureau", "", "Yellow Bureau", "黄区", "Yellow District", "1", ""]


def test_an_unknown_body_is_named_and_gets_its_line(call, data, tmp_path):
    before = (data / "departments.csv").read_bytes()
    text = REPORT.replace("北塔区总工会", "黄区财政局")
    said, _ = call([*NEW, *ANSWERS, "y"], write(tmp_path / "b.txt", text))
    assert "The document names '黄区财政局'" in said
    assert "an id has lower-case letters, digits and hyphens only" in said
    assert "the id beita-union is taken" in said
    assert "cannot be blank" in said
    line = "yellow-bureau,黄区财政局,Yellow Bureau,黄区,Yellow District,department,\n"
    assert (data / "departments.csv").read_bytes() == before + line.encode()
    assert read_figures(data, "yellow-bureau")["全年支出"] == ("summary", "total", "120.00")


def test_body_and_year_can_be_said(call, data, tmp_path):
    nameless = write(tmp_path / "c.txt", REPORT.replace("北塔区总工会2020年度", "").replace("2020年", ""))
    said, prompts = call(["20", "2021", "7", "1", "", *ANSWERS, "y"], nameless)
    assert "the text names no year" in said
    assert "give a year from 1950 to 2100" in said
    assert "give a number from 1 to 2" in said
    assert "[Enter = 2021]" in prompts[4]
    assert len(read_figures(data, year=2021)) == 3


def test_another_year_than_the_title_names_is_read_as_such(call, data, report):
    call(["n", "beita-union", "2022", *ANSWERS, "y"], report)
    with (data / "figures" / "beita-union" / "2022.csv").open(encoding="utf-8", newline="") as file:
        assert {row["fiscal_year"] for row in csv.DictReader(file)} == {"2020"}  # as the sentence says


def test_what_cannot_be_read_is_said_and_stops_no_other(call, report, tmp_path):
    scan = tmp_path / "scan.pdf"
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(100, 100)
    pdf.save(scan)
    said, _ = call([], scan, code=cli.REFUSED)
    assert "there is no text in the file 'scan.pdf'; if it is a scan, run character recognition (OCR)" in said
    assert "no document could be read, the data is unchanged" in said
    said, _ = call(["", *ANSWERS, "y"], scan, report, code=cli.REFUSED)
    assert "built beita-union 2020" in said


def test_without_a_terminal_the_questions_are_written(expenditure, data, report, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    done = expenditure("add", report, "--data-dir", data, "--lang", "en")
    assert done.returncode == cli.REFUSED
    assert "expenditure accept --department beita-union --year 2020" in done.stderr
    [draft] = (data.parent / "drafts" / "beita-union" / "2020").iterdir()
    assert len(DraftQuestions(draft, data, "en").list_open()) == 4
    other = write(report.with_name("d.txt"), REPORT.replace("北塔区总工会", "黄区财政局"))
    done = expenditure("add", other, "--data-dir", data, "--lang", "en")
    assert done.returncode == cli.REFUSED
    assert "whose document it is cannot be told (it names: 黄区财政局)" in done.stderr


def test_a_refusal_of_the_data_is_told_and_nothing_is_accepted(call, data, report):
    call(["", *ANSWERS[:3], "q"], report, code=cli.INTERRUPTED)
    [draft] = (data.parent / "drafts" / "beita-union" / "2020").iterdir()
    figures = (draft / "figures.csv").read_text(encoding="utf-8-sig")
    (draft / "figures.csv").write_text(figures.replace("100.00,万元", "100.00,万圆"), encoding="utf-8-sig")
    said, _ = call(["drop", "n"], report, code=cli.INTERRUPTED)
    assert "figures.csv:3: unit: '万圆' is not in" in said
    assert "mend the draft" in said
    assert not (data / "figures" / "beita-union" / "2020.csv").exists()


@pytest.mark.slow
def test_in_a_terminal_up_to_the_report(data, report, tmp_path, project_root):
    arguments = ["add", report, "--data-dir", data, "--out", tmp_path / "out"]
    code, said = type_answers(["y", "乱答", TOTAL, "q"], arguments, project_root)
    assert code == cli.INTERRUPTED
    assert "问题 1/4" in said
    code, said = type_answers([*ANSWERS[1:], "y"], arguments, project_root)
    assert code == 0, said
    page = tmp_path / "out" / "beita-union" / "2020" / "report.html"
    assert str(page) in said
    assert "120.00" in page.read_text(encoding="utf-8")
    code, said = type_answers([], arguments, project_root)
    assert (code, "报告已是最新" in said) == (0, True)


def type_answers(answers, arguments, folder):
    """Return the exit code and what a terminal shows when a person types the answers, each at a prompt."""
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-m", "analysis", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown, since, left = b"", b"", list(answers)
    while select.select([terminal], [], [], 120)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        shown, since = shown + part, since + part
        if since.endswith(b" > "):
            os.write(terminal, f"{left.pop(0)}\n".encode() if left else b"\x04")
            since = b""
    os.close(terminal)
    return process.wait(60), shown.decode("utf-8", "replace")
