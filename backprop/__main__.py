"""`python -m backprop`."""

import sys

from backprop.cli.commands import main

sys.exit(main())
