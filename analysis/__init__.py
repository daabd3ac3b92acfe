"""Yearly review of a department's published expenditure: figures, checks, comparisons, report."""
