"""The phone app: the form that reports are written in, and what lets it work without coverage."""
