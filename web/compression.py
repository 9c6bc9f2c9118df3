"""Some answers go out compressed: the phone's first look at the form is mostly words and scripts.

Only answers that are the same for whoever asks, or hold nothing that people wrote. A page with a
form's token in it, or with a text beside what the address asked for, would tell its secret by its
length to somebody who can have it asked for again and again with other words in it (BREACH). So
what may be compressed is listed, and all else goes out as it is.
"""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST_BYTES = 500
OPEN_FILES = "/static/"
PACKED = (".png", ".jpg", ".webp", ".woff2", ".pmtiles")
"""Files that are compressed already."""


class Compression:
    """Compresses the static files and the answers at `paths`, for a browser that takes it.

    A part of a file (206) is cut from the file as it is, so whoever asks for one gets it plain.
    """

    def __init__(self, app: ASGIApp, *, paths: Collection[str]) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=SMALLEST_BYTES)
        self._paths = frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not self._may_be_compressed(scope):
            await self._app(scope, receive, send)
            return

        async def send_with_weak_tag(message: Message) -> None:
            # A strong tag names the bytes, and these are other bytes.
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag", "")
                if "content-encoding" in headers and tag.startswith('"'):
                    headers["etag"] = f"W/{tag}"
            await send(message)

        await self._compressing(scope, receive, send_with_weak_tag)

    def _may_be_compressed(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if "range" in Headers(scope=scope):
            return False
        return path in self._paths or (path.startswith(OPEN_FILES) and not path.endswith(PACKED))
