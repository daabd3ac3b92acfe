"""Plain pandas in Jupyter: figures right, texts left and only text, ids as links, nothing for nothing."""

import re

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from analysis import compare_categories, list_outputs, open_data, show
from analysis.show.canvas import Chart
from analysis.show.frames import show_frame
from analysis.show.tables import Table
from tests.datasets import figure, make_data
from tests.show.reports import real_words


def list_cells(frame: pd.DataFrame, lang: str = "zh") -> list[str]:
    """Return the cells below the head, the index left out, with their tags."""
    return re.findall(r"<td.*?</td>", str(show_frame(frame, real_words(lang))))


@pytest.mark.parametrize("label", ["<b onclick='x'>粗</b>", "=1+1", "$x_1$ {unit}", "名" * 60])
def test_labels_stay_text(label: str) -> None:
    [cell] = list_cells(pd.DataFrame({"label": [label]}))
    assert "<b" not in cell
    assert re.sub("</?td>", "", cell).replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'") == label


def test_numbers_stand_right_with_the_decimals_that_the_column_needs() -> None:
    frame = pd.DataFrame({
        "year": [2018, 2019], "fen": [14_935_0000, 5], "wan": [149.35, 0.5], "count": pd.array([3, None], dtype="Int64")
    })  # fmt: skip
    texts = [re.sub("<.*?>", "", cell) for cell in list_cells(frame)]
    assert texts == ["2018", "149,350,000", "149.35", "3", "2019", "5", "0.50", "—"]
    assert all('class="number"' in cell for cell in list_cells(frame))


def test_ids_of_the_report_are_links_and_those_of_another_are_not() -> None:
    ids = pd.DataFrame({"figures": ["F01 F02", "F99"], "report_year": [2019, 2019]})
    assert re.findall('href="(.*?)"', "".join(list_cells(ids))) == ["#F01", "#F02"]
    assert "href" not in "".join(list_cells(ids.assign(report_year=[2019, 2018])))
    assert "href" not in "".join(list_cells(ids.assign(department="some-office")))


def test_long_table_says_how_many_rows_are_left_out_and_an_empty_one_that_it_has_none() -> None:
    html = str(show_frame(pd.DataFrame({"n": range(100)}), real_words("en")))
    assert html.count("<tr>") == 61
    assert "100 rows × 1 columns, the first 60 shown" in html
    assert str(show_frame(pd.DataFrame({"n": []}), real_words("zh"))) == '<p class="note">（0 行）</p>'


def test_names_of_index_and_columns_head_their_columns() -> None:
    grouped = pd.DataFrame({"a": ["x"], "b": ["y"], "n": [1]}).groupby(["a", "b"]).agg({"n": ["sum", "max"]})
    heads = re.findall(r"<th scope=\"col\".*?>(.*?)</th>", str(show_frame(grouped, real_words())))
    assert heads == ["a", "b", "n / sum", "n / max"]


def test_opening_a_report_in_jupyter_dresses_its_tables_and_elsewhere_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    words = real_words()
    assert "<style>" not in words._repr_mimebundle_()[0]["text/html"]
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    with pd.option_context(
        "display.precision", 6, "display.max_columns", 20, "display.unicode.east_asian_width", False
    ):
        assert "<style>" in words._repr_mimebundle_()[0]["text/html"]
        html = shell.display_formatter.format(pd.DataFrame({"figures": ["F01"]}))[0]["text/html"]
    assert '<a href="#F01">' in html


def test_heading_follows_the_language_and_stands_above_no_empty_table() -> None:
    words, rows = real_words("en"), pd.DataFrame({"n": [1]})
    assert show.heading("outputs", words, rows.head(0), rows)._repr_mimebundle_()[0]["text/markdown"] == "## Results"
    data, marks = show.heading("outputs", words, rows.head(0))._repr_mimebundle_()
    assert data == {"text/markdown": "", "text/plain": ""}
    assert marks == {"text/markdown": {"empty": True}}


def test_nothing_is_shown_of_what_a_department_does_not_have() -> None:
    words = show.Words(make_data(figure("summary/total", "3.00")))
    outputs, categories = show_nothing(words)
    for shown in (outputs, categories):
        data, marks = shown._repr_mimebundle_()
        assert set(data.values()) == {""}
        assert any(mark.get("empty") for mark in marks.values())


def show_nothing(words: show.Words) -> tuple[Table, Chart]:
    """Return the table of results and the chart of special items of a report that has neither."""
    special = show.chart_parts(compare_categories(words.data), words, "summary/special")
    return show.table_outputs(list_outputs(words.data), words), special


def test_passages_hold_each_figure_and_statement_once_with_its_place_or_quotation() -> None:
    words = real_words()
    html = str(show.show_passages(words, {"F01": ("执行完成", "149.35", "万元")}).html)
    ids = re.findall(r'id="([^"]+)"', html)
    assert ids == [*words.figures, *words.data.statements["statement_id"]]
    assert "二、2 第1段<br><small>“执行完成<mark>149.35</mark>万元”</small>" in html


def test_passage_of_a_table_is_its_place_with_the_page() -> None:
    html = str(show.show_passages(show.Words(open_data("jiangsu-procuratorate", 2019))).html)
    [row] = re.findall(r'<tr id="F123">.*?</tr>', html)
    assert "第1行 “三公”经费-小计、第20页" in row
