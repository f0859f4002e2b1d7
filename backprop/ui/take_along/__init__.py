"""The page Take along."""
