"""A file that was sent with a form of our own pages.

What the sender says of the file is not believed: its name is only repeated, cleaned, to the person
who chose it, and what it is shows in its bytes. How much may be sent is for `web.limits`.
"""

import re
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

from fastapi import Depends, Request
from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException

from reference.language import message
from web.forms import TOKEN, Fields, check_token
from web.problems import Stop, invalid
from web.sentences import Fault

FORM_WITH_FILE = "multipart/form-data"
MOST_FIELDS = 20
LONGEST_NAME = 100

NOT_OURS = message("Send this from the form on our page.")
UNREADABLE = message("The form did not arrive whole. Send it again.")

_SEPARATORS = re.compile(r"[/\\]")
_UNSAFE = re.compile(r"[^\w.() -]")
_SQLITE, _ZIP = b"SQLite format 3\0", b"PK\x03\x04"


class Upload(NamedTuple):
    """The form's fields, and the file that came with it: empty when none was chosen."""

    fields: Fields
    name: str
    content: bytes


async def _upload(request: Request) -> Upload:
    kind = Headers(scope=request.scope).get("content-type", "").partition(";")[0].strip()
    if kind.lower() != FORM_WITH_FILE:
        raise Stop(invalid([Fault((), NOT_OURS)]))
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
            sent = form.multi_items()
            token = form.get(TOKEN)
            check_token(request, token if isinstance(token, str) else "")
            fields = [(name, value) for name, value in sent if isinstance(value, str)]
            file = next((value for _, value in sent if isinstance(value, UploadFile)), None)
            content = await file.read() if file else b""
            called = file.filename if file else ""
    except HTTPException:
        raise Stop(invalid([Fault((), UNREADABLE)])) from None
    kept = Fields((name, value) for name, value in fields if name != TOKEN)
    return Upload(kept, cleaned(called or ""), content)


FileSent = Annotated[Upload, Depends(_upload)]
"""What a form with a file was filled in with. Raises Stop when it does not come from our page."""


def cleaned(name: str) -> str:
    """The last part of a file's name, in plain signs and not too long; may be empty."""
    last = _SEPARATORS.split(name)[-1]
    return " ".join(_UNSAFE.sub(" ", last).split())[-LONGEST_NAME:].strip(". ")


@contextmanager
def laid_down(content: bytes) -> Generator[Path]:
    """The bytes as a file for readers that want one, under a name of our own, then gone again.

    Its ending says what it is: a map file by its first bytes, else a table.
    """
    begins = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(_SQLITE):
        ending = ".gpkg"
    elif content.startswith(_ZIP):
        ending = ".zip"
    else:
        ending = ".geojson" if begins.startswith((b"{", b"[")) else ".csv"
    with tempfile.TemporaryDirectory(prefix="lagesbild-") as folder:
        path = Path(folder) / f"sent{ending}"
        path.write_bytes(content)
        yield path
