"""The Train page without a server: the engine runs in the reader's browser, by Pyodide in a worker.

This package may import `live_view` and the layers below it.
"""
