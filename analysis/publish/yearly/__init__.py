"""The run that nobody watches: which reports are due, one run at a time, its log, and word of what failed."""
