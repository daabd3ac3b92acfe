"""`python -m analysis` is the command `expenditure`."""

import sys

from analysis.cli import main

sys.exit(main())
