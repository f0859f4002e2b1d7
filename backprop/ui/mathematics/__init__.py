"""The page Mathematics."""
