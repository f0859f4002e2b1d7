"""Write js/run/activations.js from the registry of activations: python -m tools.activations_script

A test holds the file to what this writes.
"""

from __future__ import annotations

from backprop.live_view.activations_script import NAME, activations_script
from backprop.live_view.scripts import JS

if __name__ == "__main__":
    (JS / NAME).write_text(activations_script(), encoding="utf-8")
