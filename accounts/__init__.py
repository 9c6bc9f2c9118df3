"""WHO MAY: permissions, credentials, sessions, and the log of every reading of free text."""
