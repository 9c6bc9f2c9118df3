"""What we hold to be so: tables folded from the log, which can be thrown away and folded again."""
