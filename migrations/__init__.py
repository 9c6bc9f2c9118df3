"""Migrations of what cannot be rebuilt: log, keys and accounts. Projections are folded anew."""
