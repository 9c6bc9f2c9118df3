"""The public version of a picture: making it, publishing it, proving it from the log."""
