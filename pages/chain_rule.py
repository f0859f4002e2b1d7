"""The chain rule page: total derivative and total differential, then three stacked functions."""

from __future__ import annotations

from backprop.ui.chain_rule import page

page.draw()
