"""Identities between figures: every check gives a row, and findings are the rows that matter."""

from analysis.check.findings import RULES, count_findings, list_findings, run_checks
from analysis.check.ledger import list_ledger
from analysis.verdicts import SEVERITIES, VERDICTS

__all__ = ["RULES", "SEVERITIES", "VERDICTS", "count_findings", "list_findings", "list_ledger", "run_checks"]
