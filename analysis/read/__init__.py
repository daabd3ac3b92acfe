"""Reading a document: from a file to its text, and from the text to figures with their places."""
