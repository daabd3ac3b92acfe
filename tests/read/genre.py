"""Reports of the genre with known truth: our own sentences in the phrasings that offices use, seeded.

A sentence is a list of pieces: words, and figures that know what they are. Money is held in 分 and every identity of a
clean report holds, so that a planted error is the only one.
"""

import random
from dataclasses import dataclass, field
from decimal import Decimal

DEPARTMENTS = ("清河区司法局", "云岭县统计局", "东湖区残疾人联合会", "石桥镇中心卫生院", "临江市档案馆", "南屏区总工会")
ITEMS = (
    "日常办公支出", "普法宣传支出", "设备购置支出", "业务培训支出", "信息化建设支出", "基层补助支出", "专项检查经费",
    "档案整理经费", "法律服务经费", "场馆维护费", "困难群众帮扶资金", "会议费",
)  # fmt: skip
OVERSEAS, VEHICLES, RECEPTION = "因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"
COUNTS = (
    ("举办培训班", "场", ""), ("开展执法检查", "次", ""), ("印发宣传手册", "份", ""), ("走访慰问困难家庭", "户", ""),
    ("新建服务站点", "个", ""), ("办理案件", "件", ""), ("培训业务骨干", "人次", ""), ("编发简报", "期", ""),
)  # fmt: skip
HAN = "零一二三四五六七八九"


@dataclass(frozen=True)
class Fact:
    """A figure of a report as a careful reader would note it; `span` is where its number stands."""

    item: str
    measure: str
    amount: str
    unit: str
    kind: str
    year: int
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class PlantedError:
    """An error that was put into a report: its kind, and where."""

    kind: str
    span: tuple[int, int]


@dataclass(frozen=True)
class GenreReport:
    """A report, its figures and the error in it, if one was asked for."""

    text: str
    year: int
    facts: tuple[Fact, ...]
    errors: tuple[PlantedError, ...]


@dataclass
class Figure:
    """A piece of a sentence: a figure with its number as printed; `wrong` marks the planted error."""

    item: str
    measure: str
    printed: str
    unit: str
    amount: str
    kind: str = "stated"
    year: int = 0
    behind: str = ""
    wrong: str = ""


@dataclass
class Mark:
    """A piece of a sentence that is itself the planted error."""

    text: str
    kind: str


Pieces = list[str | Figure | Mark]


@dataclass
class Draft:
    """A report being written."""

    chance: random.Random
    year: int
    error: str | None
    parts: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    errors: list[PlantedError] = field(default_factory=list)
    size: int = 0

    def add(self, *pieces: str | Figure | Mark) -> None:
        """Write pieces one after the other."""
        for piece in pieces:
            text = piece if isinstance(piece, str) else piece.text if isinstance(piece, Mark) else piece.printed
            start = self.size
            self._append(text)
            if isinstance(piece, Mark):
                self.errors.append(PlantedError(piece.kind, (start, self.size)))
            elif isinstance(piece, Figure):
                span = (start, self.size)
                self.facts.append(
                    Fact(piece.item, piece.measure, piece.amount, piece.unit, piece.kind, piece.year or self.year, span)
                )
                if piece.wrong:
                    self.errors.append(PlantedError(piece.wrong, span))
                self._append(piece.behind)

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def wants(self, kind: str) -> bool:
        """Return whether this error is to be planted and has not been yet."""
        return self.error == kind and not self.errors

    def money(self, item: str, measure: str, fen: int, *, year: int = 0, wrong: str = "") -> Figure:
        """Return an amount in one of the ways to print it; sums, shares and rates stay exact whichever is taken."""
        wan = Decimal(fen) / 1_000_000
        printed, unit, amount = f"{wan:.2f}", "万元", f"{wan:.2f}"
        style = self.chance.random()
        if style < 0.06:
            yuan = Decimal(fen) / 100
            printed, unit, amount = f"{yuan:,.2f}", "元", f"{yuan:.2f}"
        elif style < 0.12:
            printed = printed.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
        elif style < 0.17:
            printed = f"{printed} "
        elif style < 0.20 and len(printed) > 5:
            printed = f"{printed[:2]}\n{printed[2:]}"
        elif style < 0.30 and fen % 1_000_000 == 0 and 0 < fen < 100_000_000:
            printed = write_han(fen // 1_000_000)
        elif style < 0.4 and fen % 100_000 == 0:
            printed = amount = f"{wan.normalize():f}"
        return Figure(item, measure, printed, unit, amount, year=year, behind=unit, wrong=wrong)

    def rate(self, item: str, measure: str, part: int, whole: int, *, wrong: str = "") -> Figure:
        """Return a percentage to two decimals, off by more than rounding when it is to be wrong."""
        value = (Decimal(part) / Decimal(whole) * 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        value += Decimal("3.17") if wrong else 0
        return Figure(item, measure, f"{value}", "%", f"{value}", "percent", behind="%", wrong=wrong)

    def count(self, item: str, number: int, unit: str, about: str = "") -> Figure:
        """Return a count with its classifier."""
        return Figure(item, "期末数", f"{number}{about}", unit, str(number), "count", behind=unit)


def write_han(number: int) -> str:
    """Return a number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else HAN[tens]) + "十" if tens else "") + (HAN[ones] if ones or not tens else "")


def split_fen(chance: random.Random, total: int, parts: int) -> list[int]:
    """Return positive amounts of whole hundredths of 万元 that add up to a total."""
    step = 10_000
    cuts = sorted(chance.sample(range(1, total // step), parts - 1))
    return [(b - a) * step for a, b in zip([0, *cuts], [*cuts, total // step], strict=True)]
