"""The page Lessons, and the strip of a lesson on other pages."""
