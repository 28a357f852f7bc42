"""Lets ``python -m backstride`` be the command."""

import sys

from .cli import main

sys.exit(main())
