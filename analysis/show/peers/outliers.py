"""Who stands apart from like bodies, by how much, and what the data have to explain it."""

from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from analysis.compare.explanations import OF_MEASURE, find_threshold
from analysis.compare.outliers import SCORE_SCALE, TOO_FEW, summarise_peers
from analysis.frames import iterate_rows
from analysis.money import format_number
from analysis.show.peers.measure_tables import tell_few
from analysis.show.peers.measures import link_size, name_measure, show_size
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.show.rich import Fragment, below, paragraphs, tell
from analysis.show.tables import Table, make_table


def tell_outliers(outliers: pd.DataFrame, measures: pd.DataFrame, words: GroupWords) -> Fragment:
    """Return how many results stand apart, by which rule, and where there are too few bodies to say so.

    >>> from analysis import find_outliers, measure_peers, open_group
    >>> from analysis.show import GroupWords, tell_outliers
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> found = measure_peers(data)
    >>> str(tell_outliers(find_outliers(found, data), found, GroupWords(data, "en")).html).count("<p>")
    2
    """
    peers = summarise_peers(measures, words.data)
    compared = peers["status"].ne(TOO_FEW).any()
    unexplained = int(outliers["explanations"].eq("").sum())
    more = words.say("measures.outliers-open", count=unexplained) if unexplained else ""
    key = "outliers" if len(outliers) else "no-outliers" if compared else ""
    rule = tell(words, "measures.rule", score=format_score(find_threshold(words.data, "outlier-score")))
    told = tell(words, f"measures.{key}", count=len(outliers), open=more) if key else Markup("")
    return paragraphs([told, Markup(escape(tell_few(peers, words))), rule])


def table_outliers(outliers: pd.DataFrame, words: GroupWords) -> Table:
    """Return the results that stand apart, the furthest first, each beside the median of its class.

    >>> from analysis import find_outliers, measure_peers, open_group
    >>> from analysis.show import GroupWords, table_outliers
    >>> data = open_group("jiangsu-provincial", 2019)
    >>> table_outliers(find_outliers(measure_peers(data), data), GroupWords(data, "en")).frame.empty
    True
    """
    rows = [_make_row(words, row) for row in iterate_rows(outliers.head(MOST_ROWS))]
    columns = "body measure own-result:number class-median:number score:number explanation"
    note = words.tell_rest(len(outliers))
    return make_table(words, outliers, "outliers", columns, rows, note=note, style="dense", count=len(outliers))


def _make_row(words: GroupWords, row: Any) -> list[object]:
    phase = words.say(f"show.phase.{row.phase}")
    when = words.say("measures.year-phase", year=row.report_year, phase=phase)
    count = words.say("measures.peers-count", count=row.bodies)
    return [
        below(words.link_body(row.department, row.report_year), words.name_class(row.department)),
        below(name_measure(words, row.measure, "short"), when),
        link_size(words, row),
        below(show_size(words, row.kind, row.median), count),
        f"{'+' if row.score > 0 else ''}{format_score(Fraction(int(row.score), SCORE_SCALE))}",
        words.join_notes(tell_explanations(words, row)),
    ]


def format_score(score: Fraction) -> str:
    """Return a score with one decimal."""
    return format_number(score, 1)


def tell_explanations(words: GroupWords, row: Any) -> list[str]:
    """Return in words what explains a row of find_outliers; that nothing does is said too."""
    told = []
    for one in row.explanations.split():
        name = name_measure(words, one.removeprefix(OF_MEASURE)) if one.startswith(OF_MEASURE) else ""
        values = {"name": name, "unit": row.unit, "limit": find_threshold(words.data, "small-count")}
        told.append(words.say(f"measures.explanation.{'measure' if name else one}", **values))
    return told or [words.say("measures.no-explanation")]
