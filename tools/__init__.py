"""Small scripts for people who work on the project."""
