"""Tables of disclosures: found in the grids of a document, their form told by title and heads, their cells as facts."""
