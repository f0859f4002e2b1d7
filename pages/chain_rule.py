"""The chain rule page: total derivative and total differential, then three stacked functions."""

from __future__ import annotations

from backprop.ui import chain_rule_page

chain_rule_page.draw()
