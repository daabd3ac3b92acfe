"""How two numbers that should be equal compare: the verdicts, and how grave a finding is."""

EXACT = "exact"
WITHIN_ROUNDING = "within-rounding"
MISMATCH = "mismatch"
NOT_CHECKABLE = "not-checkable"
NOT_APPLICABLE = "not-applicable"
VERDICTS = (EXACT, WITHIN_ROUNDING, MISMATCH, NOT_CHECKABLE, NOT_APPLICABLE)
SEVERITIES = ("high", "medium", "low", "info")
