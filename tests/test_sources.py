"""Documents at hand: the passage of a figure, and figures that the document does not print."""

import hashlib
from pathlib import Path

import pytest

from analysis.dataset import Dataset, open_data
from analysis.errors import UserError
from analysis.sources import find_mistyped, quote_passages
from tests.helpers import copy_data, edit, read_rows, write_rows

TEXT = """2019年度试验局支出情况说明
一、收支情况
全年支出149.35万元，其中维权支出10.50万元。业务支出11.90万元。
"""
ROWS = (
    ("F01", "total", "全年支出", "149.35"),
    ("F02", "basic", "维权支出", "10.50"),
    ("F03", "special", "业务支出", "11.90"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data in which the report is a text of our own, with the text at hand."""
    folder = copy_data(tmp_path)
    content = TEXT.encode()
    (folder / "raw").mkdir()
    (folder / "raw" / "text.txt").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    edit(folder / "documents/beita-union/2019.csv", "report-2019", sha256=digest, size_bytes=str(len(content)))
    figures = folder / "figures/beita-union/2019.csv"
    header, first, *_ = read_rows(figures)
    rows = []
    for figure_id, code, label, printed in ROWS:
        cells = dict(zip(header, first, strict=True)) | {
            "figure_id": figure_id, "code": code, "label": label, "printed": printed, "locator": "一"
        }  # fmt: skip
        start = TEXT.index(printed)
        rows.append(list((cells | {"span": f"{start}-{start + len(printed)}"}).values()))
    write_rows(figures, [header, *rows])
    statements = folder / "statements/beita-union/2019.csv"
    write_rows(statements, read_rows(statements)[:1])
    for kind in ("links", "coverage", "text-findings"):
        (folder / kind / "beita-union/2019.csv").unlink(missing_ok=True)
    return folder


def open_2019(data: Path) -> Dataset:
    return open_data("beita-union", 2019, data)


def tell(data: Path) -> list[str]:
    return [str(problem).rpartition("/")[2] for problem in find_mistyped(open_2019(data), "en")]


def test_source_is_the_sentence_that_the_figure_stands_in(data: Path) -> None:
    assert open_2019(data).source("beita-union", 2019, "F03") == "业务支出11.90万元"
    passage = quote_passages(open_2019(data))["F01"]
    assert passage == ("全年支出", "149.35", "万元，其中维权支出10.50万元")


def test_source_is_the_place_where_the_document_is_not_at_hand(data: Path) -> None:
    (data / "raw" / "text.txt").unlink()
    assert open_2019(data).source("beita-union", 2019, "F03") == "一"
    assert quote_passages(open_2019(data)) == {}


def test_source_of_an_unknown_figure_names_those_that_there_are(data: Path) -> None:
    with pytest.raises(UserError, match="没有数字 F77；已有：F01, F02, F03"):
        open_2019(data).source("beita-union", 2019, "F77")


def test_figures_as_printed_are_no_errors_of_ours(data: Path) -> None:
    assert tell(data) == []


@pytest.mark.parametrize("spans", [True, False])
@pytest.mark.parametrize(("typed", "figure_id"), [("10.5", "F02"), ("105.0", "F02"), ("11.09", "F03")])
def test_figure_that_the_document_does_not_print_is_an_error_of_ours(
    data: Path, typed: str, figure_id: str, spans: bool
) -> None:
    file = data / "figures/beita-union/2019.csv"
    edit(file, figure_id, printed=typed, **({} if spans else {"span": ""}))
    printed = {"F02": "10.50", "F03": "11.90"}[figure_id]
    [message] = tell(data)
    assert f"the data say '{typed}', the document prints '{printed}' (一)" in message
    assert message.startswith(f"2019.csv:{int(figure_id[1:]) + 1}: printed: {figure_id}")


def test_number_of_another_place_is_found_by_its_span(data: Path) -> None:
    edit(data / "figures/beita-union/2019.csv", "F03", printed="149.35")
    assert "the data say '149.35', the document prints '11.90'" in tell(data)[0]


def test_number_without_its_label_is_said_to_be_nowhere(data: Path) -> None:
    edit(data / "figures/beita-union/2019.csv", "F03", printed="7.77", span="", label="别的支出")
    assert "'7.77', which the document prints nowhere (expected at 一)" in tell(data)[0]


def test_a_figure_of_a_table_stands_in_its_cells(data: Path) -> None:
    rows = "<tr><td>全年支出</td><td>1149.35</td></tr><tr><td>其他</td><td>10.50</td></tr>"
    page = f"<p>2019年度试验局支出情况说明</p><table>{rows}</table>"
    (data / "raw" / "text.txt").unlink()
    (data / "raw" / "text.html").write_text(page, encoding="utf-8")
    described = {"sha256": hashlib.sha256(page.encode()).hexdigest(), "size_bytes": str(len(page.encode()))}
    edit(data / "documents/beita-union/2019.csv", "report-2019", **described)
    figures = data / "figures/beita-union/2019.csv"
    for figure_id, printed in (("F01", "1,149.35"), ("F02", "10.50"), ("F03", "9.99")):
        edit(figures, figure_id, printed=printed, span="", table="收支")
    [told] = tell(data)  # the comma of a number is no matter of the number
    assert "F03" in told
