"""What a table says of its figures, what is counted and named instead of read, and forms that are data alone."""

import shutil
import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from analysis.read.batch import FileReading, read_file
from analysis.read.prose.vocabulary import read_words
from analysis.tables import DATA_FOLDER, DataFolder
from tests.read.files.test_documents import write_small_pdf
from tests.read.make_documents import write_pdf
from tests.read.tables.layouts import LAYOUTS, Layout
from tests.read.tables.make_tables import make_page, write_docx, write_html, write_printed, write_xlsx
from tests.read.texts import read_files, words


def read_page(path: Path, *layouts: Layout, year: int = 2023, data: Path = DATA_FOLDER) -> FileReading:
    one = read_file(write_html(path / "a.html", layouts, year), read_words(DataFolder(data, "zh")), year, "zh")
    assert one.reading, one.error
    return one


def tell_states(one: FileReading) -> list[tuple[str, str, str, str]]:
    assert one.draft
    rows = (row for row in one.draft.tables["coverage"] if row["kind"] == "table")
    return [(row["part"], row["state"], row["numbers"], row["numbers_read"]) for row in rows]


FUND = [
    [("项目", 2, 1), ("本年支出", 3, 1)],
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
]


def test_blank_zero_and_none_are_three_things(tmp_path: Path) -> None:
    empty = Layout("政府性基金预算财政拨款支出决算表", "万元", [*FUND, [("合计", 2, 1), "", "", ""]], 2, [])
    zero = Layout("国有资本经营预算财政拨款支出决算表", "万元", [*FUND, [("合计", 2, 1), "0.00", "", "0"]], 2, [])
    path = write_html(tmp_path / "a.html", [empty, zero], 2023)
    page = path.read_text("utf-8").replace("</table>", "</table><p>注：本部门没有政府性基金支出，故本表无数据。</p>", 1)
    path.write_text(page, "utf-8")
    one = read_file(path, words(), 2023, "zh")
    assert one.reading
    assert [(fact.item, fact.printed, fact.fund) for fact in one.reading.facts] == [
        ("合计", "0.00", "state-capital"),
        ("合计", "0", "state-capital"),
    ]
    assert [(table.declared, table.blank) for table in one.reading.tables] == [(True, 3), (False, 1)]
    assert tell_states(one) == [
        ("政府性基金预算财政拨款支出决算表", "empty", "0", "0"),
        ("国有资本经营预算财政拨款支出决算表", "read", "2", "2"),
    ]


def test_figures_say_their_money_and_their_place(tmp_path: Path) -> None:
    one = read_page(tmp_path, LAYOUTS["two-years"])
    assert one.draft
    rows = [row for row in one.draft.tables["figures"] if row["code"] == "2040605"]
    shown = [(row["fiscal_year"], row["phase"], row["scope"], row["measure"], row["base_year"]) for row in rows]
    assert shown == [
        ("2022", "executed", "", "level", ""),
        ("2023", "approved", "", "level", ""),
        ("2023", "approved", "basic", "level", ""),
        ("2023", "approved", "project", "level", ""),
        ("2023", "approved", "", "decrease", "2022"),
        ("2023", "approved", "", "change-rate", "2022"),
    ]
    assert {(row["fund"], row["table"]) for row in rows} == {("general", "一般公共预算支出表")}
    assert rows[1]["locator"] == "一般公共预算支出表 第4行 小计"


def test_document_names_what_its_text_speaks_of(tmp_path: Path) -> None:
    path = write_html(tmp_path / "a.html", [LAYOUTS["codes-in-cells"]], 2025)
    text = "<p>一、支出情况</p><p>2025年专项普查活动支出预算43.83万元，主要用于普查。</p></body>"
    path.write_text(path.read_text("utf-8").replace("</body>", text), "utf-8")
    one = read_file(path, words(), 2025, "zh")
    assert one.reading
    assert one.draft
    [fact] = [fact for fact in one.reading.facts if not fact.at]
    assert fact.named
    assert (fact.named.scheme, fact.named.code, fact.printed) == ("functional-2020", "2010507", "43.83")
    codes = {row["code"]: (row["parent"], row["name_zh"]) for row in one.draft.tables["codes"]}
    assert codes["2010507"] == ("20105", "专项普查活动")
    assert codes["201"] == ("", "一般公共服务支出")


def test_form_is_added_by_data_alone(tmp_path: Path) -> None:
    layout = Layout(
        "资产负债情况表",
        "万元",
        [["指标", "期初数", "期末数"], ["固定资产", "10.00", "12.00"], ["在用固定资产", "9.00", "11.00"]],
        1,
        [],
    )
    assert all(fact.named is None for fact in read_page(tmp_path, layout).reading.facts)
    data = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, data)
    (data / "forms" / "assets.csv").write_text(
        (DATA_FOLDER / "forms" / "any.csv").read_text("utf-8").splitlines()[0]
        + "\nassets,title,,资产负债,,,,,,,balance,,,四川 2021,\nassets,column,,指标,name,,,,,,,,,四川 2021,"
        + "\nassets,column,,期初,part,,,executed,,,,-1,,四川 2021,\nassets,column,,期末,part,,,executed,,,,,,四川 2021,"
        + "\nassets,row,,=固定资产,,summary,fixed-assets,,,,,,,四川 2021,"
        + "\nassets,row,,在用固定资产,,summary,fixed-assets-in-use,,,,,,,四川 2021,\n",
        encoding="utf-8",
    )
    told = [
        (fact.named.code, fact.year, fact.flow, fact.printed) if fact.named else None
        for fact in read_page(tmp_path, layout, data=data).reading.facts
    ]
    assert told == [
        ("fixed-assets", 2022, "balance", "10.00"),
        ("fixed-assets", 2023, "balance", "12.00"),
        ("fixed-assets-in-use", 2022, "balance", "9.00"),
        ("fixed-assets-in-use", 2023, "balance", "11.00"),
    ]


def test_table_without_unit_is_counted_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layout = LAYOUTS["numbered-lines"]
    path = write_html(tmp_path / "a.html", [layout], 2023)
    path.write_text(path.read_text("utf-8").replace("单位：万元", ""), "utf-8")
    one = read_file(path, words(), 2023, "zh")
    assert tell_states(one) == [("收入支出决算总表", "unread", "12", "0")]
    read_files([path], year=2023)
    assert "表“收入支出决算总表”（第 — 页）没有写单位，其他表格也不能推断：12 个数字没有读" in capsys.readouterr().out


def test_two_units_of_one_document_stay_apart(tmp_path: Path) -> None:
    one = read_page(tmp_path, LAYOUTS["codes-in-cells"], LAYOUTS["three-public"], year=2025)
    units = {fact.at.table: fact.unit for fact in one.reading.facts if fact.at}
    assert units == {"2025年部门支出预算总表": "元", "财政拨款“三公”经费支出决算表": "万元"}


def test_formula_without_value_and_hidden_sheet_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [LAYOUTS["numbered-lines"]], 2023)
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.worksheets[0]["C10"] = "=SUM(C7:C9)"  # nobody has computed it
    sheet = book.create_sheet("内部")
    sheet["A1"], sheet["B1"], sheet.sheet_state = "合计", 99.99, "hidden"
    book.save(path)
    one = read_file(path, words(), 2023, "zh")
    assert one.reading
    printed = [fact.printed for fact in one.reading.facts]
    assert "99.99" not in printed
    assert len(printed) == 11
    read_files([path], year=2023)
    told = capsys.readouterr().out
    assert "表“收入支出决算总表”有公式没有存下计算结果" in told
    assert "工作表“内部”是隐藏的，没有读，其中有 1 个数字" in told


def test_stored_value_of_a_formula_is_taken_as_shown(tmp_path: Path, soffice: str) -> None:
    from analysis.read.files.office import convert
    from analysis.read.files.types import Source

    book = Workbook()
    sheet = book.active
    for row in (
        ["2023年部门支出预算总表"],
        ["单位：万元"],
        ["科目编码", "科目名称", "合计"],
        ["201", "一般公共服务支出", 10.5],
    ):
        sheet.append(row)
    sheet["C5"], sheet["B5"] = "=SUM(C4:C4)*2", "合计"
    sheet["C4"].number_format = sheet["C5"].number_format = "#,##0.00"
    book.save(tmp_path / "a.xlsx")
    content = convert(Source(tmp_path / "a.xlsx", (tmp_path / "a.xlsx").read_bytes(), "zh"), soffice, "xlsx", "xls")
    (tmp_path / "a.xls").write_bytes(content)
    one = read_file(tmp_path / "a.xls", words(), 2023, "zh")
    assert one.reading, one.error
    assert [(fact.item, fact.printed) for fact in one.reading.facts] == [
        ("一般公共服务支出", "10.50"),
        ("合计", "21.00"),
    ]


def test_word_file_printed_by_an_office_gives_the_figures(tmp_path: Path, soffice: str) -> None:
    from analysis.read.files.office import convert
    from analysis.read.files.types import Source

    layout = LAYOUTS["procurement"]
    path = write_docx(tmp_path / "a.docx", [layout], 2023)
    (tmp_path / "a.pdf").write_bytes(convert(Source(path, path.read_bytes(), "zh"), soffice, "docx", "pdf"))
    one = read_file(tmp_path / "a.pdf", words(), 2023, "zh")
    assert one.reading, one.error
    assert sorted(fact.printed for fact in one.reading.facts) == sorted(line.split(" | ")[3] for line in layout.figures)


def test_page_of_a_million_rules_is_named(tmp_path: Path) -> None:
    drawing = b"".join(b"0 %d m 500 %d l S\n" % (n % 800, n % 800) for n in range(1_000_000))
    started = time.monotonic()
    path = write_small_pdf(tmp_path / "a.pdf", b"BT /F1 12 Tf 50 50 Td (Total 12.50) Tj ET\n" + drawing)
    one = read_file(path, words(), 2023, "zh")
    assert time.monotonic() - started < 60
    assert one.document is None or one.document.crowded == (1,)
    assert one.document or "a.pdf" in one.error


def test_code_printed_without_its_nought_is_the_same_code(tmp_path: Path) -> None:
    rows = [
        [("经济分类科目编码", 2, 1), "经济分类科目名称", "合计"],
        ["301", "", "工资福利支出", "9.00"],
        ["301", "1", "基本工资", "4.00"],
        ["301", "02", "津贴补贴", "5.00"],
    ]
    one = read_page(tmp_path, Layout("一般公共预算基本支出预算表", "万元", rows, 1, []))
    assert one.reading
    assert [fact.named.code for fact in one.reading.facts if fact.named] == ["301", "30101", "30102"]


def list_shown(one: FileReading) -> list[tuple[str, str, str, str, str]]:
    """Return of each figure of a table its label, code, the document's word, number and unit."""
    assert one.reading
    named = [(fact, fact.named.code if fact.named else "") for fact in one.reading.facts if fact.at]
    return [(fact.item, code, fact.word, fact.printed, fact.unit) for fact, code in named]


def test_cells_may_print_their_unit_and_brackets(tmp_path: Path) -> None:
    rows = [
        ["项目", "决算数", "比上年增减额"],
        ["“三公”经费", "12.30 万元", "（3.20）"],
        ["公务接待费", "5元", "△1.00"],
    ]
    one = read_page(tmp_path, Layout("“三公”经费支出决算表", "万元", rows, 1, []))
    assert list_shown(one) == [
        ("“三公”经费", "total", "决算数", "12.30", "万元"),
        ("“三公”经费", "total", "增减额", "3.20", "万元"),
        ("公务接待费", "reception", "决算数", "5", "元"),
        ("公务接待费", "reception", "增减额", "1.00", "万元"),
    ]
    assert one.reading
    assert [fact.measure for fact in one.reading.facts] == ["level", "decrease", "level", "decrease"]


def test_column_that_no_form_knows_is_a_part_of_its_own(tmp_path: Path) -> None:
    heads = [
        [("科目编码", 1, 3), ("科目名称", 1, 3), ("合计", 1, 3), ("基本支出", 4, 1)],
        [("小计", 1, 2), ("人员经费", 2, 1), ("公用经费", 1, 2)],
        ["工资福利支出", "对个人和家庭的补助"],
    ]
    row = ["2013801", "行政运行", "19.00", "19.00", "15.00", "1.00", "3.00"]
    one = read_page(tmp_path, Layout("一般公共预算支出表", "万元", [*heads, row], 3, []))
    assert one.reading
    assert [(fact.word, fact.scope) for fact in one.reading.facts] == [
        ("预算数", ""),
        ("基本支出", "basic"),
        ("工资福利支出", "part-a-e"),
        ("对个人和家庭的补助", "part-a-f"),
        ("公用经费", "running"),
    ]


def test_codes_of_three_classifications_stand_side_by_side(tmp_path: Path) -> None:
    heads = ["支出功能分类科目", "政府预算支出经济分类", "部门预算支出经济分类", "总计"]
    rows = [
        ["2012301-行政运行", "50101-工资奖金津补贴", "30101-基本工资", "15.00"],
        ["2012301-行政运行", "50201-办公经费", "30201-办公费", "2.00"],
    ]
    one = read_page(tmp_path, Layout("支出预算明细表", "万元", [heads, *rows], 1, []))
    assert one.reading
    assert [(fact.named and (fact.named.scheme, fact.named.code)) for fact in one.reading.facts] == [
        ("economic-2018", "30101"),
        ("economic-2018", "30201"),
    ]


def test_department_and_government_classes_stand_side_by_side(tmp_path: Path) -> None:
    heads = [[("部门预算支出经济分类科目", 2, 1), ("政府预算支出经济分类科目", 2, 1), ("基本支出预算数", 1, 2)]]
    heads += [["科目编码", "科目名称", "科目编码", "科目名称"]]
    rows = [["30101", "基本工资", "50101", "工资奖金津补贴", "7.00"], ["30201", "办公费", "50201", "办公经费", "2.00"]]
    one = read_page(tmp_path, Layout("一般公共预算基本支出表", "万元", [*heads, *rows], 2, []))
    assert [(item, code) for item, code, *_ in list_shown(one)] == [("基本工资", "30101"), ("办公费", "30201")]


def test_vehicles_in_a_table_of_money_are_counted_and_an_adjusted_budget_is_one(tmp_path: Path) -> None:
    rows = [["项目", "年初预算数", "调整后预算数", "决算数"], ["公务接待费", "3.00", "2.50", "2.00"]]
    rows += [["1．应急保障用车", "", "", "1"]]
    one = read_page(tmp_path, Layout("“三公”经费支出决算表", "万元", rows, 1, []))
    assert [(word, printed, unit) for _, _, word, printed, unit in list_shown(one)] == [
        ("预算数", "3.00", "万元"),
        ("全年预算", "2.50", "万元"),
        ("决算数", "2.00", "万元"),
        ("期末数", "1", "辆"),
    ]


@pytest.mark.parametrize("rules", ["rows", "bare"])
def test_numbers_of_columns_without_borders_are_no_amounts(rules: str, chromium: str, tmp_path: Path) -> None:
    rows = [["项目", "本年收入合计", "财政拨款收入", "经营收入", "其他收入"], ["栏次", "1=2+3+4", "2", "3", "4"]]
    rows += [[f"第{n}类支出", f"{n},100.50", f"{n},000.00", "", "100.50"] for n in range(1, 5)]
    path = write_printed(tmp_path / "a.pdf", [Layout("收入决算表", "万元", rows, 2, [])], 2023, chromium, rules)
    shown = list_shown(read_file(path, words(), 2023, "zh"))
    amounts = [(f"{n},100.50", f"{n},000.00", "100.50") for n in range(1, 5)]
    assert [printed for _, _, _, printed, _ in shown] == [one for row in amounts for one in row]
    assert {(word, printed) for _, _, word, printed, _ in shown if printed == "100.50"} == {("其他收入", "100.50")}


def test_bodies_name_the_rows_of_their_incomes_but_not_of_three_public_expenses(tmp_path: Path) -> None:
    heads = ["单位编码", "单位名称", "合计", "一般公共预算", "上年结转"]
    income = Layout("收入预算总表", "万元", [heads, ["128001", "甲局", "9.00", "8.00", "1.00"]], 1, [])
    heads = ["单位编码", "单位名称", "三公经费合计", "公务接待费"]
    public = Layout("一般公共预算“三公”经费支出表", "万元", [heads, ["128001", "甲局", "3.00", "2.00"]], 1, [])
    assert [(item, word) for item, _, word, _, _ in list_shown(read_page(tmp_path, income, public))] == [
        ("甲局", "预算数"),
        ("甲局", "一般公共预算"),
        ("甲局", "上年结转"),
        ("三公经费合计", "预算数"),
        ("公务接待费", "预算数"),
    ]


def test_rates_of_completion_and_kinds_of_purchases(tmp_path: Path) -> None:
    heads = ["项目", "年初预算数", "决算数", "完成年初预算%"]
    rates = Layout("“三公”经费支出决算表", "万元", [heads, ["公务接待费", "4.00", "3.00", "75.00"]], 1, [])
    heads = ["单位名称", "项目名称", "采购类别", "金额"]
    bought = Layout("政府采购预算明细表", "万元", [heads, ["甲局", "服务器", "货物", "8.00"]], 1, [])
    assert [(item, word) for item, _, word, _, _ in list_shown(read_page(tmp_path, rates, bought))] == [
        ("公务接待费", "预算数"),
        ("公务接待费", "决算数"),
        ("公务接待费", "完成率"),
        ("服务器", "预算数"),
    ]


def test_workbook_tells_its_year_in_the_first_rows_of_its_sheets(tmp_path: Path) -> None:
    book = Workbook()
    rows = [["收入支出决算总表"], ["部门：某局", "2022年度", "", "单位：万元"], ["收入", None, "支出", None]]
    rows += [["项目", "金额", "项目", "金额"], ["本年收入合计", 12.3, "本年支出合计", 9.1]]
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    one = read_file(tmp_path / "a.xlsx", words(), None, "zh")
    assert one.reading, one.error
    assert [(fact.item, fact.year, fact.printed) for fact in one.reading.facts] == [
        ("本年收入合计", 2022, "12.3"),
        ("本年支出合计", 2022, "9.1"),
    ]


BREAK = '<tr style="break-before:page">'


@pytest.mark.parametrize("place", [1, 2, 3, 4])
@pytest.mark.parametrize("rules", ["ruled", "rows"])
def test_page_break_cuts_neither_heads_nor_rows(rules: str, place: int, chromium: str, tmp_path: Path) -> None:
    first = [["科目编码", "科目名称", "本年支出合计", "基本支出"], ["201", "一般公共服务支出", "9.00", "8.00"]]
    heads = [[("项目", 2, 1), ("本年收入", 2, 1)], ["科目编码", "科目名称", "合计", "财政拨款收入"]]
    rows = [[f"20{n}", f"第{n}类支出", f"{n}.50", f"{n}.00"] for n in range(4, 8)]
    layouts = [Layout("支出决算表", "万元", first, 1, []), Layout("收入决算表", "万元", [*heads, *rows], 2, [])]
    body = make_page(layouts, 2023, rules).replace("<thead>", "<tbody>").replace("</thead><tbody>", "")
    before, table, after = body.rpartition("<table>")
    lines = after.split("<tr>")
    body = before + table + "<tr>".join(lines[: place + 1]) + BREAK + "<tr>".join(lines[place + 1 :])
    one = read_file(write_pdf(tmp_path / "a.pdf", chromium, body), words(), 2023, "zh")
    shown = [(item, word, number) for item, _, word, number, _ in list_shown(one) if item.startswith("第")]
    wanted = [
        (f"第{n}类支出", word, f"{n}.{d}")
        for n in range(4, 8)
        for word, d in (("决算数", "50"), ("财政拨款收入", "00"))
    ]
    lost = rules == "rows" and place == len(heads)  # the heads stand alone at the end of a page without borders
    assert shown == ([] if lost else wanted)
