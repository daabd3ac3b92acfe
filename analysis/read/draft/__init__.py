"""What was read as files for a person: figures, links, coverage, questions, and how they become data."""
