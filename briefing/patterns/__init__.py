"""Where and when: hot spots, the rhythm of the week, what stays and what is repeated nearby."""
