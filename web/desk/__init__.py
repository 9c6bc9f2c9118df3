"""The analyst's desk: the draft of a picture, its second reader, its issue, and unsafe places."""
