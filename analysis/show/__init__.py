"""Charts, tables and sentences, in Chinese and English, for the notebooks and so for the report.

Each function takes tables of the analysis and the Words of one report. What it returns shows itself in Jupyter, and
tables and charts still have the data that they show as `frame`.
"""

from importlib import import_module
from typing import Any

# Looked up when asked for: who escapes a text needs no matplotlib.
_ROOMS = {
    "words": ("Words",),
    "peers.words": ("GroupWords",),
    "peers.members": ("tell_members", "table_members"),
    "peers.spending": ("tell_spending", "table_classes", "table_spending"),
    "peers.spending_chart": ("chart_spending",),
    "peers.panels": ("tell_panels", "table_panels"),
    "peers.panel_chart": ("chart_panels",),
    "peers.moves": ("table_movers", "table_moves"),
    "peers.measures": ("tell_measures",),
    "peers.strips": ("chart_measures",),
    "peers.outliers": ("tell_outliers", "table_outliers"),
    "peers.measure_tables": ("table_measures", "table_shares", "table_peers"),
    "peers.findings": (
        "tell_group_findings", "chart_findings_by_rule", "table_findings_by_rule", "table_findings_by_body",
        "table_gravest",
    ),
    "peers.headline": ("list_group_headline",),
    "peers.ledger": ("tell_group_ledger", "table_group_ledger", "table_ledger_by_body"),
    "peers.completeness": ("tell_completeness", "table_completeness_by_year", "table_completeness"),
    "headings": ("heading",),
    "checks": ("show_sources", "show_findings", "show_readings", "show_checks"),
    "coverage": ("show_coverage", "tell_coverage"),
    "charts": ("chart_checks",),
    "figures": ("show_figures", "show_passages", "show_corrections", "show_statements"),
    "categories": (
        "tell_categories", "chart_parts", "table_parts", "table_other_parts", "pick_breakdown", "pick_others",
    ),
    "three_public": ("tell_three_public",),
    "trends": ("tell_trends", "table_three_public", "table_trends"),
    "years_charts": ("chart_trends", "chart_changes"),
    "three_public_chart": ("chart_three_public",),
    "years": ("tell_years", "table_years", "table_counts", "table_stated_changes"),
    "performance": ("tell_performance", "table_outputs", "table_sets", "show_indicators"),
    "indicator_chart": ("chart_indicators",),
    "narrative": (
        "tell_findings", "tell_profile", "tell_goals", "tell_management", "tell_problems", "tell_advice",
    ),
    "headline": ("list_headline",),
    "named": ("add_names",),
    "workbook": ("save_excel",),
}  # fmt: skip
_PLACES = {name: room for room, names in _ROOMS.items() for name in names}
__all__ = list(_PLACES)


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"analysis.show has no {name}; it has {', '.join(_PLACES)}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
