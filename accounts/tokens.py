"""Tokens that whoever holds one is let in with: random, and stored only as what they hash to."""

import secrets
from hashlib import sha256

TOKEN_BYTES = 32


def new_token() -> str:
    """256 random bits in letters that a cookie and an address carry as they are."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> bytes:
    """What is stored of a token. A plain hash is enough: there is nothing to guess in 256 bits."""
    return sha256(token.encode()).digest()
