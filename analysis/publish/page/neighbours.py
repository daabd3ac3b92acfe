"""Links from a group's page to the reports of its bodies: they stay where the report is there, else become text.

So do those to a table of the page itself, which has no rows to show where it is not there.

A report that is there may be older than its data: whoever makes the page is told.
"""

import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

from analysis.departments import DepartmentTables
from analysis.exported import is_export
from analysis.publish.evidence.manifest import has_hash, locate, read_json, suffix_name
from analysis.show.peers.words import REPORTS
from analysis.show.tables import TARGET
from analysis.texts import DEFAULT_LANGUAGE, LANGUAGES

_PAGE = "report.html"
_ADDRESS = rf'{re.escape(REPORTS)}(?P<folder>[^"#]*/)[^"#/]*(?P<anchor>#[^"]*)?'
_TABLE = re.compile(f'<a href="#(?P<table>{TARGET}[^"]+)">(?P<text>.*?)</a>', re.DOTALL)
_LINK = re.compile(f'<a href="{_ADDRESS}">(?P<text>.*?)</a>', re.DOTALL)


def find_pages(out: Path, reports: Iterable[tuple[str, int]], lang: str) -> list[str]:
    """Return the pages of some bodies and years that are in a folder of reports, of each the one in `lang` if any."""
    found = []
    for department, year in reports:
        names = [f"{department}/{year}/{name}" for name in _name_pages(lang)]
        found += [name for name in names if (out / name).is_file()][:1]
    return found


def list_stale(out: Path, linked: Iterable[str], data_dir: Path) -> list[str]:
    """Return those of some pages of bodies (`a-union/2019/report.html`) that other files of their body went into.

    What bodies share is not asked, nor of an export, which has no such files.
    """
    return [] if is_export(data_dir) else [page for page in linked if _is_stale(out, page, data_dir)]


def _is_stale(out: Path, page: str, data_dir: Path) -> bool:
    department, year, name = page.split("/")
    lang = next(one for one in LANGUAGES if suffix_name(_PAGE, one) == name)
    try:
        data = read_json(locate(out / department / year, lang))["object"]["data"]
        used = {path: str(entry["sha256"]) for path, entry in data.items() if path.split("/")[1:-1] == [department]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True  # nobody knows from what
    now = [f"{kind}/{department}/{year}.csv" for kind in DepartmentTables.KINDS]
    came = any(path not in used and (data_dir / path).is_file() for path in now)
    return came or not all(has_hash(data_dir / path, sha256) for path, sha256 in used.items())


def find_address(linked: Collection[str], department: str, year: int, figure: str, lang: str) -> str:
    """Return the address, from a group's page, of a figure (`F01`, of an earlier report `2018/F01`); empty if none."""
    earlier, _, name = figure.rpartition("/")
    page = _choose(linked, f"{department}/{earlier or year}/", lang)
    return page and f"{REPORTS}{page}{'#' if name else ''}{name}"


def keep_links(html: str, linked: Collection[str], lang: str) -> tuple[str, set[str]]:
    """Return the page with the links that lead to pages of `linked`, and their addresses; of the others the text."""
    addresses = set()

    def keep(link: re.Match[str]) -> str:
        page = _choose(linked, link["folder"], lang)
        if not page:
            return link["text"]
        address = f"{REPORTS}{page}{link['anchor'] or ''}"
        addresses.add(address)
        return f'<a href="{address}">{link["text"]}</a>'

    html = _TABLE.sub(lambda link: link[0] if f'<caption id="{link["table"]}"' in html else link["text"], html)
    return _LINK.sub(keep, html), addresses


def _choose(linked: Collection[str], folder: str, lang: str) -> str:
    """Return the page of a folder that is linked, empty for none."""
    return next((name for one in _name_pages(lang) if (name := f"{folder}{one}") in linked), "")


@cache
def _name_pages(lang: str) -> tuple[str, ...]:
    """Return the names of a report's page: in a language, else in Chinese, in which every report is."""
    return tuple(dict.fromkeys(suffix_name(_PAGE, one) for one in (lang, DEFAULT_LANGUAGE)))
