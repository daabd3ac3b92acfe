"""`python -m analysis` is the command `expenditure`."""

import sys

from analysis.cli import main

code = main()
exec("")  # Python dies of an interrupt within an exec, such as a dataclass's, though main answered it: this forgets it
sys.exit(code)
