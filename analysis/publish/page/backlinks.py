"""The way back: beside each figure and statement, links to where the page uses it, one for each section."""

import re
from collections import defaultdict

from markupsafe import Markup, escape

from analysis.texts import say

_CITE = r'<a href="#(?P<name>[^"]+)">(?P=name)</a>'
_HEADING = r"<h[23][^>]*>(?P<title>.*?)</h[23]>"
_USE = re.compile(f"{_HEADING}|{_CITE}", re.DOTALL)
_ROW = re.compile(r'(<tr id="([^"]+)">.*?)(</td></tr>\n(?:<tr class="below">.*?</tr>\n)?)', re.DOTALL)
_BARE_GROUP = re.compile(r'<tbody>\n<tr class="group">[^\n]*</tr>\n</tbody>\n')
_EARLIER = "/"  # in the id of a figure of an earlier report: 2018/F20


def link_back(html: str, lang: str) -> str:
    """Return the page with a mark at the first use of each figure in a section, and links to these at the figure.

    Figures of earlier reports that the page does not use are left out.
    """
    uses: defaultdict[str, dict[str, str]] = defaultdict(dict)  # by figure: the mark by the title of the section
    section, count = "", 0

    def mark(match: re.Match[str]) -> str:
        nonlocal section, count
        name = match["name"]
        if name is None:
            section = str(Markup(match["title"]).striptags())
            return match[0]
        if section in uses[name]:
            return match[0]
        count += 1
        uses[name][section] = f"u{count}"
        return f'<a id="{uses[name][section]}" href="#{name}">{name}</a>'

    def complete(row: re.Match[str]) -> str:
        return f"{row[1]}{_list_uses(uses.get(row[2], {}), lang)}{row[3]}"

    return _ROW.sub(complete, _USE.sub(mark, _leave_out_unused(html)))


def _leave_out_unused(html: str) -> str:
    """Return the page without the figures of earlier reports that neither it nor one of those that it uses cites."""
    earlier = {row[2]: row[0] for row in _ROW.finditer(html) if _EARLIER in row[2]}
    rest = _ROW.sub(lambda row: "" if row[2] in earlier else row[0], html)
    used: set[str] = set()
    waiting = _list_cited(rest) & set(earlier)
    while waiting:
        used |= waiting
        waiting = set().union(*(_list_cited(earlier[name]) for name in waiting)) & set(earlier) - used
    kept = _ROW.sub(lambda row: "" if row[2] in earlier and row[2] not in used else row[0], html)
    return _BARE_GROUP.sub("", kept)


def _list_cited(html: str) -> set[str]:
    return {match["name"] for match in re.finditer(_CITE, html)}


def _list_uses(uses: dict[str, str], lang: str) -> str:
    """Return the links to the places of use; nothing for none."""
    links = [f'<a href="#{ident}">{escape(title)}</a>' for title, ident in uses.items()]
    return f' <span class="back">{say(lang, "page.back")}{" ".join(links)}</span>' if links else ""
