"""Changes of a group for people: sentences and tables against numbers worked out by hand, links, what a view holds."""

import re

import pytest

from analysis import compare_bodies, compare_panels, list_movers, open_group, show
from analysis.show.rich import plain
from tests.datasets import figure, make_group
from tests.show.test_years import find_clashes


def total(printed, **cells):
    return figure("summary/total", printed, **cells)


@pytest.fixture(scope="module")
def group(tmp_path_factory):
    """Two bodies of both years, one of which restates; one joins, one leaves, a unit lies within another."""
    reports = {
        ("stays", 2021): [total("100"), figure("functional-2020/205", "80"), figure("three-public/total", "4")],
        ("stays", 2022): [total("110"), figure("functional-2020/205", "85"), figure("three-public/total", "3")],
        ("fix", 2021): [total("50")],
        ("fix", 2022): [total("60"), total("48", year=2021)],
        ("new", 2022): [total("60")],
        ("gone", 2021): [total("40")],
        ("unit", 2022): [total("7")],
    }
    return make_group(tmp_path_factory.mktemp("group"), reports, within={"unit": "stays"})


def tell(group, lang):
    return plain(show.tell_panels(compare_panels(group), show.GroupWords(group, lang)).html)


def test_sentences_say_both_changes_and_who_joined_left_or_restated(group):
    told = tell(group, "en")
    assert told.startswith(
        "2021 to 2022, “Total expenditure” (final): over the same bodies (2) it rose by 22.00 万元 (+14.86 %), from "
        "148.00 万元 to 170.00 万元; over all bodies, 3 and then 3, it went from 190.00 万元 to 230.00 万元 (+21.05 %)"
        "; joined: 1, left: 1, restated base: 1. “Three-public expenses” (final): over the same bodies (1) it fell by "
        "1.00 万元 (−25.00 %), from 4.00 万元 to 3.00 万元; these are all bodies."
    )
    assert "Of the classes in 2022, over the same bodies, “Education” rose most, by 5.00 万元 (+6.25 %)." in told
    assert "部门整体支出（决算）：同一批 2 个部门由 148.00 万元变为 170.00 万元，增加 22.00 万元（+14.86 %）；" in tell(
        group, "zh"
    )


def test_table_has_both_changes_side_by_side(group):
    html = str(show.table_panels(compare_panels(group), show.GroupWords(group, "en")).html)
    [row] = re.findall(r"<tr><th scope=\"row\">Total expenditure.*?</tr>", html)
    cells = ["2", "148.00", "170.00", "22.00", "+14.86 %", "40.00", "+21.05 %"]
    assert re.findall(r">([^<>]+)</td>", row)[:7] == cells
    assert "joined: 1, left: 1, restated base: 1, left out: 1" in row.replace("\N{NO-BREAK SPACE}", " ")


def test_each_move_leads_to_the_report_that_states_it(group):
    html = str(show.table_moves(compare_bodies(group), show.GroupWords(group, "en")).html)
    links = dict(reversed(pair) for pair in re.findall(r'<a href="../../../([^"]+)">([\d.]+)</a>', html))
    assert links == {
        "60.00": "fix/2022/report.en.html#F01", "50.00": "fix/2021/report.en.html#F01",
        "48.00": "fix/2022/report.en.html#F02", "40.00": "gone/2021/report.en.html#F01",
        "7.00": "unit/2022/report.en.html#F01",
    }  # fmt: skip
    assert html.count('report.en.html#F01">60.00</a>') == 2  # of the body that joined, too
    assert "within stays" in html


def test_each_mover_leads_to_the_reports_of_both_years(group):
    words = show.GroupWords(group)
    html = str(show.table_movers(list_movers(compare_bodies(group), group), words).html)
    assert '<a href="../../../stays/2021/report.html#F01">100.00</a>' in html
    assert '<a href="../../../stays/2022/report.html#F01">110.00</a>' in html
    assert "按增减率" not in html  # the same rows once more


def test_one_year_alone_says_so_and_shows_no_empty_table():
    group = open_group("putuo", 2025)
    panels, bodies, words = compare_panels(group), compare_bodies(group), show.GroupWords(group, "en")
    assert "one year only" in tell(group, "en")
    tables = [show.table_panels(panels, words), show.table_moves(bodies, words)]
    tables.append(show.table_movers(list_movers(bodies, group), words))
    assert all(one.empty for one in tables)
    assert show.chart_panels(panels, words).frame.empty


def test_group_without_a_body_in_both_years_says_so(tmp_path):
    group = make_group(tmp_path, {("gone", 2021): [total("1")], ("new", 2022): [total("2")]})
    assert tell(group, "en").startswith("2021 to 2022, no body states “Total expenditure” (final) in both years")


def test_group_in_which_nothing_changed_and_nobody_moved_says_so(tmp_path):
    group = make_group(tmp_path, {("one", 2021): [total("1")], ("one", 2022): [total("1")]})
    words, bodies = show.GroupWords(group, "en"), compare_bodies(group)
    assert "it stayed at 1.00 万元; these are all bodies" in tell(group, "en")
    assert "Total expenditure: no body joined" in str(show.table_moves(bodies, words).html)
    assert "No body with figures" in str(show.table_movers(list_movers(bodies, group), words).html)


def test_views_of_many_bodies_show_the_largest_and_say_how_many_there_are(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.show.peers.moves.MOST_ROWS", 6)
    names = [f"body-{number}" for number in range(7)]
    reports = {(one, year): [total(f"{year - 1990 + at}")] for at, one in enumerate(names) for year in (2021, 2022)}
    group = make_group(tmp_path, reports | {(f"{one}-new", 2022): [total("1")] for one in names})
    words, bodies = show.GroupWords(group, "en"), compare_bodies(group)
    for table, count in (
        (show.table_movers(list_movers(bodies, group), words), 14),
        (show.table_moves(bodies, words), 7),
    ):
        html = str(table.html)
        assert html.count('<th scope="row">') == 6
        assert f"6 rows; all {count} are in the workbook" in html


@pytest.mark.slow  # draws
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["jiangsu-provincial", "putuo"])
def test_chart_of_real_bodies_has_no_text_over_another(name, lang):
    group = open_group(name)
    chart = show.chart_panels(compare_panels(group), show.GroupWords(group, lang))
    assert find_clashes(chart) == []
    assert len(chart.frame)
