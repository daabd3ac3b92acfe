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


def test_earlier_figure_that_only_an_unused_one_follows_from_goes_with_it() -> None:
    derived = ROW.format("2018/F03").replace("<td>1</td>", '<td><a href="#2018/F04">2018/F04</a> 1</td>')
    page = link_back(make("F01") + ROW.format("F01") + derived + ROW.format("2018/F04"), "en")
    assert "2018/" not in page
    page = link_back(make("2018/F03") + derived + ROW.format("2018/F04"), "en")
    assert set(re.findall('href="#(u[0-9]+)"', page)) == set(re.findall('id="(u[0-9]+)"', page))
    assert 'id="2018/F04"' in page


def test_quotation_goes_and_stays_with_its_row() -> None:
    quoted = '<tr id="{0}"><th>{0}</th><td>1</td></tr>\n<tr class="below"><td>“一”</td></tr>\n'
    page = link_back(make("F01") + quoted.format("F01") + quoted.format("2018/F01"), "en")
    assert page.count('class="below"') == 1
    assert page.index("used in: ") < page.index('class="below"')
