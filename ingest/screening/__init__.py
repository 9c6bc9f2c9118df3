"""Finding what points out a person in a text: plain functions over plain text."""
