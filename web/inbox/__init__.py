"""The inbox: what came in, sorted one by one or many at once."""
