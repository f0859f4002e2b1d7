"""The page Chain rule."""
