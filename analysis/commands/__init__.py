"""One file a command: its options, its help with an example, and what it does.

Each has HELP, EXAMPLES, OPTIONS (functions that add options to a parser) and run(call), which returns the exit code.
The command line imports them all to parse one call, so they import at their top only what is light; what a command
needs waits until it runs.
"""
