"""The ground that everything stands on: closed lists, weeks, areas, the calendar, the languages."""
