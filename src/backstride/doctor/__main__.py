"""``python -m backstride.doctor``: the doctor alone, for a machine on which the program does not load."""

import sys

from .command import main

sys.exit(main())
