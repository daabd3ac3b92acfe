"""The page over all reports: department by year, links, findings by severity, main figures and their change.

It is made from the published files and the data alone and holds no time, so the same reports give the same page.
"""

import csv
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.compare import compare_years
from analysis.dataset import open_data
from analysis.errors import PublishError, UserError
from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.money import strip_controls
from analysis.publish.evidence import manifest
from analysis.publish.evidence.manifest import suffix_name
from analysis.publish.page.export import SeverityCount
from analysis.publish.page.gate import HTML_LANGUAGES, check_page, content_security_policy
from analysis.show.rich import show_pct
from analysis.show.words import Words
from analysis.texts import LANGUAGES, say
from analysis.verdicts import SEVERITIES

INDEX = "index.html"
# The main figures: series and phase, as the headline of a report chooses them.
MAIN_FIGURES = (("summary/total", "executed"), ("three-public/total", "approved"))
_TEMPLATE = Path(__file__).parent / "template"

States = Mapping[tuple[str, int, str], str]


@dataclass(frozen=True)
class Link:
    """The way from the index page to one report."""

    label: str
    address: str


@dataclass(frozen=True)
class IndexRow:
    """One department and year as the page shows it; `amounts` holds (amount, change) of each main figure."""

    name: str
    year: int
    links: Sequence[Link]
    findings: Sequence[SeverityCount]
    amounts: Sequence[tuple[str, str]]
    state: str


def write_index(lang: str, out: Path, folder: Path, states: States) -> Path:
    """Return the path of the page, written beside and put in place in one step.

    `states` has built, current, failed or timeout for (department, year, language). Raises PublishError.
    """
    html = render_index(lang, out, folder, states)
    path, beside = out / INDEX, out / f".{INDEX}"
    try:
        beside.write_text(html, encoding="utf-8")
        os.replace(beside, path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise PublishError(say(lang, "yearly.no-index", file=path, reason=error.strerror)) from None
    return path


def render_index(lang: str, out: Path, folder: Path, states: States) -> str:
    """Return the page as HTML that has passed the gate; departments by id, the newest year first."""
    keys = sorted({(department, -year) for department, year, _ in states})
    rows = [_make_row(lang, out, folder, department, -year, states) for department, year in keys]
    style = (_TEMPLATE / "style.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    html = environment.get_template("reports.html.j2").render(
        rows=rows,
        say=partial(say, lang),
        html_lang=HTML_LANGUAGES[lang],
        style=style,
        policy=content_security_policy(style),
    )
    _check(html, [link.address for row in rows for link in row.links])
    return html


def _check(html: str, addresses: Sequence[str]) -> None:
    """Let the page through the gate of the reports, which knows links inside a page only: ours are set aside."""
    for address in addresses:
        html = html.replace(f'<a href="{address}">', '<a href="#content">')
    check_page(html)


def _make_row(lang: str, out: Path, folder: Path, department: str, year: int, states: States) -> IndexRow:
    place = f"{department}/{year}"
    published = [one for one in LANGUAGES if (out / place / suffix_name("manifest.json", one)).is_file()]
    links = [
        Link(say(lang, f"index.language-{one}"), f"{place}/{suffix_name('report.html', one)}") for one in published
    ]
    counts = count_published(out, department, year, published[0]) if published else {}
    state = _choose_state(states, department, year, bool(links))
    words = _open(lang, folder, department, year)
    current = words if state in {"built", "current"} else None
    return IndexRow(
        name=strip_controls(words.name_department() if words else department),
        year=year,
        links=links,
        findings=[SeverityCount(key, say(lang, f"severity.{key}"), n) for key, n in counts.items() if n],
        amounts=_show_figures(lang, current),
        state=say(lang, f"index.state-{state}"),
    )


def count_published(out: Path, department: str, year: int, lang: str) -> dict[str, int]:
    """Return the findings of a published report by severity; all zero where its table cannot be read."""
    counted: Counter[str] = Counter()
    path = out / department / str(year) / suffix_name("findings.csv", lang)
    with suppress(OSError, ValueError, csv.Error), path.open(encoding="utf-8-sig", newline="") as file:
        counted.update(row.get("severity", "") for row in csv.DictReader(file))
    return {severity: counted[severity] for severity in SEVERITIES}


def find_damage(target: Path, lang: str) -> list[str]:
    """Return the published files that are missing or not as the manifest says, or the manifest if it is unreadable."""
    name = suffix_name("manifest.json", lang)
    try:
        manifest.read_inputs(target / name)
        outputs = manifest.read_json(target / name)["result"].items()
        wanted = {target / one: str(entry["sha256"]) for one, entry in outputs}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [name]
    damaged = [path for path, digest in wanted.items() if not path.is_file() or manifest.hash_file(path) != digest]
    return [path.relative_to(target).as_posix() for path in damaged]


def _choose_state(states: States, department: str, year: int, published: bool) -> str:
    """Return the worst state among the languages."""
    found = {state for key, state in states.items() if key[:2] == (department, year)}
    worst = next(one for one in ("failed", "timeout", "built", "current") if one in found)
    return worst if published or worst in {"built", "current"} else "none"


def _open(lang: str, folder: Path, department: str, year: int) -> Words | None:
    try:
        return Words(open_data(department, year, folder, lang), lang)
    except UserError:
        return None


def _show_figures(lang: str, words: Words | None) -> list[tuple[str, str]]:
    """Return each main figure as printed and its change against last year, a dash for what there is not."""
    dash = say(lang, "index.unknown")
    shown = dict.fromkeys(MAIN_FIGURES, (dash, dash))
    if words is None:
        return list(shown.values())
    for row in iterate_rows(compare_years(words.data)):
        if (row.series, row.phase) in shown and row.fund == row.scope == ALL:
            [figure] = words.list_figures(row.figures)
            number = say(lang, "index.no-findings") if figure.basis == "declared-none" else words.show_number(figure)
            shown[row.series, row.phase] = strip_controls(number), show_pct(row.rate)
    return list(shown.values())
