"""What became of one's own reports, and putting them right."""
