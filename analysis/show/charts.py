"""Every chart of the report by name, for those who need one without its notebook."""

from collections.abc import Callable, Mapping

from analysis.review import Review
from analysis.show import categories, checks, performance, years
from analysis.show.canvas import Chart

CHARTS: Mapping[str, Callable[[Review], Chart]] = {
    "checks": checks.chart_checks,
    "categories": categories.chart_parts,
    "special-items": lambda review: categories.chart_parts(review, categories.SPECIAL),
    "three-public": years.chart_three_public,
    "indicators": performance.chart_indicators,
}
