"""Side-by-side timings; each file is a program."""
