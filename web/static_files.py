"""The pages' own style, scripts and icons, which a browser may keep.

What carries its version in its name is kept for good; of the rest the browser asks each time
whether it still holds, and is mostly told that it does.
"""

from os import PathLike, stat_result
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

VERSIONED = "vendor"
FOR_GOOD = "public, max-age=31536000, immutable"
ASKED_EACH_TIME = "no-cache"


class KeptFiles(StaticFiles):
    """Files with the word on how long a browser may keep them."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, or the word that the browser has it already."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        is_versioned = VERSIONED in Path(full_path).parts
        answer.headers["cache-control"] = FOR_GOOD if is_versioned else ASKED_EACH_TIME
        return answer
