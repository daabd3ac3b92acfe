"""One self-contained HTML page out of the executed notebooks: nbconvert with the template in `template/`."""

import base64
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from types import CodeType
from typing import Any
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from markupsafe import Markup, escape
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Number, Operator, String

from analysis.publish.page.backlinks import link_back
from analysis.publish.page.chapters import BASIS, SVG, TITLES, find_problems, render_markdown, select_cells
from analysis.publish.page.cover import Cover
from analysis.publish.page.frame import TEMPLATES, read_styles, set_up
from analysis.publish.page.gate import PageError, check_page
from analysis.publish.page.neighbours import keep_links
from analysis.texts import DEFAULT_LANGUAGE, say

_CODE_CLASSES = {Keyword: "k", Operator.Word: "k", String: "s", Number: "m", Comment: "c"}
# Printable ASCII that means nothing in a URL or in an HTML attribute; all else is percent-encoded.
_URL_SAFE = " !$'()*+,-./:;=?@[]^_`{|}~"


class _Compiled(BytecodeCache):
    """Templates as they were compiled, by what they are called and their text: once for a process and its forks."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code if there is one."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def export_html(notebooks: Sequence[NotebookNode], cover: Cover, lang: str, linked: Collection[str] = ()) -> str:
    """Return the report as one HTML page: cover, front chapter, then a chapter for each notebook.

    `notebooks` are executed; each has its name (such as `1-check`) in `metadata["name"]`. Links to other reports stay
    where these are among `linked`, pages by their path in the folder of the reports. The page has passed the gate.
    Raises PageError, with all problems, when an output or the page cannot be published.
    """
    cells = select_cells(notebooks, lang)
    problems = [problem for cell in cells for problem in find_problems(cell, lang)]
    if problems:
        raise PageError(say(lang, "page.refused", count=len(problems)), problems)
    values = {"cover": cover, "contents": render_markdown(cells, lang), "titles": TITLES, "basis": BASIS}
    exporter = ReportExporter(lang, _write_style(cover, lang), **values)
    page, _ = exporter.from_notebook_node(new_notebook(cells=cells))
    page, addresses = keep_links(link_back(str(page), lang), linked, lang)
    check_page(page, addresses)
    return page


class ReportExporter(TemplateExporter):
    """nbconvert's exporter with our template: escapes by default, and an unknown name is an error."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self, lang: str, style: str, **values: object) -> None:
        """Take the language of the page's own words, `zh` or `en`, its style sheet, and what its templates show."""
        self._lang, self._set_up = lang, lambda environment: set_up(environment, lang, style, **values)
        options = {"template_paths": [str(TEMPLATES)], "template_file": "report.html.j2", "default_preprocessors": []}
        super().__init__(**options)  # type: ignore[no-untyped-call]

    def default_filters(self) -> list[tuple[str, Callable[..., Any]]]:
        """Return the template's filters, in place of nbconvert's forty."""
        scrolling = _scroll_tables(self._lang)
        return [("highlight", highlight), ("is_chart", is_chart), ("chart", describe_chart), ("scrolling", scrolling)]

    def _create_environment(self) -> Environment:
        environment = self._set_up(super()._create_environment())  # type: ignore[no-untyped-call]
        environment.bytecode_cache = _COMPILED
        return environment


def compile_templates() -> None:
    """Compile the templates of the page."""
    environment = ReportExporter(DEFAULT_LANGUAGE, "").environment
    for path in TEMPLATES.glob("*.j2"):
        environment.get_template(path.name)


def is_chart(cell: NotebookNode) -> bool:
    """Return whether a cell shows a chart."""
    return any(SVG in output.get("data", ()) for output in cell.get("outputs", ()))


def describe_chart(output: NotebookNode) -> dict[str, Any]:
    """Return src, alt, width and height (CSS pixels) of the `<img>` that shows an SVG output.

    Mostly ASCII text is shorter percent-encoded than in base64; the shorter one is taken.
    """
    svg = output.data[SVG]
    size = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    assert size, "the SVG has no viewBox"
    pixels_per_unit = 4 / 3 if re.match(r'<svg[^>]* width="[\d.]+pt"', svg) else 1
    width, height = (round(float(side) * pixels_per_unit) for side in size.groups())
    lean = svg if "'" in svg else svg.replace('"', "'")  # which needs no code in an attribute
    quoted = f"data:{SVG},{quote(lean, safe=_URL_SAFE)}"
    encoded = f"data:{SVG};base64,{base64.b64encode(svg.encode()).decode()}"
    src = Markup(min(quoted, encoded, key=len))  # no character of it means anything in an attribute
    return {"src": src, "alt": output.metadata[SVG]["alt"].strip(), "width": width, "height": height}


def highlight(code: str) -> Markup:
    """Return Python code as HTML; only keywords, strings, numbers and comments are marked: small pages."""
    html = Markup("")
    for css, tokens in groupby(PythonLexer().get_tokens(code), key=lambda token: _code_class(token[0])):
        text = "".join(text for _, text in tokens)
        html += Markup('<span class="{}">{}</span>').format(css, text) if css else text
    return html


def _code_class(kind: object) -> str:
    return next((css for token, css in _CODE_CLASSES.items() if kind in token), "")


def _scroll_tables(lang: str) -> Callable[[str], Markup]:
    """Return a filter that puts each table into a named region, which scrolls on a narrow screen."""
    names: Counter[str] = Counter()

    def wrap(table: re.Match[str]) -> str:
        caption = re.search(r"<caption[^>]*>(.*?)</caption>", table[0], re.DOTALL)
        name = Markup(caption[1]).striptags() if caption else say(lang, "page.table")
        names[name] += 1
        label = name if names[name] == 1 else f"{name} ({names[name]})"
        return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">{table[0]}</div>'

    return lambda html: Markup(re.sub(r"<table\b.*?</table>", wrap, html, flags=re.DOTALL))


def _write_style(cover: Cover, lang: str) -> str:
    """Return the style sheet with the running footer, which CSS can take only as a string."""
    footer = f"{cover.title} · {say(lang, 'page.report-id')} {cover.report_id}"
    safe = re.sub(r'["\\<>\x00-\x1f]', "", footer)  # all that could end the string or the style element
    return f'{read_styles()}@page {{ @bottom-left {{ content: "{safe}" }} }}\n'
