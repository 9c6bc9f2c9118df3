"""Migrations of what cannot be rebuilt: the log and the keys. Projections are folded anew."""
