"""Names made fit to be a part of an id: "Skolgård vid Torget" becomes "skolgard-vid-torget"."""

import re
import unicodedata

_OTHERS = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Give the text in small letters without their marks: å and ä become a, ö becomes o."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def slug(name: str, *, longest: int | None = None) -> str:
    """Give a name as a-z, 0-9 and single hyphens, cut to `longest`; may be empty."""
    return _OTHERS.sub("-", plain(name)).strip("-")[:longest].strip("-")
