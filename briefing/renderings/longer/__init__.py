"""The renderings' own sections of a month, a quarter, a tertial or a year."""
