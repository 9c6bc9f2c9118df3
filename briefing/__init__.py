"""The picture: drawing it from the record, issuing it, and every form that it is shown in."""
