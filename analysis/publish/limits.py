"""What a run may take before it is stopped; light, so that the command line can name the defaults."""

REPORT_SECONDS = 1800
NOTEBOOK_SECONDS = 600
MEMORY_LIMIT_MB = 2000  # per notebook; ours take a tenth of it
LEAST_MEMORY_MB = 200
