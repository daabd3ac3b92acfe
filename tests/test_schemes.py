"""Schemes: their trees, and which codes stay comparable when a new scheme takes over."""

import pytest

from analysis.review import Review, open_review
from analysis.schemes import Link, group_links
from tests.helpers import DEPARTMENT, YEAR


@pytest.fixture(scope="module")
def review() -> Review:
    return open_review(DEPARTMENT, YEAR)


def link(old: str, new: str) -> Link:
    return Link("old", old, "new", new, "same", True, "a source", "", "")


def test_scheme_has_its_top_level_and_children_in_order(review: Review) -> None:
    scheme = review.schemes["three-public"]
    assert [code.code for code in scheme.top()] == ["total"]
    assert [code.code for code in scheme.children("total")] == ["overseas", "vehicles", "reception"]
    assert [code.code for code in scheme.children("vehicles")] == ["vehicle-purchase", "vehicle-operation"]


def test_scheme_knows_its_totals_its_years_and_whether_it_is_confirmed(review: Review) -> None:
    old, new = review.schemes["union-2009"], review.schemes["union-2021"]
    assert old.totals == ("summary/basic", "summary/total")
    assert (old.valid_to, new.valid_from, new.valid_to) == (2021, 2022, None)
    assert (old.confirmed, new.confirmed) == (True, False)


def test_same_code_means_another_thing_in_another_scheme(review: Review) -> None:
    assert review.schemes["union-2009"].codes["502"].name_zh == "维权支出"
    assert review.schemes["union-2021"].codes["502"].name_zh == "职工活动组织支出"


def test_only_unsplit_codes_stay_comparable_from_2009_to_2021(review: Review) -> None:
    groups = group_links(review.links)
    single = {(group.from_codes[0], group.to_codes[0]) for group in groups if group.one_to_one}
    assert single == {
        ("502", "504"),
        ("504", "506"),
        ("505", "507"),
        ("506", "508"),
        ("507", "509"),
        ("508", "510"),
    }
    [broken] = [group for group in groups if not group.one_to_one]
    assert broken.from_codes == ("501", "503")
    assert broken.to_codes == ("501", "502", "503", "505")


def test_links_join_groups_that_were_apart_until_then() -> None:
    links = [link("a", "1"), link("b", "2"), link("c", "3"), link("b", "1")]
    assert [(group.from_codes, group.to_codes) for group in group_links(links)] == [
        (("c",), ("3",)),
        (("a", "b"), ("1", "2")),
    ]


def test_concordance_says_what_is_not_confirmed(review: Review) -> None:
    assert not any(one.confirmed for one in review.links)
