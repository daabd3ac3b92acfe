"""The gate before publishing: the whole page is parsed, and what is not on the lists below is refused."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping
from html import unescape
from html.parser import HTMLParser

from analysis.errors import Problem, UserError
from analysis.publish.page.gate_svg import REMOTE_STYLE, find_svg_problems, is_png, read_svg
from analysis.texts import say

_ELEMENTS = """html head meta title style body header nav main section footer h1 h2 h3 h4 p div span ul ol li
    dl dt dd table caption thead tbody tfoot tr th td a sup sub strong em small mark code pre blockquote br hr
    figure figcaption img details summary""".split()  # noqa: SIM905
_VOID = {"meta", "img", "br", "hr"}
_EVERYWHERE = {"class", "id", "lang", "title"}
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "alt", "width", "height"},
    "main": {"tabindex"},
    "meta": {"charset", "name", "content", "http-equiv"},
    "nav": {"aria-label"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"scope", "colspan", "rowspan"},
}
_VALUES = {"role": {"region", "group"}, "tabindex": {"0", "-1"}, "scope": {"row", "col", "rowgroup", "colgroup"}}
HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_VIEWPORT = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
# Tags as we write them: lower case, values in double quotes. Anything else could be read in two ways.
_TAG = re.compile(r'<[a-z][a-z0-9]*(\s+[a-z-]+(="[^"<>]*")?)*\s*/?>')
# C0 and C1 controls and lone surrogates belong in no text; bidirectional controls reorder what is read.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class PageError(UserError):
    """A page that must not be published; lists every problem with its line and the markup at fault."""


def content_security_policy(style: str) -> str:
    """Return the policy of a page with this style sheet: no script, no request, no other style."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    sources = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"
    return f"{sources}; base-uri 'none'; form-action 'none'"


def check_page(
    html: str,
    links: Collection[str] = (),
    attributes: Mapping[str, Collection[str]] = ATTRIBUTES,
    *,
    pictures: bool = False,
) -> None:
    """Return nothing for a page that is safe, complete and accessible in its markup.

    `links` are the addresses outside the page that it may lead to, `attributes` what its elements may have; `pictures`
    lets it hold PNG beside drawings. Raises PageError, in the page's own language, with everything that is not allowed.
    """
    page = _Page(links, attributes, pictures=pictures)
    page.feed(html)
    page.close()
    page.check_whole()
    lang = "en" if page.lang == "en" else "zh"
    problems = {
        Problem("report.html", line, "", markup, say(lang, f"gate.{key}", markup=markup))
        for line, key, markup in page.problems
    }
    if problems:
        raise PageError(say(lang, "gate.refused", count=len(problems)), list(problems))


class _Page(HTMLParser):
    """Reads a page from start to end and collects (line, key of the text, markup) of what is not allowed."""

    def __init__(self, links: Collection[str], attributes: Mapping[str, Collection[str]], *, pictures: bool) -> None:
        super().__init__(convert_charrefs=False)
        self._pictures = pictures
        self._allowed_links, self._attributes = links, attributes
        self.problems: list[tuple[int, str, str]] = []
        self.lang = ""
        self._open: list[str] = []
        self._seen: Counter[str] = Counter()
        self._ids: Counter[str] = Counter()
        self._targets: list[tuple[int, str]] = []
        self._level = 0
        self._text = {"style": "", "title": ""}
        self._policy = ""

    def refuse(self, key: str, markup: str, line: int | None = None) -> None:
        shown = _CONTROLS.sub("\ufffd", markup)[:160]
        self.problems.append((self.getpos()[0] if line is None else line, key, shown))

    def check_whole(self) -> None:
        """Check what only the whole page shows."""
        for line, target in self._targets:
            if target not in self._ids:
                self.refuse("no-target", f"#{target}", line)
        for name in self._open:
            self.refuse("nesting", f"<{name}>", 0)
        for name in ("doctype", "html", "title", "style", "main", "h1"):
            if self._seen[name] != 1 or not self._text.get(name, name).strip():
                self.refuse("not-once", name, 0)
        if self._policy != content_security_policy(self._text["style"]):
            self.refuse("policy", self._policy, 0)
        for remote in REMOTE_STYLE.findall(self._text["style"]):
            self.refuse("remote-style", remote, 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or tag
        self._seen[tag] += 1
        if tag not in _VOID:
            self._open.append(tag)
        if tag not in _ELEMENTS:
            self.refuse("element", raw)
        values = {name: value or "" for name, value in attrs}
        if not _TAG.fullmatch(raw) or len(values) < len(attrs):
            self.refuse("unclear-tag", raw)
        for name, value in values.items():
            known = name in _EVERYWHERE or name in self._attributes.get(tag, ())
            if not known or value not in _VALUES.get(name, {value}):
                self.refuse("attribute", f'{name}="{value[:40]}" · {raw}')
            self.check_controls(value)
        self.check_meaning(tag, values, raw)

    def check_meaning(self, tag: str, values: dict[str, str], raw: str) -> None:
        self._ids.update([values["id"]] if "id" in values else [])
        if self._ids[values.get("id", "")] > 1:
            self.refuse("repeated-id", raw)
        if "aria-describedby" in values:
            self._targets.append((self.getpos()[0], values["aria-describedby"]))
        if tag == "html":
            self.lang = values.get("lang", "")
            if self.lang not in HTML_LANGUAGES.values():
                self.refuse("language", raw)
        elif tag == "a":
            self.check_link(values.get("href", ""), raw)
        elif tag == "img":
            self.check_image(values, raw)
        elif tag == "meta":
            self.check_meta(values, raw)
        elif tag in {"h1", "h2", "h3", "h4"}:
            if int(tag[1]) > self._level + 1:
                self.refuse("heading", raw)
            self._level = int(tag[1])

    def check_link(self, address: str, raw: str) -> None:
        if address.startswith("#"):
            self._targets.append((self.getpos()[0], address[1:]))
        elif address not in self._allowed_links:
            self.refuse("address", raw)

    def check_image(self, values: dict[str, str], raw: str) -> None:
        """Check an image: it has an alt text and is a plain drawing inside the page."""
        if not values.get("alt", "").strip():
            self.refuse("no-alt", raw)
        if self._pictures and is_png(values.get("src", "")):
            return
        try:
            svg = read_svg(values.get("src", ""))
        except ValueError as error:
            self.refuse("address", f"{error}: {raw}")
            return
        self.check_controls(svg)
        for markup in find_svg_problems(svg):
            self.refuse("svg", markup)

    def check_meta(self, values: dict[str, str], raw: str) -> None:
        """Check a meta element: the encoding, the viewport or the policy, and nothing else."""
        if values.get("http-equiv") == "Content-Security-Policy" and not self._policy:
            self._policy = values.get("content", "")
        elif values not in ({"charset": "utf-8"}, _VIEWPORT):
            self.refuse("meta", raw)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()
            self.refuse("unclear-tag", self.get_starttag_text() or tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.refuse("nesting", f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.check_controls(data)
        if self._open and self._open[-1] in self._text:
            self._text[self._open[-1]] += data
        elif "<" in data:
            self.refuse("stray", data)

    def handle_entityref(self, name: str) -> None:
        self.check_controls(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.check_controls(unescape(f"&#{name};"))

    def handle_decl(self, decl: str) -> None:
        self._seen["doctype"] += 1
        if decl.lower() != "doctype html" or self._seen["html"]:
            self.refuse("stray", f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        self.refuse("stray", data)

    handle_pi = unknown_decl = handle_comment

    def check_controls(self, text: str) -> None:
        """Refuse invisible characters, by their code points."""
        for character in sorted(set(_CONTROLS.findall(text))):
            self.refuse("control", f"U+{ord(character):04X}")
