"""The page Landscape."""
