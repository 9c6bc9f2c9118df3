"""Letters that go out by themselves: the weekly digest, and reminders before the deadline."""
