"""The workbook: its formulas give the report's values, in a spreadsheet too, and no text of it runs."""

import io
from fractions import Fraction

import openpyxl
import pandas as pd
import pytest

from analysis.check import run_checks
from analysis.dataset import open_data
from analysis.frames import iterate_rows
from analysis.money import strip_controls
from analysis.publish.office.workbook import write_workbook
from analysis.publish.office.workbook_amounts import BASE
from analysis.show.words import Words
from tests.datasets import figure, link, make_data
from tests.payloads import PAYLOADS
from tests.publish.office.libreoffice import convert
from tests.show.reports import real_words


def read(content, **options):
    return openpyxl.load_workbook(io.BytesIO(content), **options)


def list_formulas(content):
    """Return place -> formula and place -> stored value."""
    formulas, values = read(content), read(content, data_only=True)
    places = [(s.title, c.coordinate) for s in formulas for row in s.iter_rows() for c in row if c.data_type == "f"]
    return {place: (formulas[place[0]][place[1]].value, values[place[0]][place[1]].value) for place in places}


def recalculate(content, soffice, folder):
    """Return the workbook as LibreOffice computes it; openpyxl has first taken the stored values away."""
    bare = folder / "bare.xlsx"
    read(content).save(bare)
    return read(convert(soffice, bare, "xlsx:Calc MS Excel 2007 XML", folder / "out").read_bytes(), data_only=True)


@pytest.fixture(scope="module")
def disclosure():
    """A real disclosure with rates that fall, bounds and totals of several tables."""
    return Words(open_data("jiangsu-procuratorate", 2019), "en")


@pytest.mark.parametrize("body", ["union", pytest.param("disclosure", marks=pytest.mark.slow)])
def test_every_formula_gives_its_value_in_a_spreadsheet(body, disclosure, soffice, tmp_path):
    content = write_workbook(real_words("zh") if body == "union" else disclosure, "title")
    formulas = list_formulas(content)
    assert len(formulas) > 90
    again = recalculate(content, soffice, tmp_path)
    for (sheet, cell), (formula, value) in formulas.items():
        found = again[sheet][cell].value
        assert found == (value if isinstance(value, str) else pytest.approx(value, abs=1e-9)), (sheet, cell, formula)


def test_changed_amount_is_seen_by_the_formulas(soffice, tmp_path):
    content = write_workbook(real_words("en"), "title")
    changed = read(content)
    figures = changed["Figures"]
    row = next(row for row in figures.iter_rows(min_row=2) if row[0].value == "F03")
    assert (row[4].value, row[7].value) == ("19.66", 196600)
    row[7].value = 196700  # 0.01 万元 more
    staff = next(row for row in figures.iter_rows(min_row=2) if row[0].value == "F23")
    staff[7].value = 4  # of three posts authorised
    bound = next(row for row in changed["Checks"].iter_rows(min_row=2) if row[8].value == "F23 F22")
    assert (bound[2].value, bound[2].number_format) == (3, '"≤ "#,##0')
    spoiled = tmp_path / "spoiled.xlsx"
    changed.save(spoiled)
    out = convert(soffice, spoiled, "xlsx:Calc MS Excel 2007 XML", tmp_path / "out")
    checks = openpyxl.load_workbook(out, data_only=True)["Checks"]
    found = next(row for row in checks.iter_rows(min_row=2) if "F03" in str(row[8].value).split())
    assert found[2].value == pytest.approx(149.35)  # 19.66+10.50+11.90+58.51+0.78+41.6+6.4, in the report
    assert found[3].value == pytest.approx(149.36)
    assert found[4].value == pytest.approx(-0.01)
    assert found[7].value == "within rounding"
    bound = checks[bound[0].row]  # more than a difference decides
    assert (bound[1].value, bound[7].value) == (4, "amounts changed")
    readings = [row for row in checks.iter_rows(min_row=2) if row[7].value == "not checkable"]
    assert [row[4].value for row in readings[:2]] == [0, -6]  # their amounts are as they were


def test_check_formulas_follow_from_the_printed_figures_by_hand():
    formulas = list_formulas(write_workbook(real_words("en"), "title"))
    texts = [formula for (sheet, _), (formula, _) in formulas.items() if sheet == "Checks"]
    # basic expenditure: seven categories F03 to F09 in rows 4 to 10 of the sheet of figures
    assert "=(" + " + ".join(f"'Figures'!$H${row}" for row in range(4, 11)) + ")/10000" in texts
    rate = next(f for (sheet, _), (f, v) in formulas.items() if sheet == "Years" and v == pytest.approx(-8 / 9))
    assert rate.count("/") == 1


def make_changes():
    """A report with every kind of check that calculates: changes, rates, shares, staff, a derived base, 元."""
    data = make_data(
        figure("three-public/total", "0.15", phase="approved"),
        figure("three-public/total", "1.20", phase="approved", measure="decrease", base_year=2018),
        figure("three-public/total", "88.89", phase="approved", measure="change-rate", base_year=2018, unit="%"),
        figure("three-public/total", "1.35", phase="approved", year=2018),
        figure("summary/total", "10.00"),
        figure("summary/basic", "60000", unit="元"),
        figure("summary/basic", "60.00", measure="share", unit="%"),
        figure("summary/project", "4.00"),
        figure("staffing/staff", "2", unit="名"),
        figure("staffing/posts", "3", unit="名", phase="approved"),
    )
    return Words(data, "en")


@pytest.mark.parametrize("words", [real_words(), make_changes()], ids=["real", "changes"])
def test_formula_of_each_check_gives_what_it_calculates(words):
    values = {key: Fraction(int(one.value), BASE[one.kind]) for key, one in words.figures.items()}
    rules = set()
    for row in iterate_rows(run_checks(words.data)):
        for one in words.tell_check(row).readings or (row,):
            if pd.isna(one.calculated):
                continue
            names = {f"x{place}": values[key] for place, key in enumerate(row.figures.split())}
            text = one.formula.format(*names).replace("ABS", "abs")
            assert round(eval(text, {}, names) * BASE[row.kind]) == one.calculated, row.rule
            rules.add(row.rule)
    assert rules >= {"prior-year", "staff-within-posts"}


def test_workbook_of_changes_recalculates(soffice, tmp_path):
    content = write_workbook(make_changes(), "title")
    again = recalculate(content, soffice, tmp_path)
    for (sheet, cell), (formula, value) in list_formulas(content).items():
        found = again[sheet][cell].value
        assert found == (value if isinstance(value, str) else pytest.approx(value, abs=1e-9)), (sheet, cell, formula)


def test_text_that_begins_like_a_formula_is_text():
    texts = ("=1+1", "+SUM(1)", "-1+x", "@SUM(A1)", "\t=1", "<b>&amp;</b>", "https://example.org")
    figures = [figure("summary/total", "10.00", label=text) for text in texts]
    content = write_workbook(Words(make_data(*figures)), "=title")
    sheet = read(content)["数字"]
    labels = [row[2] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in labels] == ["s"] * 7
    assert [cell.value for cell in labels[:4]] == ["'=1+1", "'+SUM(1)", "'-1+x", "'@SUM(A1)"]
    assert [cell.value for cell in labels[5:]] == ["<b>&amp;</b>", "https://example.org"]
    assert [cell.hyperlink for cell in labels] == [None] * 7
    assert not labels[4].value.startswith(("\t", "="))


def test_labels_of_markup_or_sixty_characters_stay_text():
    labels = [*PAYLOADS, "甲" * 60, "Long-name " * 6]
    data = make_data(*(figure("summary/total", "1.00", label=label) for label in labels))
    cells = [cell for sheet in read(write_workbook(Words(data), "t")) for row in sheet.iter_rows() for cell in row]
    texts = {" ".join(str(cell.value).split()) for cell in cells if cell.data_type == "s"}
    shown = [" ".join(strip_controls(one).split()) for one in labels]
    assert [one for one in shown if not texts & {one, f"'{one}"}] == []  # a mark before what begins like a formula


def test_parts_that_do_not_add_up_are_said_so_in_the_sheet():
    parts = [figure("union-2009/501", "6.00"), figure("union-2009/502", "3.00")]
    words = Words(make_data(figure("summary/total", "10.00"), *parts), "en")
    rows = [[cell.value for cell in row] for row in read(write_workbook(words, "t"), data_only=True)["Categories"]]
    [total] = [row for row in rows if str(row[0]).startswith("Total")]
    assert total[1:5] == [10, 9, 1, "not checkable"]  # nothing says that these two are all
    listed = [link("L01", "sum", "F01", "reported", complete="yes")]
    listed += [link("L01", "sum", one, complete="yes") for one in ("F02", "F03")]
    words = Words(make_data(figure("summary/total", "10.00"), *parts, links=listed), "en")
    rows = [[cell.value for cell in row] for row in read(write_workbook(words, "t"), data_only=True)["Categories"]]
    [total] = [row for row in rows if str(row[0]).startswith("Total")]
    assert total[1:5] == [10, 9, 1, "mismatch"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_empty_report_still_has_every_sheet(lang):
    book = read(write_workbook(Words(make_data(), lang), "t"))
    assert len(book.sheetnames) == 7


def test_sheets_are_set_up_for_reading_and_printing():
    book = read(write_workbook(real_words("en"), "title"))
    assert book.sheetnames == ["Findings", "Checks", "Categories", "Years", "Indicators", "Figures", "About"]
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    total = book["Figures"]["H2"]
    assert (total.value, total.number_format) == (1493500, "#,##0.00########")
    assert book["Categories"]["G2"].number_format == "0.00%"


def test_two_workbooks_of_one_report_are_the_same_bytes():
    assert write_workbook(real_words(), "t") == write_workbook(real_words(), "t")


def test_exact_share_is_live_and_stated():
    formulas = list_formulas(write_workbook(real_words("en"), "t"))
    shares = {cell: value for (sheet, cell), (_, value) in formulas.items() if sheet == "Categories" and cell[0] == "G"}
    assert sum(shares.values()) == pytest.approx(2)  # the categories and the special items, each wholly shared out
    assert shares["G2"] == pytest.approx(5851 / 14935)


def test_verdicts_are_those_of_the_report_in_the_same_words(disclosure):
    for words in (real_words("zh"), disclosure):
        book = read(write_workbook(words, "t"), data_only=True)
        wanted = [words.say(f"verdict.{row.verdict}") for row in iterate_rows(run_checks(words.data))]
        said = [row[7] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
        if words.lang == "zh":
            said = said[1:]  # the first check has two readings
        assert said == wanted
        heads = [[cell.value for cell in sheet[1]] for sheet in book.worksheets[:2]]
        column = [words.say(f"workbook.column.{one}") for one in ("stated", "expected", "recomputed", "difference")]
        assert heads[0][2:6] == heads[1][1:5] == column
        assert words.say("workbook.column.verdict") in heads[0]


def test_findings_compare_by_hand_with_their_sign(disclosure):
    rows = list(
        read(write_workbook(disclosure, "t"), data_only=True)["Findings"].iter_rows(min_row=2, values_only=True)
    )
    fall = next(row for row in rows if "F211" in str(row[11]).split())
    # 4,335.30 is 1,237.70 less than the year before: -1237.70 / 5573.00, and -13.22 % is stated
    assert fall[2:6] == pytest.approx((-0.1322, -0.222089, -0.222089, 0.089889))
    assert fall[6:8] == ("%", "mismatch")
    said = next(row for row in rows if row[1] == "the name of a code")
    assert said[2:8] == ("机关事业单位基本养老保险费", "机关事业单位基本养老保险缴费支出", None, None, None, "mismatch")


def test_links_lead_to_the_figures_and_these_to_their_place_on_the_page(built_report):
    book = read((built_report / "workbook.en.xlsx").read_bytes())
    page = (built_report / "report.en.html").read_text(encoding="utf-8")
    figures = book["Figures"]
    for sheet in book.worksheets[:5]:
        links = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink]
        assert links, sheet.title
        for cell in links:
            name, _, first = cell.hyperlink.location.partition("!")
            start = figures[first.partition(":")[0]].row
            assert name == "'Figures'"
            rows = [row[0].value for row in figures.iter_rows(min_row=start, max_row=figures[first.split(":")[1]].row)]
            assert cell.value in rows
    for row in figures.iter_rows(min_row=2):
        link = row[0].hyperlink
        assert (link.target, link.location) == ("report.en.html", row[0].value)
        assert f'id="{link.location}"' in page


def test_mismatch_stands_out_by_its_word_and_its_ground():
    for sheet in read(write_workbook(real_words("en"), "t")).worksheets[:5]:
        [head] = [cell.column_letter for cell in sheet[1] if cell.value == "Verdict"]
        rules = {
            rule.formula[0]: rule.dxf.fill.bgColor.rgb
            for area in sheet.conditional_formatting
            for rule in area.rules
            if str(area.sqref).startswith(f"{head}2:")
        }
        assert rules.keys() == {'"mismatch"', '"not checkable"', '"amounts changed"'}, sheet.title
        assert rules['"mismatch"'] == "FFF8E1DF"


def test_amounts_in_yuan_are_shown_in_yuan():
    parts = [figure(f"union-2009/{code}", amount, unit="元") for code, amount in (("501", "600"), ("502", "300"))]
    book = read(write_workbook(Words(make_data(figure("summary/total", "900", unit="元"), *parts), "en"), "t"))
    for name in ("Categories", "Years"):
        assert any("(元)" in str(cell.value) for cell in book[name][1]), name


def test_every_breakdown_has_its_shares():
    figures = [figure("summary/total", "10.00"), figure("summary/basic", "6.00"), figure("summary/project", "4.00")]
    content = write_workbook(Words(make_data(*figures, figure("functional-2020/205", "10.00")), "en"), "t")
    shares = [row[6].value for row in read(content, data_only=True)["Categories"].iter_rows(min_row=2)]
    assert sorted(share for share in shares if share) == pytest.approx([0.4, 0.6, 1])
