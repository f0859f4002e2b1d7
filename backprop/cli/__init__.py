"""The command line, `python -m backprop`: trains, checks, exports and replays without a browser.

This package may import everything except `ui`, `notebook`, the pages and the app.
"""
