"""Faults that the words and marks of a text show by themselves."""
