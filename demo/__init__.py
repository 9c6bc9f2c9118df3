"""The fictional municipality Havstuna: its ground, organisations and two years of reports."""
