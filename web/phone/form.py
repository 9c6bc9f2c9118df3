"""The form that reports are written in: a shell for everybody, which the phone fills by itself.

The page knows nobody: the service worker keeps it, and whoever holds the phone sees it. What a
person can report comes apart from it (`web.phone.kit`), and is kept sealed.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from reference.guidance import ways_elsewhere
from web.asking import anyone
from web.needs import Speaker
from web.render import page_of

router = APIRouter(include_in_schema=False)


@router.get("/report", dependencies=[anyone("the form's shell holds nothing of anybody")])
def show_form(request: Request, t: Speaker) -> Response:
    """The form's shell in the asker's language: its steps as templates, and every sentence."""
    answer = page_of(
        request.scope,
        "phone/form.html",
        ways=ways_elsewhere(t.language, request.app.state.concern_url),
    )
    answer.headers["cache-control"] = "no-cache"
    return answer
