"""Every chart of the report by name, for those who need one without its notebook."""

from collections.abc import Callable, Mapping

from analysis.check import run_checks
from analysis.compare import compare_categories, compare_three_public, compute_indicators
from analysis.show.canvas import Chart
from analysis.show.categories import SPECIAL, chart_parts
from analysis.show.check_chart import chart_checks
from analysis.show.indicator_chart import chart_indicators
from analysis.show.three_public_chart import chart_three_public
from analysis.show.words import Words

CHARTS: Mapping[str, Callable[[Words], Chart]] = {
    "checks": lambda words: chart_checks(run_checks(words.data), words),
    "categories": lambda words: chart_parts(compare_categories(words.data), words),
    "special-items": lambda words: chart_parts(compare_categories(words.data), words, SPECIAL),
    "three-public": lambda words: chart_three_public(compare_three_public(words.data), words),
    "indicators": lambda words: chart_indicators(compute_indicators(words.data), words),
}
