"""Words of tables made even for comparison, and patterns as the data write them: `a…b` with a gap, `=a` all of it."""

import re
import unicodedata
from functools import cache, lru_cache

GAP, OR, WHOLE, NOT = "…", "|", "=", "!"
_REMEMBERED = 20_000
_DROPPED = re.compile(r"[\s\"“”‘’'「」]")
_BLANK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\s+(?=[\u2e80-\u9fff\uff00-\uffef（(])")
_ORDINAL = re.compile(
    r"^(?:其中[:：]?|减[:：]|加[:：])?(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?(?<=[、.．)）])"
    r"|[（(]?\d{1,2}[)）]?[、.．](?!\d)|[（(]\d{1,2}[)）])?"
)
_YEAR = re.compile(r"^.*?(?:19|20)\d\d年度?(?=.)")
_LEVELS = re.compile(r"\((?:类|款|项)\)")


@lru_cache(_REMEMBERED)
def even(text: str) -> str:
    """Return words without blanks and quotes, full-width signs made plain."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def strip_year(title: str) -> str:
    """Return an even title without what stands before its kind: 某局2023年度支出决算表 is a 支出决算表."""
    return _YEAR.sub("", even(title))


@lru_cache(_REMEMBERED)
def close_up(text: str) -> str:
    """Return a label as printed, without the blanks that only space its characters out."""
    return _BLANK.sub("", text.strip())


@lru_cache(_REMEMBERED)
def strip_ordinal(text: str) -> str:
    """Return even words without the number that stands before them: 一、, （二）, 3., 其中：."""
    rest = _ORDINAL.sub("", even(text))
    return _LEVELS.sub("", _ORDINAL.sub("", rest) if rest else even(text))


def has_ordinal(text: str) -> bool:
    """Return whether a number stands before the words."""
    return _ORDINAL.sub("", even(text)) != even(text)


@cache
def compile_words(words: str) -> re.Pattern[str]:
    """Return the pattern of words as the data write them; it is searched in even text."""
    return re.compile("|".join(_write(one) for one in words.split(OR)))


def weigh_words(words: str) -> int:
    """Return how much words as the data write them say: the longer, the more."""
    return max(len(one) for one in words.split(NOT)[0].split(OR))


def _write(words: str) -> str:
    wanted, *refused = words.split(NOT)
    pattern = ".*".join(map(re.escape, even(wanted.removeprefix(WHOLE)).split("...")))
    # The gap … is made three points by the even form.
    pattern = f"^(?:{pattern})$" if wanted.startswith(WHOLE) else pattern
    ahead = "".join(f"(?!.*{re.escape(even(one))})" for one in refused)
    return f"^{ahead}.*?{pattern}" if refused and not wanted.startswith(WHOLE) else f"(?:{ahead}{pattern})"
