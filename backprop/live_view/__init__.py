"""The part of the page that runs in the browser: what is sent to it, and how it is mounted."""
