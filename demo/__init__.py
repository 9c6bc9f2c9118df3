"""The fictional municipality Granby: its ground, its organisations and its two years of reports."""
