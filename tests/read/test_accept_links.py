"""What comes into the data beside the figures: links, coverage and text findings, and what is found of them."""

import shutil

import pytest

from analysis.check import list_findings, run_checks
from analysis.dataset import open_data
from analysis.read.draft.link_additions import keep_links
from analysis.sources import find_mistyped, quote_passages
from analysis.tables import write_rows
from tests.helpers import DEPARTMENT, YEAR
from tests.read.test_accept import TEXT, accept, answer, data, draft_of, hash_files, read, read_cells, report

__all__ = ["data", "report"]  # the fixtures
FURTHER = ("links", "coverage", "text-findings")


def take(data, report, text=TEXT, **answers):
    """Read a text, answer its questions and accept it."""
    report.write_text(text, encoding="utf-8")
    read(report, data)
    answer(data, **(answers or {"rest": "drop"}))
    accept(DEPARTMENT, YEAR, "en", data)


def read_accepted(data, kind):
    return read_cells(data / kind / DEPARTMENT / f"{YEAR}.csv")


def find(data):
    return list_findings(run_checks(open_data(DEPARTMENT, YEAR, data)))


def test_links_of_an_accepted_draft_are_judged(data, report):
    take(data, report, TEXT.replace("60.00", "61.00"))
    [sums] = [group for group in find(data).groupby("rule") if group[0] == "sum-of-parts"]
    assert sums[1]["figures"].tolist() == ["F03 F04 F05"]
    links = read_accepted(data, "links")
    assert [row["complete"] for row in links if row["figure"] == "F03" and row["kind"] == "sum"] == ["yes"]
    assert {row["document"] for row in links} == {"report-2019"}


def test_faults_of_words_stand_among_the_findings_with_the_figures_that_they_concern(data, report):
    take(
        data,
        report,
        f"{TEXT}培训费支出1.00万元，比上年减少0.20万元，增长20%，“见附件。\n慰问职工0余名。\n",
        rest="drop",
    )
    found = find(data)
    assert set(found["rule"]) >= {"direction", "quotes"}
    [direction] = found[found["rule"].eq("direction")].itertuples()
    printed = {row["figure_id"]: row["printed"] for row in read_accepted(data, "figures")}
    assert printed[direction.figures.split()[0]] == "20"
    faults = {row["rule"]: row for row in read_accepted(data, "text-findings")}
    assert faults["lost-digits"]["figures"] == ""  # its figure was dropped, the fault stays
    assert faults["quotes"]["expected_zh"] != faults["quotes"]["expected_en"]


def test_coverage_says_which_sections_were_read(data, report):
    take(data, report)
    parts = {row["part"]: (row["state"], row["numbers"]) for row in read_accepted(data, "coverage")}
    assert parts == {"标题与首段": ("read", "0"), "一、部门概况": ("read", "2"), "二、支出情况": ("read", "7")}


def test_sum_that_loses_a_part_is_complete_no_more_and_one_without_its_total_goes(data, report):
    report.write_text(TEXT, encoding="utf-8")
    read(report, data)
    path = draft_of(data) / "questions.csv"
    rows = read_cells(path)
    more = [rows[0] | {"question": "Q98", "figures": "F05"}, rows[0] | {"question": "Q99", "figures": "F06"}]
    path.write_text(write_rows(list(rows[0]), [row | {"answer": "drop"} for row in (*rows, *more)]), encoding="utf-8")
    accept(DEPARTMENT, YEAR, "en", data)
    links = read_accepted(data, "links")
    assert [(row["kind"], row["complete"], row["role"], row["figure"]) for row in links if row["kind"] == "sum"] == [
        ("sum", "no", "reported", "F03"),
        ("sum", "no", "calculated", "F04"),
    ]


def link(kind, complete, *terms):
    return [
        {"link": "L01", "kind": kind, "complete": complete, "role": role, "sign": "", "figure": figure}
        for role, figure in terms
    ]


SUM = ("reported", "F01"), ("calculated", "F02"), ("calculated", "F03")
RATE = ("reported", "F01"), ("calculated", "F02"), ("divisor", "F03")


@pytest.mark.parametrize(
    ("kind", "terms", "kept", "wanted"),
    [
        ("sum", SUM, {"F01": "stated", "F02": "stated", "F03": "stated"}, ["yes"] * 3),
        ("sum", SUM, {"F01": "stated", "F02": "stated", "F03": "derived"}, ["no"] * 3),
        ("sum", SUM, {"F01": "stated", "F02": "stated"}, ["no"] * 2),
        ("sum", SUM, {"F01": "stated"}, []),
        ("sum", SUM, {"F02": "stated", "F03": "stated"}, []),
        ("share", RATE, {"F01": "stated", "F02": "stated"}, []),
        ("share-total", SUM[1:], {"F02": "stated"}, []),
        ("restated", SUM, {"F01": "stated", "F02": "stated"}, ["yes"] * 2),
        ("less", SUM[:2], {"F01": "stated"}, []),
        ("change", (*SUM[:2], ("calculated", "2018/F20")), {"F01": "stated", "F02": "stated"}, ["yes"] * 3),
    ],
)
def test_link_without_some_of_its_figures(kind, terms, kept, wanted):
    figures = [{"figure_id": name, "basis": basis} for name, basis in kept.items()]
    left = [row["complete"] for group in keep_links(link(kind, "yes", *terms), figures) for row in group]
    assert left == wanted


def test_draft_from_before_has_none_of_these_files_and_is_accepted_all_the_same(data, report):
    read(report, data)
    answer(data, rest="drop")
    for kind in FURTHER:
        (draft_of(data) / f"{kind}.csv").unlink()
    accept(DEPARTMENT, YEAR, "en", data)
    assert not any((data / kind / DEPARTMENT).exists() for kind in FURTHER)
    assert len(open_data(DEPARTMENT, YEAR, data).figures) == 10


def test_second_document_adds_its_links_under_free_ids_and_with_its_own_figures(data, report, tmp_path):
    take(data, report, TEXT + "“见附件。\n")
    before = {kind: read_accepted(data, kind) for kind in (*FURTHER, "figures")}
    shutil.rmtree(draft_of(data))
    other = tmp_path / "accounts.txt"
    text = "一、情况\n基本支出59.00万元，其中：人员经费40.00万元，公用经费19.00万元。“见附件。\n"
    other.write_text(f"2019年度测试局部门决算公开\n{text}", encoding="utf-8")
    read(other, data)
    accept(DEPARTMENT, YEAR, "en", data)
    for kind in (*FURTHER, "figures"):
        assert read_accepted(data, kind)[: len(before[kind])] == before[kind]
    added = read_accepted(data, "links")[len(before["links"]) :]
    printed = {row["figure_id"]: row["printed"] for row in read_accepted(data, "figures")}
    assert {row["document"] for row in added} == {"final-accounts-2019"}
    assert {row["link"] for row in added}.isdisjoint(row["link"] for row in before["links"])
    assert [printed[row["figure"]] for row in added] == ["59.00", "40.00", "19.00"]
    assert [row["finding"] for row in read_accepted(data, "text-findings")] == ["T01", "T02"]


def test_document_read_anew_adds_nothing(data, report):
    take(data, report)
    before = hash_files(data)
    shutil.rmtree(draft_of(data))
    take(data, report)
    assert hash_files(data) == before


def test_completeness_that_a_person_corrected_stays(data, report):
    take(data, report)
    path = data / "links" / DEPARTMENT / f"{YEAR}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",yes,", ",no,"), encoding="utf-8")
    before = hash_files(data)
    accept(DEPARTMENT, YEAR, "en", data)
    assert hash_files(data) == before


def test_damaged_link_is_refused(data, report):
    read(report, data)
    answer(data, rest="drop")
    path = draft_of(data) / "links.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("calculated", "counted"), encoding="utf-8")
    before = hash_files(data)
    with pytest.raises(Exception, match=r"links/beita-union/2019\.csv:\d+: role: "):
        accept(DEPARTMENT, YEAR, "en", data)
    assert hash_files(data) == before


def test_each_figure_has_the_passage_that_it_was_read_from(data, report):
    text = f"{TEXT}专项支出：总计6.80万元，专项支出6.80万元。\n培训费支出0.14万元，培训职工约5百人。\n"
    take(data, report, text, rest="beita-union-output/articles", no_label="drop")
    (data / "raw").mkdir()
    shutil.copy(report, data / "raw" / "any.bin")
    opened = open_data(DEPARTMENT, YEAR, data)
    quotes = quote_passages(opened)
    stated = opened.figures[opened.figures["basis"].eq("stated")]
    assert len(stated) > 8
    assert all(row.printed == quotes[row.figure_id].number for row in stated.itertuples())
    assert not set(opened.figures.loc[opened.figures["basis"].eq("derived"), "figure_id"]) & set(quotes)
    assert find_mistyped(opened) == []
