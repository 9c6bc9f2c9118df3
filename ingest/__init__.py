"""The doors: what people and systems send, checked, placed, sealed and recorded."""
