"""From a document to the data: a draft, its questions, and what accepting it does and refuses."""

import csv
import shutil
from argparse import Namespace
from collections import Counter
from pathlib import Path

import pytest

from analysis.commands import accept as accept_command
from analysis.dataset import open_data
from analysis.errors import UserError
from analysis.read.draft.accept import KINDS, _count_codes, accept_drafts
from analysis.tables import write_rows
from tests.helpers import DEPARTMENT, REPORT, YEAR, copy_data, edit, needs_samples
from tests.read.texts import read_files

TEXT = """2019年度测试局部门整体支出绩效自评报告
一、部门概况
我局编制5名，在职人员4名。
二、支出情况
2019年部门整体支出100.00万元，其中基本支出60.00万元，项目支出40.00万元。
“三公”经费：全年预算数0.50万元，其中公务接待费0.50万元，无因公出国（境）费。较2018年减少0.30万元。
举办读书会12场。
"""


@pytest.fixture
def data(tmp_path):
    """A copy of the data without the figures of the department."""
    folder = copy_data(tmp_path)
    for kind in KINDS:
        shutil.rmtree(folder / kind / DEPARTMENT, ignore_errors=True)
    for name in ("scoring", "unit-costs"):
        assert (folder / f"{name}.csv").is_file()
    return folder


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def read_cells(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def read(path, data, lang="en"):
    return read_files([path], DEPARTMENT, lang=lang, data_dir=data)


def accept(department, year, lang, data):
    return accept_command.run(Namespace(department=department, year=year, lang=lang, data_dir=data))


def draft_of(data):
    return data.parent / "drafts" / DEPARTMENT / str(YEAR) / f"report-{YEAR}"


def answer(data, **answers):
    """Answer the questions of the draft: by kind, and `rest` for all others."""
    path = draft_of(data) / "questions.csv"
    rows = [
        row | {"answer": answers.get(row["kind"].replace("-", "_"), answers.get("rest", ""))}
        for row in read_cells(path)
    ]
    path.write_text(write_rows(list(rows[0]), rows), encoding="utf-8")


def open_figures(data, lang="zh", **cells):
    """Return the figures of the year that have these cells."""
    figures = open_data(DEPARTMENT, YEAR, data, lang).figures
    for name, value in cells.items():
        figures = figures[figures[name].eq(value)]
    return figures


def hash_files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_draft_is_in_the_data_s_own_format_and_outside_the_data(data, report):
    before = hash_files(data)
    assert read(report, data) == 0
    assert hash_files(data) == before
    rows = read_cells(draft_of(data) / "figures.csv")
    assert [(r["scheme"], r["code"], r["phase"], r["printed"], r["basis"]) for r in rows[:9]] == [
        ("staffing", "posts", "approved", "5", "stated"),
        ("staffing", "staff", "executed", "4", "stated"),
        ("summary", "total", "executed", "100.00", "stated"),
        ("summary", "basic", "executed", "60.00", "stated"),
        ("summary", "project", "executed", "40.00", "stated"),
        ("three-public", "total", "approved", "0.50", "stated"),
        ("three-public", "reception", "approved", "0.50", "stated"),
        ("three-public", "overseas", "approved", "无", "declared-none"),
        ("three-public", "total", "approved", "0.30", "stated"),
    ]
    derived = rows[-1]
    assert (derived["fiscal_year"], derived["basis"], derived["derivation"]) == ("2018", "derived", "F06 + F09")
    questions = read_cells(draft_of(data) / "questions.csv")
    assert [(row["figures"], row["kind"]) for row in questions] == [("F10", "no-code")]


def test_document_that_was_typed_gets_its_identity_from_the_draft(data, report):
    read(report, data)
    answer(data, rest="drop")
    accept(DEPARTMENT, YEAR, "en", data)
    documents = data / "documents" / DEPARTMENT / f"{YEAR}.csv"
    [before] = read_cells(documents)
    edit(documents, before["document"], size_bytes="", characters="", encoding="", sha256="", note="typed by hand")
    accept(DEPARTMENT, YEAR, "en", data)
    assert read_cells(documents) == [before | {"note": "typed by hand"}]


def put_file_for_folder(data, monkeypatch):
    shutil.rmtree(data / "statements")
    (data / "statements").write_text("a file", encoding="utf-8")


def refuse_writing(data, monkeypatch):
    def refuse(path, content):
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)


def refuse_replacing(data, monkeypatch):
    replace = Path.replace

    def refuse(path, target):
        if "documents" in str(target):
            raise PermissionError(13, "Permission denied", str(path))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)


def refuse_copying(data, monkeypatch):
    def refuse(source, target, **options):
        raise shutil.Error([(str(source), str(target), "[Errno 13] Permission denied")])

    monkeypatch.setattr(shutil, "copytree", refuse)


def fill_disk(data, monkeypatch):
    def refuse(**options):
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("analysis.read.draft.accept.tempfile.TemporaryDirectory", refuse)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (put_file_for_folder, "File exists|Not a directory"),
        (refuse_writing, "Read-only file system"),
        (refuse_replacing, "Permission denied"),
        (refuse_copying, "Permission denied"),
        (fill_disk, "No usable temporary directory"),
    ],
)
def test_data_that_cannot_be_written_are_said_and_unchanged(data, report, monkeypatch, spoil, reason):
    read(report, data)
    answer(data, rest="drop")
    spoil(data, monkeypatch)
    before = hash_files(data)
    with pytest.raises(UserError, match=rf"cannot be written \(.*({reason}).*the data is unchanged") as caught:
        accept(DEPARTMENT, YEAR, "en", data)
    assert caught.value.exit_code == 3
    assert "expenditure-accept-" not in str(caught.value)
    assert hash_files(data) == before


def test_nothing_is_accepted_while_a_question_is_open(data, report):
    read(report, data)
    before = hash_files(data)
    with pytest.raises(UserError) as caught:
        accept(DEPARTMENT, YEAR, "en", data)
    assert "1 questions are not answered" in str(caught.value)
    assert "questions.csv:2: answer: Q01: '举办读书会' has no code" in str(caught.value)
    assert hash_files(data) == before


def test_answered_draft_becomes_data_and_accepting_again_changes_nothing(data, report):
    read(report, data)
    answer(data, rest="drop")
    assert accept(DEPARTMENT, YEAR, "en", data) == 0
    assert len(open_figures(data)) == 10  # ten of eleven numbers read, one derived, one dropped
    assert open_figures(data, scheme="three-public", code="total", fiscal_year=2018)["amount_wan"].tolist() == [0.80]
    after = hash_files(data)
    accept(DEPARTMENT, YEAR, "en", data)
    assert hash_files(data) == after


@pytest.mark.parametrize("given", ["keep", "staffing/nobody", "ok"])
def test_figure_without_a_code_is_refused_until_it_has_one_or_is_dropped(data, report, given):
    read(report, data)
    answer(data, rest=given)
    before = hash_files(data)
    with pytest.raises(
        UserError,
        match=r"questions\.csv:2: answer: Q01: this answer is of no use, write a code as scheme/code, such as",
    ):
        accept(DEPARTMENT, YEAR, "en", data)
    assert hash_files(data) == before


def test_one_answer_gives_all_figures_of_a_label_their_code(data, report):
    report.write_text(TEXT + "专项甲预算10.00万元，决算9.50万元，完成预算的95%。\n", encoding="utf-8")
    read(report, data)
    asked = read_cells(draft_of(data) / "questions.csv")[-1]
    assert asked["figures"] == "F11 F12 F13"
    assert "10.00万元、9.50万元、95%" in asked["text"]
    answer(data, rest="summary/special")
    accept(DEPARTMENT, YEAR, "en", data)
    figures = open_figures(data, scheme="summary", code="special")
    assert figures["printed"].tolist() == ["12", "10.00", "9.50", "95"]


def test_draft_that_a_spreadsheet_saved_in_its_own_encoding_is_accepted(data, report):
    read(report, data)
    answer(data, rest="drop")
    for path in draft_of(data).glob("*.csv"):
        path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("gb18030"))
    assert accept(DEPARTMENT, YEAR, "en", data) == 0
    assert len(open_figures(data)) == 10


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("questions.csv", "answer", "antwort", r"questions\.csv:1: antwort: "),
        ("questions.csv", "no-code", '"no-code', r"questions\.csv:2: "),
        (
            "figures.csv",
            "declared-none",
            "declared-nil",
            r"drafts/beita-union/2019/report-2019/figures\.csv:9: basis: ",
        ),
        ("figures.csv", "0.30", "0.3O", r"drafts/beita-union/2019/report-2019/figures\.csv:10: printed: "),
    ],
)
def test_draft_damaged_by_hand_is_refused_with_its_file_and_line(data, report, name, old, new, message):
    read(report, data)
    answer(data, rest="drop")
    path = draft_of(data) / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = hash_files(data)
    with pytest.raises(UserError, match=message):
        accept(DEPARTMENT, YEAR, "en", data)
    assert hash_files(data) == before


def test_what_was_derived_from_a_dropped_figure_goes_with_it(data, report):
    read(report, data)
    path = draft_of(data) / "questions.csv"
    rows = read_cells(path)
    rows.append(rows[0] | {"question": "Q02", "figures": "F09"})
    path.write_text(write_rows(list(rows[0]), [row | {"answer": "drop"} for row in rows]), encoding="utf-8")
    accept(DEPARTMENT, YEAR, "en", data)
    assert open_figures(data, fiscal_year=2018).empty


def test_figure_that_one_paragraph_repeats_stands_once_in_the_draft(data, report):
    report.write_text(TEXT + "项目支出40.00万元，严格执行预算。项目支出40.00万元。\n", encoding="utf-8")
    read(report, data)
    answer(data, rest="drop")
    accept(DEPARTMENT, YEAR, "en", data)
    assert len(open_figures(data, scheme="summary", code="project")) == 2  # one for each paragraph


def test_two_values_of_one_figure_in_one_paragraph_are_asked_about(data, report):
    report.write_text(TEXT + "项目支出40.00万元，严格执行预算。项目支出41.00万元。\n", encoding="utf-8")
    read(report, data)
    asked = read_cells(draft_of(data) / "questions.csv")[-1]
    assert (asked["kind"], asked["figures"]) == ("repeated", "F12")
    assert "F11 (40.00万元)" in asked["text"]


def test_changes_against_the_budget_and_against_last_year_are_two_figures(data, report):
    text = "“三公”经费支出0.40万元，较预算减少0.10万元，比上年减少0.20万元。\n"
    report.write_text(TEXT + text, encoding="utf-8")
    read(report, data)
    assert not read_cells(draft_of(data) / "questions.csv")[1:]
    rows = {row["printed"]: row for row in read_cells(draft_of(data) / "figures.csv") if row["measure"] == "decrease"}
    assert [rows[printed]["base_year"] for printed in ("0.10", "0.20")] == ["2019", "2018"]


def test_draft_of_a_text_with_several_changes_derives_each_year_before(data, report):
    report.write_text(
        TEXT + "公务接待费支出0.40万元，较2018年减少0.10万元；项目支出比上年增加5.00万元。\n", encoding="utf-8"
    )
    read(report, data)
    derived = [row for row in read_cells(draft_of(data) / "figures.csv") if row["basis"] == "derived"]
    assert [row["derivation"] for row in derived] == ["F06 + F09", "F11 + F12", "F05 - F13"]
    assert len({row["figure_id"] for row in derived}) == 3


def test_accepted_figure_that_differs_is_never_overwritten(data, report):
    read(report, data)
    answer(data, rest="drop")
    accept(DEPARTMENT, YEAR, "en", data)
    draft = draft_of(data)
    rows = read_cells(draft / "figures.csv")
    rows[3]["printed"] = "61.00"
    (draft / "figures.csv").write_text(write_rows(list(rows[0]), rows), encoding="utf-8")
    before = hash_files(data)
    with pytest.raises(UserError) as caught:
        accept(DEPARTMENT, YEAR, "en", data)
    assert "F04 is accepted as 60.00 万元, the draft has 61.00 万元" in str(caught.value)
    assert hash_files(data) == before


def test_another_document_under_the_same_id_is_refused(data, report):
    read(report, data)
    answer(data, rest="drop")
    accept(DEPARTMENT, YEAR, "en", data)
    edit(data / "documents" / DEPARTMENT / f"{YEAR}.csv", f"report-{YEAR}", sha256="0" * 64)
    with pytest.raises(UserError, match="already has the document report-2019 with SHA-256"):
        accept(DEPARTMENT, YEAR, "en", data)


def test_reading_the_same_file_again_changes_nothing(data, report, capsys):
    read(report, data)
    answer(data, rest="drop")
    (draft_of(data) / "figures.csv").write_text("corrected by hand", encoding="utf-8")
    before = hash_files(draft_of(data))
    assert read(report, data) == 0
    assert hash_files(draft_of(data)) == before
    assert "there is a draft of this file already" in capsys.readouterr().err


def test_draft_of_another_file_gets_a_folder_of_its_own(data, report):
    read(report, data)
    before = hash_files(draft_of(data))
    report.write_text(TEXT + "再办2场。\n", encoding="utf-8")
    assert read(report, data) == 0
    assert hash_files(draft_of(data)) == before
    assert (draft_of(data).parent / f"report-{YEAR}-2" / "documents.csv").is_file()


def test_two_documents_of_a_year_are_accepted_together(data, report, tmp_path):
    other = tmp_path / "accounts.txt"
    other.write_text("2019年度测试局部门决算\n本年收入合计120.00万元，本年支出合计100.00万元。\n", encoding="utf-8")
    assert read_files([report, other], DEPARTMENT, None, "en", data, "text") == 0
    answer(data, rest="drop")
    assert accept(DEPARTMENT, YEAR, "en", data) == 0
    documents = open_data(DEPARTMENT, YEAR, data).documents
    assert documents["document"].tolist() == ["final-accounts-2019", "report-2019"]
    assert open_figures(data)["figure_id"].nunique() == 12


def test_accepting_without_a_draft_says_what_to_do(data):
    with pytest.raises(UserError, match="run expenditure read"):
        accept_drafts([draft_of(data)], data, DEPARTMENT, YEAR, "en")


def test_unknown_department_is_refused_before_anything_is_read(data, report):
    with pytest.raises(UserError, match="beita-union"):
        read_files([report], "nobody", None, "en", data, "text")


@needs_samples
def test_sample_report_gives_the_figures_that_were_typed_by_hand(data):
    read(REPORT, data)
    answer(data, lost_digits="keep")
    accept(DEPARTMENT, YEAR, "en", data)
    assert tell_figures(open_figures(data)) == tell_figures(open_data(DEPARTMENT, YEAR).figures)


def tell_figures(figures):
    columns = (
        "scheme", "code", "fiscal_year", "phase", "measure", "base_year", "printed", "unit", "basis", "value",
        "locator",
    )  # fmt: skip
    return Counter(tuple(map(str, row)) for row in figures[list(columns)].itertuples(index=False))


def test_listing_names_what_is_open(data, report, capsys):
    read_files([report], None, None, "en", data, "text")
    text = capsys.readouterr().out
    assert "report.txt: txt, utf-8, SHA-256" in text
    assert "公务接待费  预算数 2019  0.50 万元  [three-public/reception]  二、 第2段" in text or "公务接待费" in text
    assert "10 figures read" in text


def test_csv_listing_has_the_columns_that_readings_are_scored_by(data, report, capsys):
    read_files([report, report], None, None, "en", data, "csv")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "doc,where,item,code,measure,year,amount,unit,kind,sign,printed,page,place"
    assert "report.txt,文:二、第2段,因公出国（境）费,overseas,预算数,2019,0,万元,stated,,无,,二、第2段" in lines
    assert len(lines) == 21


def test_csv_listing_gives_numbers_in_plain_digits(data, report, capsys):
    report.write_text(TEXT + "培训职工一万二千余人次，接待游客325.6万人次，发放3万5千元。\n", encoding="utf-8")
    read_files([report], None, None, "en", data, "csv")
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["amount"] for row in rows[-3:]] == ["12000", "3256000", "35000"]


def test_one_unreadable_file_does_not_stop_the_others(data, report, tmp_path, capsys):
    (tmp_path / "empty.txt").touch()
    assert read_files([tmp_path / "empty.txt", report], None, None, "en", data, "csv") == 3
    captured = capsys.readouterr()
    assert "empty.txt" in captured.err
    assert "公务接待费" in captured.out


def test_department_is_told_by_its_name_in_the_title(data, report, capsys):
    read_files([report], None, None, "en", data, "text")
    assert not (data.parent / "drafts").exists()  # no department of this name
    report.write_text(TEXT.replace("测试局", "北塔区总工会"), encoding="utf-8")
    read_files([report], None, None, "en", data, "csv")
    assert not (data.parent / "drafts").exists()  # a listing for programs writes nothing
    read_files([report], None, None, "en", data, "text")
    assert (draft_of(data) / "review.html").is_file()


def test_code_changed_after_accepting_is_refused_with_both(data, report):
    read(report, data)
    answer(data, rest="drop")
    accept(DEPARTMENT, YEAR, "en", data)
    before = hash_files(data)
    path = draft_of(data) / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("summary,project", "summary,special"), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        accept(DEPARTMENT, YEAR, "en", data)
    assert "is accepted as summary/project executed" in str(caught.value)
    assert "summary/special executed" in str(caught.value)
    assert hash_files(data) == before


def test_figure_dropped_after_accepting_is_named_and_stays(data, report):
    read(report, data)
    answer(data, rest="beita-union-output/articles")
    accept(DEPARTMENT, YEAR, "en", data)
    before = hash_files(data)
    answer(data, rest="drop")
    with pytest.raises(UserError, match=r"the draft says drop, but F10 \(12 场\) is accepted already"):
        accept(DEPARTMENT, YEAR, "en", data)
    assert hash_files(data) == before


def test_two_units_of_one_code_are_asked_about(data, report):
    union = TEXT.replace("测试局", "测试区总工会")  # the code is one of a trade union
    report.write_text(union + "媒体发稿20篇。媒体发稿8次。\n", encoding="utf-8")
    read(report, data)
    [asked] = [row for row in read_cells(draft_of(data) / "questions.csv") if row["kind"] == "units"]
    assert "20篇" in asked["text"]
    answer(data, units="keep", rest="drop")
    with pytest.raises(UserError, match=f"{asked['question']}: this answer is of no use"):
        accept(DEPARTMENT, YEAR, "en", data)


def test_answers_are_read_in_any_case(data, report):
    read(report, data)
    answer(data, rest="DROP")
    assert accept(DEPARTMENT, YEAR, "en", data) == 0


OTHER = """2019年度测试局部门决算公开
一、情况
会议费支出5.00万元，较2018年减少1.00万元；公务接待费支出0.40万元，较2018年减少0.10万元。
"""


@pytest.fixture
def two(data, report, tmp_path):
    """Read two documents of one year, and answer what is open."""
    other = tmp_path / "other.txt"
    other.write_text(OTHER, encoding="utf-8")
    for path in (report, other):
        read(path, data)
    for folder in draft_of(data).parent.iterdir():
        rows = read_cells(folder / "questions.csv")
        if rows:
            answered = [row | {"answer": "drop"} for row in rows]
            (folder / "questions.csv").write_text(write_rows(list(rows[0]), answered), encoding="utf-8")
    return data


def test_derived_figures_of_two_documents_keep_their_own_terms(two):
    accept(DEPARTMENT, YEAR, "en", two)
    figures = {row.figure_id: row for row in open_figures(two, "en").itertuples()}
    derived = [figure for figure in figures.values() if figure.basis == "derived"]
    assert len(derived) >= 2
    for figure in derived:
        terms = [figures[term] for term in figure.derivation.split() if term not in "+-"]
        assert {term.document for term in terms} == {figure.document}
        assert {(term.scheme, term.code) for term in terms} == {(figure.scheme, figure.code)}
    before = hash_files(two)
    accept(DEPARTMENT, YEAR, "en", two)
    assert hash_files(two) == before


def test_drafts_of_a_year_are_accepted_all_or_none(two):
    before = hash_files(two)
    last = sorted(draft_of(two).parent.iterdir())[-1] / "figures.csv"
    last.write_text(last.read_text(encoding="utf-8").replace("万元", "万圆"), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        accept(DEPARTMENT, YEAR, "en", two)
    assert "expenditure-accept-" not in str(caught.value)
    assert hash_files(two) == before


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_disk_that_fails_between_two_files_leaves_the_data_as_they_were(two, monkeypatch, failing):
    before, replaced, calls = hash_files(two), Path.replace, []

    def fail(self, target):
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        return replaced(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UserError, match=r"cannot be written .No space left on device.; the data is unchanged"):
        accept(DEPARTMENT, YEAR, "en", two)
    assert hash_files(two) == before


def test_draft_that_cannot_be_written_is_one_sentence(data, report, capsys):
    (data.parent / "drafts").write_text("in the way", encoding="utf-8")
    assert read(report, data) == UserError.exit_code
    assert "the draft cannot be written to" in capsys.readouterr().err


BUDGET = """2019年度测试局部门预算
一、支出预算
2019年支出预算100.00万元，其中：基本支出60.00万元，项目支出40.00万元。
二、项目经费情况
河道巡查专项30.00万元，比2018年预算增加5.00万元；灯塔维护专项10.00万元。
"""


def test_names_that_only_the_document_has_are_stored_with_it_and_not_asked_about(data, tmp_path):
    path = tmp_path / "budget.txt"
    path.write_text(BUDGET, encoding="utf-8")
    assert read(path, data) == 0
    [draft] = (data.parent / "drafts" / DEPARTMENT / str(YEAR)).iterdir()
    assert (draft / "questions.csv").read_text(encoding="utf-8-sig").count("\n") == 1
    accept_drafts([draft], data, DEPARTMENT, YEAR, "en")
    names = {row["name_zh"]: row["code"] for row in read_cells(data / "codes" / DEPARTMENT / f"{YEAR}.csv")}
    assert set(names) == {"河道巡查专项", "灯塔维护专项"}
    figures = open_figures(data, code=names["河道巡查专项"])
    stated = figures[figures["basis"].eq("stated")]
    assert list(stated["printed"]) == ["30.00", "5.00"]
    assert set(figures["scheme"]) == {"own-items"}


@pytest.mark.parametrize(
    ("label", "raw", "said"),
    [("“三公”经费", True, "减少"), ("“三公”经费减少", False, "减少"), ("“三公”经费", False, "")],
)
def test_level_that_the_text_calls_a_change_is_refused(data, report, label, raw, said):
    read(report, data)
    answer(data, rest="drop")
    rows = read_cells(draft_of(data) / "figures.csv")
    [change] = [row for row in rows if row["measure"] == "decrease"]
    edit(
        draft_of(data) / "figures.csv",
        change["figure_id"],
        measure="level",
        base_year="",
        phase="executed",
        label=label,
    )
    if raw:
        (data / "raw").mkdir(exist_ok=True)
        shutil.copy(report, data / "raw" / report.name)
    if not said:
        assert accept_drafts([draft_of(data)], data, DEPARTMENT, YEAR, "zh") > 0
        return
    with pytest.raises(UserError, match=f"之前写的是“{said}”，是增减而不是数额") as raised:
        accept_drafts([draft_of(data)], data, DEPARTMENT, YEAR, "zh")
    assert [one.column for one in raised.value.problems] == ["measure"]
    assert not (data / "figures" / DEPARTMENT / f"{YEAR}.csv").exists()


def test_draft_of_tables_goes_before_one_of_text_that_brings_few_codes(tmp_path):
    for name, codes in {"text": 2, "tables": 9, "bare": 0}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "codes.csv").write_text("code\n" + "x\n" * codes)
    (tmp_path / "none").mkdir()
    folders = sorted(tmp_path.iterdir())
    ordered = sorted(folders, key=_count_codes, reverse=True)
    assert [one.name for one in ordered] == ["tables", "text", "bare", "none"]
