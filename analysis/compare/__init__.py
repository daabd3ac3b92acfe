"""Comparisons: categories, years, three-public expenses and the official indicators, all exact."""
