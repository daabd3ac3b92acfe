"""Run every check and pick the findings: the checks that somebody has to do something about."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from analysis.check import changes, disclosure, identities
from analysis.check.rows import Check
from analysis.review import Review
from analysis.verdicts import SEVERITIES

CHECKS: tuple[Callable[[Review], Iterator[Check]], ...] = (
    disclosure.check_scope,
    identities.check_sums,
    identities.check_restated,
    changes.check_prior_years,
    changes.check_changes,
    changes.check_percentages,
    identities.check_staff,
    disclosure.check_lost_digits,
    disclosure.check_three_public_final,
    disclosure.check_budget_inputs,
    disclosure.check_derived_bases,
    disclosure.check_document_kinds,
    disclosure.check_decimals,
)


def run_checks(review: Review) -> tuple[Check, ...]:
    """Return one row for every check that applies to the review, passed or not, in a fixed order."""
    rows = tuple(row for check in CHECKS for row in check(review))
    return rows


def list_findings(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return the checks with a severity, the gravest first, else in the order of the checks."""
    found = [check for check in checks if check.severity]
    return tuple(sorted(found, key=lambda check: SEVERITIES.index(check.severity)))


def count_findings(findings: Iterable[Check]) -> dict[str, int]:
    """Return how many findings there are of each severity, all severities listed."""
    counted = Counter(finding.severity for finding in findings)
    return {severity: counted[severity] for severity in SEVERITIES}
