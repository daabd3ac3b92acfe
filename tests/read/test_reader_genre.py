"""How well the reader reads generated reports of the genre: recall and precision at the strictest level."""

import pytest

from tests.read.genre_sentences import ERROR_KINDS, write_report
from tests.read.scoring import compare


def score(seeds, error=None):
    found = missed = false = 0
    for seed in seeds:
        hit, miss, wrong = compare(write_report(seed, error))
        found, missed, false = found + hit.total(), missed + miss.total(), false + wrong.total()
    return found / (found + missed), found / (found + false)


def test_thousand_reports_are_read_as_they_were_written():
    recall, precision = score(range(1000))
    assert recall >= 0.99
    assert precision >= 0.99


def test_report_with_an_error_is_still_read():
    for kind in ("sum", "share", "direction", "template", "quotes"):
        recall, precision = score(range(40), kind)
        assert (recall, precision) >= (0.99, 0.99)


def test_every_phrasing_occurs():
    texts = "".join(write_report(seed).text for seed in range(300))
    wanted = "其中： 分别为 完成年初预算的 占 未发生 无因公 持平 较 同比下降 调整后 保有量 批次 下年度 （一） （含"
    wanted = [*wanted.split(), "的公务接待费为"]
    assert [one for one in wanted if one not in texts] == []


def test_generator_is_deterministic_and_its_facts_stand_where_they_say():
    for seed in range(30):
        report = write_report(seed)
        assert report == write_report(seed)
        for fact in report.facts:
            printed = report.text[slice(*fact.span)]
            assert any(character.isdigit() or character in "无未发生一二三四五六七八九十" for character in printed)


@pytest.mark.parametrize("kind", ERROR_KINDS)
def test_planted_error_stands_where_it_says(kind):
    for seed in range(10):
        [error] = write_report(seed, kind).errors
        assert error.kind == kind
        assert error.span[0] < error.span[1]
