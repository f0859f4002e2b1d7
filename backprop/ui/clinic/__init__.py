"""The page Clinic."""
