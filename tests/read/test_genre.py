"""The generator of genre_reports: what it says about its reports is checked here from the text and the facts alone."""

import re
from collections import defaultdict
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest

from tests.read.genre_reports import ERROR_KINDS, write_report

pytestmark = pytest.mark.no_cover  # thousands of texts: what they run is covered elsewhere

SEEDS = range(200)
YUAN = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
LEVELS = {"执行", "决算数", "预算数"}
# Lists that are not declared complete: the words by which a reader knows.
PARTIAL = re.compile("（含外宾|完成预算的|货物采购[^、]*占|增加|减少")
HAN = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
NONE_WORDS = {"无", "未发生", "零支出"}
PHRASINGS = {
    1: r"年[^。]*预算数[^。]*，其中：", 2: r"[，；]无[^。]*，无", 3: r"年初预算为[^。]*决算数为[^。]*完成年初预算的",
    4: r"决算数比\d{4}年(增加|减少)", 5: r"预算较\d{4}年(增加|减少)", 6: r"与上年持平|较上年无变化|与上年相比无增减",
    7: r"决算数[^；]*，占[^；]*；", 8: r"(无|未发生)[^，。]*三公[^，。]*财政拨款支出。|零支出",
    9: r"团组[0０零]个", 10: r"含外宾接待费", 11: r"保有量\d+辆", 12: r"调整后全年预算数", 13: r"经汇总",
    14: r"（二）[^。]*其中：公务用车购置费", 15: r"费：\d{4}年执行|费\d{4}年支出", 16: r"、公[^。、]*、[^。]*费分别为",
    17: r"只减不增", 19: r"比上年(增加|减少)[^。，]*的|同比[^。]*（", 20: r"下年度预算安排",
}  # fmt: skip
STYLES = {
    "full-width": r"^[０-９．]+$", "thousands": r"^\d{1,3}(,\d{3})+(\.\d+)?$",
    "han": r"^[零一二两三四五六七八九十百千]+$", "space": r"\d.* | .*\d", "line end": r"\n",
    "one decimal": r"^\d+\.\d$", "two decimals": r"^\d+\.\d\d$", "none": r"^(无|未发生|零支出)$",
}  # fmt: skip
REMAINS = {
    "lost-digit": r"^0?余[^\d]+$", "template": r"（下降）|XX|  %|____", "year": r"^20\d\d$", "quote": r"^“[^”]+$",
    "word-mark": r"^\[bookmark: \w+\]$|^错误[!！]未找到引用源。$",
}  # fmt: skip


@cache
def report_of(seed, error=None):
    return write_report(seed, error)


def errors_of(kind):
    return [report_of(seed, kind) for seed in range(15)]


def read_number(printed):
    """Return the value of a number as printed."""
    text = re.sub(r"[\s,]", "", printed).translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    if not set(text) & {*HAN, *"十百千"}:
        return Decimal(text)
    total = digit = 0
    for character in text:
        place = {"十": 10, "百": 100, "千": 1000}.get(character)
        total, digit = (total + (digit or 1) * place, 0) if place else (total, HAN[character])
    return Decimal(total + digit)


def yuan(fact):
    return Decimal(fact.amount) * YUAN[fact.unit]


def percent(part, whole):
    return (part * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def sentence_of(text, fact):
    start = max(text.rfind("。", 0, fact.span[0]), text.rfind("：\n", 0, fact.span[0])) + 1
    return start, text[start : text.find("。", fact.span[1])]


class Books:
    """The levels that facts state, and every identity that they break."""

    def __init__(self, text, facts):
        self.text, self.facts, self.broken, self.checked = text, facts, [], defaultdict(int)
        self.levels = defaultdict(set)
        for fact in facts:
            if fact.kind == "stated" and fact.measure in LEVELS:
                phase = "预算数" if fact.measure == "预算数" else "决算数"
                self.levels[fact.item, phase, fact.year].add(yuan(fact))
        self.check_restated()
        self.check_lists()
        self.check_changes()
        self.check_ratios()

    def level(self, item, phase, year):
        return next(iter(self.levels.get((item, phase, year), ())), None)

    def expect(self, name, holds):
        self.checked[name] += 1
        if not holds:
            self.broken.append(name)

    def check_restated(self):
        for key, amounts in self.levels.items():
            self.expect(f"restated {key[0]}", len(amounts) == 1)

    def check_lists(self):
        lists = defaultdict(list)
        for fact in self.facts:
            if fact.part_of and fact.kind != "percent":
                start, sentence = sentence_of(self.text, fact)
                if not PARTIAL.search(sentence):
                    lists[start, fact.part_of, fact.measure].append(fact)
        for (_, whole, measure), parts in lists.items():
            if measure == "期末数":
                [stated] = [fact for fact in self.facts if fact.item == whole]
                self.expect("counts", sum(int(one.amount) for one in parts) == int(stated.amount))
                continue
            phase = "预算数" if measure == "预算数" else "决算数"
            self.expect(f"sum {whole}", sum(map(yuan, parts)) == self.level(whole, phase, parts[0].year))

    def check_changes(self):
        for fact in self.facts:
            if fact.base_year is None:
                continue
            phase = "预算数" if fact.base_year == fact.year else "决算数"
            if "预算较" in sentence_of(self.text, fact)[1]:
                continue
            now, base = self.level(fact.item, "决算数", fact.year), self.level(fact.item, phase, fact.base_year)
            if base is None:
                base = self.derive_base(fact, now)
            if now is None or base is None:
                continue
            change = now - base
            self.expect(f"direction {fact.item}", fact.direction == ("increase" if change > 0 else "decrease"))
            size = abs(change) if fact.kind == "stated" else percent(abs(change), base)
            self.expect(f"change {fact.item}", size == (yuan(fact) if fact.kind == "stated" else Decimal(fact.amount)))

    def derive_base(self, fact, now):
        """Return last year's amount from a change that stands in the same sentence."""
        where = sentence_of(self.text, fact)[0]
        for other in self.facts:
            if (
                (other.item, other.measure) == (fact.item, "增减额")
                and sentence_of(self.text, other)[0] == where
                and now
            ):
                return now - yuan(other) * (1 if other.direction == "increase" else -1)
        return None

    def check_ratios(self):
        for fact in self.facts:
            if fact.measure == "完成率":
                final, budget = (self.level(fact.item, phase, fact.year) for phase in ("决算数", "预算数"))
                self.expect(f"completion {fact.item}", percent(final, budget) == Decimal(fact.amount))
            if fact.measure == "占比":
                part, whole = (self.level(name, "决算数", fact.year) for name in (fact.item, fact.part_of))
                self.expect(f"share {fact.item}", percent(part, whole) == Decimal(fact.amount))


def test_every_identity_of_a_clean_report_holds():
    checked = defaultdict(int)
    for seed in SEEDS:
        report = report_of(seed)
        books = Books(report.text, report.facts)
        assert (seed, books.broken, report.errors) == (seed, [], ())
        for name, times in books.checked.items():
            checked[name.split()[0]] += times
    least = {
        "restated": 5000,
        "sum": 800,
        "counts": 50,
        "change": 400,
        "direction": 400,
        "completion": 200,
        "share": 800,
    }
    assert [name for name, times in least.items() if checked[name] < times] == [], dict(checked)


@pytest.mark.parametrize("error", [None, *ERROR_KINDS])
def test_every_figure_stands_where_it_says(error):
    for report in [report_of(seed) for seed in SEEDS] if error is None else errors_of(error):
        spans = [fact.span for fact in report.facts]
        assert spans == sorted(set(spans))
        for fact in report.facts:
            printed, behind = report.text[slice(*fact.span)], report.text[fact.span[1] :]
            if fact.declared_none:
                assert (printed in NONE_WORDS, fact.amount) == (True, "0")
                assert fact.item in sentence_of(report.text, fact)[1]
                continue
            assert read_number(printed) == Decimal(fact.amount)
            assert re.match(rf"[余多]?\s?({fact.unit}|[％、万])", behind)
            assert fact.item in report.text[: fact.span[1] + 12]
            assert not re.search(r"[\d.,]$", report.text[: fact.span[0]])


def test_fields_say_only_what_they_may():
    measures = {"stated": LEVELS | {"增减额"}, "percent": {"增减率", "占比", "完成率"}, "count": {"期末数"}}
    for seed in SEEDS:
        report = report_of(seed)
        for fact in report.facts:
            assert fact.measure in measures[fact.kind]
            assert bool(fact.direction) == (fact.base_year is not None) == fact.measure.startswith("增减")
            assert fact.year in (report.year - 1, report.year, report.year + 1)
            near = report.text[fact.span[0] - 1] + report.text[fact.span[1]]
            assert fact.approximate == bool(fact.kind == "count" and re.search("约|余|多", near))


@pytest.mark.parametrize("kind", ERROR_KINDS)
def test_one_error_is_planted_where_it_says(kind):
    for report in errors_of(kind):
        [error] = report.errors
        assert error.kind == kind
        assert report.text[slice(*error.span)] == error.printed != error.expected
        covered = [fact for fact in report.facts if fact.span == error.span]
        if kind in REMAINS:
            assert re.search(REMAINS[kind], error.printed)
            assert covered == []
            assert Books(report.text, report.facts).broken == []


@pytest.mark.parametrize("kind", [kind for kind in ERROR_KINDS if kind not in REMAINS])
def test_planted_error_breaks_an_identity_and_the_right_figure_mends_it(kind):
    for report in errors_of(kind):
        [error] = report.errors
        assert Books(report.text, report.facts).broken != []
        assert Books(report.text, [mend(fact, error) for fact in report.facts]).broken == []


def mend(fact, error):
    if error.kind == "direction" and 0 <= fact.span[0] - error.span[1] <= 2:
        return replace(fact, direction={"增加": "increase", "减少": "decrease"}[error.expected])
    return replace(fact, amount=error.expected) if fact.span == error.span else fact


def test_size_of_the_error_is_beyond_rounding():
    for kind in ("share", "completion-rate", "change-rate"):
        for [error] in (report.errors for report in errors_of(kind)):
            assert abs(Decimal(error.printed) - Decimal(error.expected)) > Decimal("0.05")
    for [error] in (report.errors for report in errors_of("unit")):
        assert Decimal(error.printed) == Decimal(error.expected) * 10_000


def test_reports_are_the_same_each_time_and_of_the_size_of_the_genre():
    for seed in SEEDS:
        report = report_of(seed)
        assert write_report(seed) == report
        assert 1500 <= len(report.text) <= 4000
    assert len({report_of(seed).text for seed in SEEDS}) == len(SEEDS)


def test_every_phrasing_style_and_unit_occurs():
    texts = "\n".join(report_of(seed).text for seed in SEEDS)
    assert [number for number, pattern in PHRASINGS.items() if not re.search(pattern, texts)] == []
    facts = [(report_of(seed).text[slice(*fact.span)], fact) for seed in SEEDS for fact in report_of(seed).facts]
    assert [name for name, one in STYLES.items() if not any(re.search(one, printed) for printed, _ in facts)] == []
    assert {fact.unit for _, fact in facts if fact.kind == "stated"} == set(YUAN)
    assert any(fact.approximate for _, fact in facts)


def test_nothing_but_figures_looks_like_an_amount():
    """Outside the facts no number stands before a unit of money or a percent sign."""
    for seed in SEEDS:
        report = report_of(seed)
        rest = list(report.text)
        for fact in report.facts:
            rest[slice(*fact.span)] = "□" * (fact.span[1] - fact.span[0])
        assert not re.search(r"[\d０-９一二三四五六七八九十百千]\s?(万元|元|亿元|[%％])", "".join(rest))
