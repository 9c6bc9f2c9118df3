"""Words that give themselves away: whoever finds one in an answer knows whose it was."""

import re
from typing import NamedTuple
from uuid import UUID

MARK = re.compile(r"kanin[a-p]{16}")
TEXT, PERSON, BROWSER, PASSKEY = "text", "person", "browser", "passkey"
KEY, GROUND, KEPT, PURPOSE = "key", "ground", "kept form", "purpose"
"""What marks stand in. `TEXT` is all that is sealed of a report."""
WORDS = "words"
"""What an analyst wrote for a picture or of an unsafe place."""
NOTE = "note"
"""What `called` says of a text that coordinators write for each other."""


class Mark(NamedTuple):
    """What bears a mark: of which kind, and whose; `of` is the id of the report, person or key.

    Of a person, `called` is who they are in the cast; of a text, which one it is.
    """

    kind: str
    municipality: str
    organisation: str
    of: UUID | None = None
    called: str = ""
