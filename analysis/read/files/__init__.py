"""The files of documents: opened, made text with places, bounded in time and memory, found again by their SHA-256."""
