"""Where something is printed, for readers of English: places and names of tables term by term, Chinese in brackets."""

import re
from collections.abc import Iterator
from functools import cache

from analysis.texts import catalogue

_DIGITS = "零一二三四五六七八九"
_NUMBER = "([0-9]+|[一二三四五六七八九十]+)"
_HAN = re.compile("[\u2e80-\u9fff]")
_GAP = re.compile(r"[\s，、]+")


def translate_place(place: str) -> str:
    """Return a place or the name of a table in English, without the Chinese: `section 2, item 2, paragraph 1`.

    A term that is not known stays as it is printed, in quotation marks.
    """
    return ", ".join(_list_terms(place))


def tell_place(place: str, lang: str) -> str:
    """Return a place or the name of a table: as printed, in English translated with what is printed in brackets."""
    known = translate_place(place) if lang != "zh" and _HAN.search(place) else ""
    return place if not known or known == f"“{place}”" else f"{known} ({place})"


def _list_terms(place: str) -> Iterator[str]:
    """Yield the terms of a place from left to right."""
    pattern, english = _load_terms()
    unknown, at = "", 0
    while at < len(place):
        found = pattern.match(place, at)
        gap = _GAP.match(place, at)
        if unknown and (found or gap):
            yield f"“{unknown}”" if _HAN.search(unknown) else unknown
            unknown = ""
        if found and found.lastgroup:
            number = next((one for one in found.groups()[found.re.groupindex[found.lastgroup] :] if one), "")
            yield english[found.lastgroup].format(n=_read_number(number))
        elif not gap:
            unknown += place[at]
        at = found.end() if found else gap.end() if gap else at + 1
    if unknown:
        yield f"“{unknown}”" if _HAN.search(unknown) else unknown


@cache
def _load_terms() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return one pattern of all terms, the longest first, each a group of its own, and their English by group."""
    terms = [text for key, text in catalogue().items() if key.startswith("place.")]
    terms.sort(key=lambda term: (-len(term["zh"]), term["zh"]))
    english = {f"t{place}": term["en"] for place, term in enumerate(terms)}
    shapes = [re.escape(term["zh"]).replace(r"\{n\}", _NUMBER) for term in terms]
    return re.compile("|".join(f"(?P<t{place}>{shape})" for place, shape in enumerate(shapes))), english


def _read_number(text: str) -> str:
    """Return a numeral up to 99 in digits."""
    tens, ten, ones = text.rpartition("十")
    if not text or text.isascii():
        return text
    return str((_DIGITS.index(tens or "一") * 10 if ten else 0) + (_DIGITS.index(ones) if ones else 0))
