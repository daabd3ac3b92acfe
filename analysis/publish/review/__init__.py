"""The page on which a person looks over a draft: the document's text, every figure marked, what it contradicts."""
