"""The command line, `python -m backprop`.

It may import everything but the interface.
"""
