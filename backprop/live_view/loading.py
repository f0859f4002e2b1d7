"""How a component loads its script and its styles."""

from __future__ import annotations

import json
from pathlib import Path

from backprop.live_view import assets
from backprop.live_view.scripts import imported, is_code

HERE = Path(__file__).parent

# Scripts are located relative to the app's address, whatever its base path: Streamlit's own scripts come
# from <base>/static/.
_LOADER = """
const here = new URL(document.querySelector('script[type="module"][src]').src);
const base = new URL(here.pathname.replace(/static\\/.*$/, ""), here.origin);
for (const [name, as] of %(ahead)s) { // all at once, not one level of imports after the other
  const link = Object.assign(document.createElement("link"), { rel: as ? "preload" : "modulepreload", as, href: new URL(name, base).href });
  if (!document.head.querySelector(`link[href="${link.href}"]`)) document.head.append(link);
}
const module = import(new URL("%(folder)s/%(script)s", base).href);
const options = { plotlyUrl: new URL("%(plotly)s", base).href };

export default function (component) {
  let left = false;
  let leave = null;
  module.then(({ %(entry)s }) => {
    if (!left) leave = %(entry)s(component, options);
  });
  return () => {
    left = true;
    if (leave) leave();
  };
}
"""


def loader(script: str, entry: str, plotly: bool = False) -> str:
    """JavaScript that imports a script of js/ and calls its entry(component, options). The function that this
    returns is called when the component is removed. plotly: load Plotly at once."""
    folder = assets.script_folder()
    ahead = [(f"{folder}/{name}", "") for name in imported(script) if is_code(name)]
    if plotly:
        ahead.insert(0, (assets.plotly_path(), "script"))
    return _LOADER % {
        "folder": folder,
        "plotly": assets.plotly_path(),
        "script": script,
        "ahead": json.dumps(ahead),
        "entry": entry,
    }


def styles(*names: str) -> str:
    """The text of files of css/, named without the ending, after the scale that they all use."""
    return "\n".join((HERE / "css" / f"{name}.css").read_text() for name in ("scale", *names))
