"""The way back from a figure to where the page uses it."""

import re

from analysis.publish.page.backlinks import link_back
from analysis.show.rich import cite

ROW = '<tbody>\n<tr class="group"><th>甲</th></tr>\n<tr id="{0}"><th>{0}</th><td>1</td></tr>\n</tbody>\n'


def make(*used: str) -> str:
    texts = "".join(f"<p>{cite([name])}</p>" for name in used)
    return f'<h2>主要结果</h2>{texts}<h3 id="c1-1">核对 &amp; 其他</h3>{texts}<h3 id="e">全部</h3><table>'


def test_figure_leads_back_to_its_first_use_in_each_section() -> None:
    page = link_back(make("F01", "F02", "F01") + ROW.format("F01"), "zh")
    back = re.findall(r'<span class="back">用于：(.*)</span></td></tr>', page)
    assert back == ['<a href="#u1">主要结果</a> <a href="#u3">核对 &amp; 其他</a>']
    assert page.count('<a id="u1" href="#F01">F01</a>') == 1
    assert page.count('<a href="#F01">F01</a>') == 2  # used again in the same section
    assert page.index('id="u1"') < page.index("c1-1") < page.index('id="u3"')


def test_figure_that_is_not_used_has_no_way_back() -> None:
    assert link_back(make("F01") + ROW.format("F02"), "en").endswith(ROW.format("F02"))


def test_earlier_figure_stays_only_where_it_is_used() -> None:
    kept, dropped = (ROW.format(f"2018/F{number}") for number in ("01", "02"))
    page = link_back(make("2018/F01") + kept + dropped, "en")
    assert 'id="2018/F01"' in page
    assert 'id="2018/F02"' not in page
    assert page.count('class="group"') == 1


def test_quotation_goes_and_stays_with_its_row() -> None:
    quoted = '<tr id="{0}"><th>{0}</th><td>1</td></tr>\n<tr class="below"><td>“一”</td></tr>\n'
    page = link_back(make("F01") + quoted.format("F01") + quoted.format("2018/F01"), "en")
    assert page.count('class="below"') == 1
    assert page.index("used in: ") < page.index('class="below"')


def test_earlier_figure_that_only_a_used_one_follows_from_stays_and_that_of_an_unused_one_goes() -> None:
    derived = '<tr id="{0}"><th>{0}</th><td><a href="#{1}">{1}</a></td></tr>\n'
    rows = [derived.format("2018/F01", "2018/F02"), ROW.format("2018/F02")]
    rows += [derived.format("2018/F03", "2018/F02"), derived.format("2018/F04", "2018/F05"), ROW.format("2018/F05")]
    page = link_back(make("2018/F01") + "".join(rows), "en")
    assert re.findall(r'<tr id="([^"]+)"', page) == ["2018/F01", "2018/F02"]
    marks = set(re.findall(r'<a id="([^"]+)"', page))
    assert set(re.findall(r'href="#(u\d+)"', page)) <= marks
