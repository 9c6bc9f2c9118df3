"""What a month or a longer period adds to its picture."""
