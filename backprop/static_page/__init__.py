"""The Train page without a server: the engine runs in the reader's browser (Pyodide), in a worker."""
