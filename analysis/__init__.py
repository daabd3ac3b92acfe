"""Published expenditure as tables: what an analyst imports.

>>> from analysis import open_data, run_checks
>>> data = open_data("beita-union", 2019)
>>> run_checks(data).query("severity == 'high'")[["rule", "verdict", "figures"]]
          rule        verdict      figures
0        scope  not-checkable  F01 F02 F10
9  lost-digits  not-checkable          F28
"""

from importlib import import_module
from typing import Any

from analysis.fonts import set_default_font

# Looked up when asked for: a command that only prints its help needs no pandas.
_ROOMS = {
    "open_data": "analysis.dataset",
    "Dataset": "analysis.dataset",
    "open_group": "analysis.groups",
    "Portfolio": "analysis.groups",
    "list_members": "analysis.groups",
    "run_checks": "analysis.check",
    "list_findings": "analysis.check",
    "list_ledger": "analysis.check.ledger",
    "compare_categories": "analysis.compare",
    "list_totals": "analysis.compare",
    "list_completeness": "analysis.compare",
    "list_spending": "analysis.compare",
    "sum_spending": "analysis.compare",
    "compare_three_public": "analysis.compare",
    "compare_years": "analysis.compare",
    "compare_bodies": "analysis.compare",
    "compare_panels": "analysis.compare",
    "list_movers": "analysis.compare",
    "compute_indicators": "analysis.compare",
    "measure_peers": "analysis.compare",
    "summarise_peers": "analysis.compare",
    "find_outliers": "analysis.compare",
    "compute_unit_costs": "analysis.compare",
    "list_outputs": "analysis.compare",
    "trace_years": "analysis.compare",
    "check_stated_changes": "analysis.compare",
    "quote_passages": "analysis.sources",
}
__all__ = list(_ROOMS)

set_default_font()


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"analysis has no {name}; it has {', '.join(_ROOMS)}")
    return getattr(import_module(_ROOMS[name]), name)
