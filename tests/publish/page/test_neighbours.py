"""Links from a group's page: kept where the report is there, text where not, and none that leads elsewhere."""

import hashlib
import json

import pytest

from analysis.publish.page.gate import PageError
from analysis.publish.page.neighbours import find_address, find_pages, keep_links, list_stale
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


def test_link_to_a_table_stays_where_the_page_has_it():
    link = '<a href="#table-panels">1.00</a>'
    there = f'<p>{link}</p><table><caption id="table-panels"></caption></table>'
    assert keep_links(there, (), "zh")[0] == there
    assert keep_links(f'<p>{link}</p><caption id="table-peers"></caption>', (), "zh")[0].startswith("<p>1.00</p>")


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


def publish(out, page, data, names):
    """Write the manifest of a body's report as made from these data files and a shared one."""
    listing = out / page.replace("report", "manifest").replace(".html", ".json")
    listing.parent.mkdir(parents=True, exist_ok=True)
    used = {name: {"sha256": hashlib.sha256((data / name).read_bytes()).hexdigest()} for name in names}
    shared = {"rules.csv": {"sha256": "0" * 64}}
    listing.write_text(json.dumps({"object": {"data": used | shared}}), encoding="utf-8")


def test_report_is_stale_where_a_file_of_its_body_changed_came_or_went(tmp_path):
    data, out = tmp_path / "data", tmp_path / "out"
    files = {name: [f"figures/{name}/2018.csv", f"figures/{name}/2019.csv"] for name in "abcdef"}
    for name in (one for own in files.values() for one in own):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(name, encoding="utf-8")
    pages = [f"{name}/2019/report{'.en' * (name == 'f')}.html" for name in files]
    for page, own in zip(pages, files.values(), strict=True):
        publish(out, page, data, own)
    assert list_stale(out, pages, data) == []
    (data / "figures/b/2018.csv").write_text("of an earlier year", encoding="utf-8")
    (data / "links/c").mkdir(parents=True)
    (data / "links/c/2019.csv").write_text("", encoding="utf-8")
    (data / "figures/d/2018.csv").unlink()
    (out / "e/2019/manifest.json").write_text("{", encoding="utf-8")
    assert list_stale(out, pages, data) == [f"{name}/2019/report.html" for name in "bcde"]


@pytest.mark.parametrize("address", ["https://example.org/", "../../report.html", "file:///etc/passwd"])
def test_gate_refuses_any_other_address(address):
    with pytest.raises(PageError):
        export(code("show", display(html=f'<p><a href="{address}">1.00</a></p>')))
