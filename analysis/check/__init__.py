"""Identities between figures: every check gives a row, and findings are the rows that matter."""

from analysis.check.findings import count_findings, list_findings, run_checks
from analysis.check.originals import tell_absent
from analysis.check.rows import Check, Reading
from analysis.verdicts import SEVERITIES, VERDICTS

__all__ = ["SEVERITIES", "VERDICTS", "Check", "Reading", "count_findings", "list_findings", "run_checks", "tell_absent"]
