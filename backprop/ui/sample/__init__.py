"""The page Follow one sample."""
