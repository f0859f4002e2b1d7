"""Write the scripts that come from the registries: python -m tools.registry_scripts

A test holds the files to what this writes.
"""

from __future__ import annotations

from backprop.live_view.registry_scripts import registry_scripts
from backprop.live_view.scripts import JS

if __name__ == "__main__":
    for name, text in registry_scripts().items():
        (JS / name).write_text(text, encoding="utf-8")
