"""The part of the page that runs in the browser: its data, and how it is mounted."""
