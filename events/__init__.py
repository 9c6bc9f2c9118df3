"""HAPPENED: facts, the decisions that yield them, and the log that they are appended to."""
