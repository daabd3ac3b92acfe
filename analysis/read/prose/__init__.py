"""Prose: numbers of sentences with what they are called, told by words that the grammar holds."""
