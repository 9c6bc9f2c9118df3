"""What somebody was sending when their session had ended: shown after signing in, sent or dropped.

It opens only for the same person, in the browser that sent it. It is sent by the browser itself, to
where it was going, with the token of the new session.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from accounts import kept
from accounts.kept import Kept
from accounts.permissions import Action
from reference.language import Translator, message
from web.asker import Asker
from web.asking import Asking, requires
from web.cookies import KEPT, clear_cookie, cookie
from web.entrance import our_path, page
from web.forms import TOKEN, FormFields
from web.needs import Speaker, house_of, now_of
from web.turned_away import NEVER_KEPT

router = APIRouter(include_in_schema=False)

LONGEST_BEGINNING = 160

WHERE: Sequence[tuple[str, str]] = (
    (r"/report(/.*)?", message("A report")),
    (r"/(my-)?reports/[^/]+/.*", message("A change to a report")),
    (r"/inbox(/.*)?", message("The inbox")),
    (r"/(weeks|periods)/[^/]+/issue", message("Issuing a picture")),
    (r"/(weeks|periods)/[^/]+/desk", message("The analyst's words for a picture")),
    (r"/(weeks|periods)/[^/]+/read", message("The signature of a second reader")),
    (r"/unsafe-places(/.*)?", message("An unsafe place")),
    (r"/weeks/.*", message("The picture of a week")),
    (r"/administration(/.*)?", message("Administration")),
)
"""Pages in words, by their paths; the first that fits."""
ELSEWHERE = message("A page of this service")


def _kept(request: Request, asker: Asker) -> Kept | None:
    """What was kept for this person in this browser, if there is anything."""
    token = cookie(request, KEPT)
    if not token or not asker.account:
        return None
    return kept.peek(house_of(request).accounts, token, asker.account, at=now_of(request))


def _nothing(request: Request, t: Translator) -> Response:
    """There is nothing, or it was somebody else's: both are said the same way."""
    answer = page(
        request,
        "sign_in/said.html",
        is_error=False,
        heading=t("Nothing is kept"),
        sentences=[
            t("What was kept here is gone: it was another person's, sent already, or a day old.")
        ],
        whom=[],
        ways_on=[("/", t("To the overview"))],
    )
    clear_cookie(answer, KEPT)
    return answer


def _words(path: str, t: Translator) -> str:
    path = path.partition("?")[0]
    return t(next((said for form, said in WHERE if re.fullmatch(form, path)), ELSEWHERE))


@router.get("/kept", dependencies=[requires(Action.ACCOUNT_OWN)])
def show(request: Request, asker: Asking, t: Speaker) -> Response:
    """What is kept, to be sent or thrown away."""
    found = _kept(request, asker)
    if found is None:
        return _nothing(request, t)
    fields = [(name, value) for name, value in found.fields if name != TOKEN]
    written = [value.strip() for _, value in fields if value.strip()]
    beginning = max((value for value in written if " " in value), key=len, default="")
    return page(
        request,
        "sign_in/kept.html",
        heading=t("What you were sending is kept"),
        where=_words(found.path, t),
        filled=len(written),
        begins=_shortened(beginning),
        fields=fields,
    )


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_BEGINNING:
        return text
    return f"{text[:LONGEST_BEGINNING].rsplit(' ', 1)[0]} …"


@router.post("/kept", dependencies=[requires(Action.ACCOUNT_OWN)])
def send(request: Request, asker: Asking, _form: FormFields, t: Speaker) -> Response:
    """Let the browser send it on, to where it was going.

    It is dropped now, so that it is never sent twice; the browser holds it until it has arrived.
    """
    found = _kept(request, asker)
    if found is None or found.path.startswith(NEVER_KEPT):
        return _nothing(request, t)
    kept.drop(house_of(request).accounts, cookie(request, KEPT))
    # 307 has the browser send the same fields once more, to the same host alone.
    answer = RedirectResponse(our_path(found.path), 307)
    clear_cookie(answer, KEPT)
    return answer


@router.post("/kept/drop", dependencies=[requires(Action.ACCOUNT_OWN)])
def drop(request: Request, asker: Asking, _form: FormFields) -> Response:
    """Throw it away."""
    assert asker.account
    kept.drop(house_of(request).accounts, cookie(request, KEPT))
    answer = RedirectResponse(f"/account?{urlencode({'done': 'kept-dropped'})}", 303)
    clear_cookie(answer, KEPT)
    return answer
