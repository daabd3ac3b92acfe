"""Links from a group's page: kept where the report is there, text where not, and none that leads elsewhere."""

import pytest

from analysis.publish.page.gate import PageError
from analysis.publish.page.neighbours import find_address, find_pages, keep_links
from tests.publish.page.notebooks import code, display
from tests.publish.page.test_export import export

THERE = {"a-union/2019/report.html", "b-union/2019/report.en.html", "b-union/2019/report.html"}


def link(address, text="1.00"):
    return f'<a href="../../../{address}">{text}</a>'


@pytest.mark.parametrize(
    ("lang", "address", "expected"),
    [
        ("zh", "a-union/2019/report.html#F01", "a-union/2019/report.html#F01"),
        ("en", "b-union/2019/report.en.html#F01", "b-union/2019/report.en.html#F01"),
        ("en", "a-union/2019/report.en.html#F01", "a-union/2019/report.html#F01"),  # there in Chinese only
        ("en", "a-union/2019/report.en.html", "a-union/2019/report.html"),
        ("zh", "a-union/2018/report.html#F01", None),
        ("zh", "../a-union/2019/report.html", None),
    ],
)
def test_link_stays_where_its_report_is(lang, address, expected):
    html, addresses = keep_links(f"<p>{link(address)}</p>", THERE, lang)
    assert html == ("<p>1.00</p>" if expected is None else f"<p>{link(expected)}</p>")
    assert addresses == (set() if expected is None else {f"../../../{expected}"})


def test_address_of_a_figure_of_an_earlier_report_leads_there():
    assert find_address({"a-union/2018/report.html"}, "a-union", 2019, "2018/F20", "zh").endswith(
        "/2018/report.html#F20"
    )
    assert find_address({"a-union/2018/report.html"}, "a-union", 2019, "F20", "zh") == ""


def test_pages_are_found_in_the_language_or_in_chinese(tmp_path):
    for name in THERE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    reports = [("a-union", 2019), ("b-union", 2019), ("b-union", 2020)]
    assert find_pages(tmp_path, reports, "en") == ["a-union/2019/report.html", "b-union/2019/report.en.html"]


@pytest.mark.parametrize("address", ["https://example.org/", "../../report.html", "file:///etc/passwd"])
def test_gate_refuses_any_other_address(address):
    with pytest.raises(PageError):
        export(code("show", display(html=f'<p><a href="{address}">1.00</a></p>')))
