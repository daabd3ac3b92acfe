"""`check` over many reports at once: our own errors first, then each report; refused data stop no other department."""

import hashlib

import pytest

from analysis import cli
from analysis.commands import check
from tests.datasets import figure, make_data, make_folder, make_year_cases
from tests.helpers import edit

TEXT = "2019年度某会报告\n全年支出149.35万元，其中基本支出149.35万元。\n"
FIGURES = [figure("summary/total", "149.35", label="全年支出"), figure("summary/basic", "149.35", label="基本支出")]


def run(*arguments):
    return cli.main(["check", "--lang", "en", *map(str, arguments)])


@pytest.fixture
def data(tmp_path):
    """Two departments, of which the first has its document at hand."""
    (tmp_path / "data").mkdir()
    folder = make_folder(tmp_path / "data", {("a-union", 2019): FIGURES, ("b-union", 2019): FIGURES})
    content = TEXT.encode()
    (folder / "raw").mkdir()
    (folder / "raw" / "a.txt").write_bytes(content)
    described = {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": str(len(content))}
    edit(folder / "documents/a-union/2019.csv", "report-2019", **described)
    return folder


def test_figures_that_the_document_does_not_print_come_first_and_fail(data, capsys):
    assert run("--data-dir", data) == cli.OK
    edit(data / "figures/a-union/2019.csv", "F01", printed="194.35")
    capsys.readouterr()
    assert run("--data-dir", data) == cli.FINDINGS
    said = capsys.readouterr().out
    assert said.startswith("figures that the document at hand does not print, 1 in all")
    assert "a-union/2019.csv:2: printed: F01 全年支出: the data say '194.35', the document prints '149.35'" in said
    assert said.index("the data say") < said.index("a-union, 2019: 2 figures")
    assert run("--data-dir", data, "--department", "b-union") == cli.OK
    assert "the data say" not in capsys.readouterr().out


def test_figures_that_are_gone_are_named_where_their_document_is_listed(data, capsys):
    (data / "figures/a-union/2019.csv").unlink()
    assert run("--data-dir", data) == cli.REFUSED
    said = capsys.readouterr()
    assert "figures/a-union/2019.csv: the file is missing" in said.err
    assert "b-union, 2019: 2 figures" in said.out


def test_each_of_several_broken_departments_is_named_and_all_others_are_checked(tmp_path, monkeypatch, capsys):
    """A cell that is wrong, a file that is not there, bytes of no encoding."""
    (tmp_path / "data").mkdir()
    names = [f"body-{number}" for number in range(8)]
    folder = make_folder(tmp_path / "data", {(name, 2019): FIGURES for name in names})
    edit(folder / "figures/body-1/2019.csv", "F01", unit="斤")
    (folder / "documents/body-4/2019.csv").unlink()
    path = folder / "figures/body-7/2019.csv"
    path.write_bytes(path.read_bytes().replace("全年支出".encode(), b"\xff\xfe\x80"))
    monkeypatch.setattr(check, "_TOGETHER", 3)
    assert run("--data-dir", folder) == cli.REFUSED
    said = capsys.readouterr()
    assert [line.partition(",")[0] for line in said.out.splitlines() if ": 2 figures" in line] == [
        "body-0", "body-2", "body-3", "body-5", "body-6"
    ]  # fmt: skip
    assert "problems: 3\n" in said.err
    for place in (
        "figures/body-1/2019.csv:2: unit",
        "documents/body-4/2019.csv: the file",
        "figures/body-7/2019.csv:2",
    ):
        assert place in said.err


def test_fault_of_a_file_that_all_share_is_said_without_opening_every_department(tmp_path, monkeypatch, capsys):
    (tmp_path / "data").mkdir()
    folder = make_folder(tmp_path / "data", {(f"body-{number}", 2019): FIGURES for number in range(4)})
    text = (folder / "rules.csv").read_text(encoding="utf-8")
    (folder / "rules.csv").unlink()
    (folder / "rules.csv").write_text(text.replace("\n", "\nno rule,", 1), encoding="utf-8")
    opened, open_reports = [], check._open
    monkeypatch.setattr(
        check, "_open", lambda place, chosen, *rest: opened.append(chosen) or open_reports(place, chosen, *rest)
    )
    monkeypatch.setattr(check, "_TOGETHER", 1)
    assert run("--data-dir", folder) == cli.REFUSED
    assert "rules.csv:2" in capsys.readouterr().err
    assert [list(one) for one in opened] == [["body-0"]]


def test_faults_of_groups_are_said_beside_the_findings_unless_one_department_is_asked_for(data, capsys):
    (data / "groups.csv").write_text("group,name_zh,name_en\nmine,我的组,My group\n", encoding="utf-8")
    (data / "groups").mkdir()
    (data / "groups" / "mine.csv").write_text("department\na-union\nc-union\n", encoding="utf-8")
    assert run("--data-dir", data) == cli.REFUSED
    said = capsys.readouterr()
    assert "groups/mine.csv:3: department: 'c-union' is not in" in said.err
    assert "a-union, 2019: 2 figures" in said.out
    assert run("--data-dir", data, "--department", "a-union") == cli.OK


@pytest.mark.slow
def test_report_of_mistyped_figures_is_refused_and_nothing_is_published(data, tmp_path, expenditure):
    edit(data / "figures/a-union/2019.csv", "F01", printed="194.35")
    folders = ("--data-dir", data, "--out", tmp_path / "out")
    done = expenditure("report", "--department", "a-union", "--year", 2019, "--lang", "en", *folders)
    assert (done.returncode, done.stdout) == (cli.REFUSED, "")
    assert "the data say '194.35', the document prints '149.35'" in done.stderr
    assert not (tmp_path / "out").exists()
    done = expenditure("run", "--lang", "en", *folders)
    assert done.returncode == cli.FAILED
    assert "数据中为“194.35”，原文印的是“149.35”" in done.stderr
    assert (tmp_path / "out" / "b-union" / "2019" / "report.html").is_file()
    assert not (tmp_path / "out" / "a-union").exists()


def test_department_whose_data_are_refused_stops_no_other(tmp_path, capsys):
    data = make_year_cases(tmp_path / "data")
    edit(data / "figures/beita-education/2021.csv", "F01", unit="万圆")
    edit(data / "figures/beita-union/2022.csv", "F01", unit="万圆")
    assert run("--data-dir", data) == cli.REFUSED
    said = capsys.readouterr()
    for year in (2019, 2020, 2021):
        assert f"beita-union, {year}: " in said.out
    assert "beita-union, 2022" not in said.out
    assert "beita-education, 20" not in said.out  # 2021 is history of 2022
    assert "problems: 2\n" in said.err


def test_many_reports_are_checked_by_one_run(tmp_path, monkeypatch, capsys):
    data, runs = make_year_cases(tmp_path / "data"), []
    monkeypatch.setattr(check, "print_checks", lambda data, lang, ledger: runs.append(len(data.reports)) or 0)
    assert run("--data-dir", data) == cli.OK
    assert runs == [6]


def test_one_report_is_shown_with_the_fingerprint_of_its_data(tmp_path, capsys):
    data = make_year_cases(tmp_path / "data")
    run("--data-dir", data, "--department", "beita-union", "--year", 2019)
    assert "43 figures, data fingerprint " in capsys.readouterr().out
    run("--data-dir", data)
    assert "fingerprint" not in capsys.readouterr().out


def test_ledger_names_every_identity_with_its_result_and_what_is_missing(data, capsys):
    assert run("--data-dir", data, "--department", "a-union", "--ledger") == cli.OK
    said = capsys.readouterr().out
    assert "  staff do not exceed authorised posts: not checkable 1; not stated: " in said
    assert "\n  a figure stated twice" not in said


def test_of_a_rule_that_found_much_the_first_are_told_where_a_person_decides(capsys):
    found = [
        {"finding": f"T0{n}", "rule": "punctuation", "actual_en": f",,{n}", "actual_zh": "，，"} for n in (1, 2, 3)
    ]
    data = make_data(figure("summary/total", "5.00"), findings=found)
    check.print_checks(data, "en", ledger=False, most_of_rule=2)
    said = capsys.readouterr().out
    assert [f",,{n}" in said for n in (1, 2, 3)] == [True, True, False]
    assert "1 more of punctuation" in said
    check.print_checks(data, "en", ledger=False)
    said = capsys.readouterr().out
    assert (",,3" in said, "more of" in said) == (True, False)
