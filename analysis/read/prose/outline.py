"""Lists with a part in each paragraph: 本年支出合计9万元，其中： and then a line for each part."""

import re
from dataclasses import dataclass, field

_OPENS = re.compile(r"(?:其中|包括|构成|分为|\d[^。]*(?:如下|以下(?:方面|内容)))：$")  # 情况如下 alone is of all before
_GOES_ON = re.compile(r"[；，、;,]$")
_ORDINALS = (
    re.compile(r"\s*[一二三四五六七八九十]+、"),
    re.compile(r"\s*[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"\s*\d{1,2}\s*[、.．](?!\d)"),
    re.compile(r"\s*[（(]\d{1,2}[）)]"),
    re.compile(r"\s*[①-⑳]"),
)


@dataclass
class Outline:
    """The lists that are open: of each the rank of its items, None before the first, and the number of its whole."""

    lists: list[tuple[int | None, int]] = field(default_factory=list)
    last: int | None = None  # the fact that the paragraph before is about
    rank: int = 0  # of the paragraph before
    goes_on: bool = False  # whether the paragraph before ends as an item of a list does

    def find_whole(self, text: str) -> int | None:
        """Return the number of the fact that a paragraph's amount is a part of."""
        rank, before = _tell_rank(text), self.rank
        if self.lists and self.lists[-1][0] is None:
            self.lists[-1] = rank, self.lists[-1][1]
            return self.lists[-1][1]
        if 0 < before < rank and self.last is not None:
            self.lists.append((rank, self.last))  # 1．甲9万元。（1）乙5万元。
            return self.last
        while self.lists and self.lists[-1][0] != rank:
            self.lists.pop()
        if self.lists and (rank or self.goes_on):
            return self.lists[-1][1]
        self.lists.clear()
        return None

    def close(self, text: str, main: int | None, whole: int | None) -> None:
        """Note what a paragraph was about, and whether a list of the parts of its last amount follows."""
        self.rank = _tell_rank(text)
        self.last, self.goes_on = main, bool(_GOES_ON.search(text.rstrip()))
        if whole is not None and _OPENS.search(text.rstrip()):
            self.lists.append((None, whole))


def _tell_rank(text: str) -> int:
    """Return the level of a paragraph's ordinal, 0 for none."""
    return next((rank for rank, one in enumerate(_ORDINALS, start=1) if one.match(text)), 0)
