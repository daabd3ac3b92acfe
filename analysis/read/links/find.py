"""What a document itself says belongs together, as rows that nobody has judged: the checks do, once a person agreed."""

from collections.abc import Iterable, Mapping, Sequence

from analysis.read.facts import Link, Term
from analysis.read.files.passages import write_span
from analysis.read.links.changes import find_changes
from analysis.read.links.lane_totals import find_lane_totals
from analysis.read.links.levels import find_levels
from analysis.read.links.rates import find_rates
from analysis.read.links.repeats import find_restated
from analysis.read.links.scene import Scene
from analysis.read.links.sums import find_sums
from analysis.read.links.words import find_compared


def find_links(scene: Scene) -> list[Link]:
    """Return the links of a text in its order, each once."""
    found: dict[tuple[str, tuple[Term, ...]], Link] = {}
    for one in (one for find in _FINDERS for one in find(scene)):
        same = found.setdefault((one.kind, one.terms), one)
        if one.complete and not same.complete:
            found[one.kind, one.terms] = one
    return sorted(found.values(), key=lambda one: (one.span, one.kind))


def list_link_rows(
    scene: Scene, links: Iterable[Link], names: Sequence[str], own: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the rows of links.csv; `names` are the figures' ids by the facts' numbers, `own` stands in all rows."""
    rows: list[dict[str, str]] = []
    number = 0
    for link in links:
        figures = [names[term.number] for term in link.terms]
        if len(set(figures)) < len(figures) and link.kind in _OF_DIFFERENT:
            continue  # said twice, which the data hold once
        number += 1
        what = {"link": f"L{number:02d}", "kind": link.kind, "complete": link.complete, **own}
        first = scene.reading.facts[link.terms[0].number]
        locator = first.locator if first.at else scene.locate(link.span)
        where = {"locator": locator, "span": "" if first.at else write_span(link.span)}
        for term, figure in zip(link.terms, figures, strict=True):
            rows.append(what | where | {"role": term.role, "sign": term.sign, "figure": figure})
    return rows


_OF_DIFFERENT = {"sum", "contains", "restated", "share-total", "less", "more", "equal", "nearly-equal"}
_FINDERS = (find_levels, find_lane_totals, find_sums, find_changes, find_compared, find_rates, find_restated)
