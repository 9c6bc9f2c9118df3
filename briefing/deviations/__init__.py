"""What stands out in a week: the counts, the test of each, what it rests on, the areas' levels."""
