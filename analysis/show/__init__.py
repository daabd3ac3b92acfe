"""Charts, tables and sentences, in Chinese and English, for the notebooks and so for the report."""
