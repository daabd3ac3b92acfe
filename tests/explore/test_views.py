"""The line of pandas of each view, what it shows, and where a row's numbers are printed."""

from html import unescape
from types import SimpleNamespace
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

from analysis import open_data, show
from analysis.explore.passages import list_figures, show_places
from analysis.explore.shown import draw, drop_constant, name_columns, prepare
from analysis.explore.views import VIEWS, Choice, make_table, write_code, write_imports
from analysis.show.names import Names
from tests.datasets import figure, make_data


@pytest.fixture(scope="module")
def data():
    return open_data()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_each_view_shows_the_reports_asked_for(data, view, lang):
    code = write_code(Choice(view, ("jiangsu-procuratorate",), (2018, 2019)))
    frame, names = make_table(data, code), Names(data, lang)
    shown = prepare(frame, VIEWS[view], data, names)
    assert set(frame["department"]) == {"jiangsu-procuratorate"}
    assert set(frame["report_year"]) == {2018, 2019}
    assert len(name_columns(drop_constant(shown), names)) == len(frame) == len(shown)
    assert draw(shown, frame, VIEWS[view], names, "x").alt


def test_line_runs_alone_and_narrows_by_scheme_and_phase(data):
    code = write_code(Choice("years", ("jiangsu-procuratorate",), (2019,), "functional-2007", "approved"))
    scope = {"data": data}
    exec(f"{write_imports(code)}\ntable = {code}", scope)
    pd.testing.assert_frame_equal(scope["table"], make_table(data, code))
    assert set(scope["table"]["phase"]) == {"approved"}
    assert scope["table"]["series"].str.startswith("functional-2007/").all()


@pytest.mark.parametrize(
    "name", ["it's", 'a "b"', """' and \"""", "a\\b", "`x`", "@x", "a#b", "{x}", "') or ('a' in 'a"]
)
def test_line_is_safe_for_any_name(name):
    """A name selects its own rows and no others."""
    figures = pd.DataFrame({column: [name, "other"] for column in ("department", "scheme", "phase")})
    scope = {"data": SimpleNamespace(figures=figures.assign(report_year=2019))}
    exec(f"table = {write_code(Choice('figures', (name,), (2019,), name, name))}", scope)
    assert scope["table"]["department"].tolist() == [name]


def test_choice_without_figures_has_no_chart(data):
    choice = Choice("years", ("beita-union",), (2025,))
    frame = make_table(data, write_code(choice))
    names = Names(data)
    shown = prepare(frame, VIEWS["years"], data, names)
    assert len(shown) == 0
    assert draw(shown, frame, VIEWS["years"], names, "x") is None


@pytest.mark.parametrize("label", ["<b>bold</b>", "<img src=x onerror=alert(1)>", "=1+1", "北塔" * 30])
def test_label_stays_text(label):
    made = make_data(figure("", "1.00", label=label, table=label, locator=label), figure("", "2.00", label="乙"))
    names, view = Names(made, "zh"), VIEWS["figures"]
    frame = make_table(made, write_code(Choice("figures", ("some-union",), (2019,))))
    shown = prepare(frame, view, made, names)
    assert label in name_columns(drop_constant(shown), names).to_numpy().ravel().tolist()
    tags = {
        one.tag.rpartition("}")[2] for one in ElementTree.fromstring(draw(shown, frame, view, names, label).svg).iter()
    }
    assert not tags & {"b", "img"}
    places, _ = show_places(made, next(frame.itertuples(index=False)), view.figures, "zh")
    assert "<b>bold" not in places
    assert "<img" not in places
    assert label in unescape(str(places))


def test_row_leads_to_the_rows_of_its_table(data):
    frame = make_table(data, write_code(Choice("figures", ("jiangsu-procuratorate",), (2019,))))
    row = next(frame[frame["figure_id"].eq("F10")].itertuples(index=False))
    assert list_figures(data, row, ("figure_id",)) == [(2019, "F10")]
    html, _ = show_places(data, row, ("figure_id",), "zh")
    assert '<tr class="lit"><th>当年支出小计</th>' in html
    assert row.locator in html


def test_text_stays_text_in_excel(tmp_path):
    table = pd.DataFrame({"name": ["=1+1", "http://127.0.0.1/"], "n": [1, 2]})
    book = openpyxl.load_workbook(show.save_excel(tmp_path / "new/x.xlsx", 表=table))
    cells = [row[0] for row in book["表"].iter_rows(min_row=2)]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", "=1+1"), ("s", "http://127.0.0.1/")]
    with pytest.raises(ValueError, match="at least one table"):
        show.save_excel(tmp_path / "x.xlsx")
