"""Comparisons: categories, years, three-public expenses, the official indicators, results and unit costs, all exact."""

from analysis.compare.categories import compare_categories
from analysis.compare.completeness import list_completeness
from analysis.compare.indicators import compute_indicators
from analysis.compare.measures import measure_peers
from analysis.compare.movers import list_movers
from analysis.compare.outliers import find_outliers, summarise_peers
from analysis.compare.outputs import compute_unit_costs, list_outputs
from analysis.compare.panels import compare_bodies, compare_panels
from analysis.compare.spending import list_spending, list_totals, sum_spending
from analysis.compare.stated_changes import check_stated_changes
from analysis.compare.three_public import compare_three_public
from analysis.compare.years import compare_years, trace_years

__all__ = [
    "check_stated_changes",
    "compare_bodies",
    "compare_categories",
    "compare_panels",
    "compare_three_public",
    "compare_years",
    "compute_indicators",
    "compute_unit_costs",
    "find_outliers",
    "list_completeness",
    "list_movers",
    "list_outputs",
    "list_spending",
    "list_totals",
    "measure_peers",
    "sum_spending",
    "summarise_peers",
    "trace_years",
]
