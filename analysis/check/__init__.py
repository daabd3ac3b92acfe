"""Identities between figures: every check gives a row, and findings are the rows that matter."""

from analysis.check.findings import count_findings, list_findings, run_checks
from analysis.check.rows import SEVERITIES, VERDICTS, Check, Reading

__all__ = ["SEVERITIES", "VERDICTS", "Check", "Reading", "count_findings", "list_findings", "run_checks"]
