"""Pages: a template, the words of one language, and what every page of the service shows."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from accounts import sessions
from reference import language as words
from reference.dimensions import Term, label
from reference.language import LANGUAGES, Translator
from reference.weeks import Week
from web.asker import Asker
from web.needs import LANGUAGE_COOKIE, language_of, translator_of

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
YEAR_S = 365 * 24 * 3600
_HIDDEN = Markup('<input type="hidden" name="form_token" value="{}">')

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page_of(
    scope: Scope, template: str, *, status: int = 200, tag: str = "", **content: object
) -> HTMLResponse:
    """The page that `template` makes of `content`, in the asker's language.

    With a `tag` (see `unchanged`) the browser may keep the page, if it asks each time.
    """
    t = translator_of(scope)
    asker = _asker(scope)
    form_token = sessions.form_token(asker.token) if asker and asker.token else ""
    text = _environment.get_template(template).render(
        {
            **_words(t),
            "asker": asker,
            "form_token": form_token,
            "token": lambda: _HIDDEN.format(form_token),
            "municipality": scope["app"].state.municipality_name,
            "works_offline": scope["app"].state.works_offline,
            "path": scope["path"],
            "other_language": _address_in_other(scope, t.language),
            **content,
        }
    )
    answer = HTMLResponse(text, status)
    answer.headers["content-language"] = t.language
    answer.headers["vary"] = "accept-language, cookie"
    if tag:
        answer.headers["etag"] = _entity_tag(scope, tag)
        answer.headers["cache-control"] = "private, no-cache"
    remember_language(scope, answer)
    return answer


def unchanged(scope: Scope, tag: str) -> Response | None:
    """The answer 304 to a browser that has the page already; None when it must be made.

    `tag` says what the page's content depends on; its words and its form are added here.
    """
    known = Headers(scope=scope).get("if-none-match", "")
    if dict(_query(scope)).get(LANGUAGE_COOKIE) or _entity_tag(scope, tag) not in known:
        return None
    return Response(status_code=304, headers={"etag": _entity_tag(scope, tag)})


def _asker(scope: Scope) -> Asker | None:
    """Who asks, as far as that was found out before the answer was made."""
    asker: Asker | None = scope.get("state", {}).get("asker")
    return asker


def _entity_tag(scope: Scope, tag: str) -> str:
    asker = _asker(scope)
    whose = hashlib.sha256(asker.token.encode()).hexdigest()[:12] if asker else ""
    return f'W/"{tag}-{language_of(scope)}-{whose}-{_form()}"'


@cache
def _form() -> str:
    """What the pages' own files add up to, so that a new version of the program makes new pages."""
    there = (*TEMPLATES.rglob("*"), *STATIC.iterdir())
    files = sorted(path for path in there if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def remember_language(scope: Scope, answer: HTMLResponse) -> None:
    """Keep a language that was asked for in the address for the pages that follow."""
    asked = dict(_query(scope)).get(LANGUAGE_COOKIE)
    if asked in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE, asked, max_age=YEAR_S, httponly=True, samesite="lax", path="/"
        )


def _words(t: Translator) -> Mapping[str, Any]:
    """What every template can say, in one language."""
    lang = t.language

    def number(value: float) -> str:
        return words.number(value, lang)

    def clock(instant: datetime) -> Markup:
        """A time that people read, and that programs can."""
        return Markup('<time datetime="{}">{}</time>').format(
            instant.isoformat(), words.clock(instant, lang)
        )

    def long_date(day: date) -> str:
        return words.long_date(day, lang)

    def week_title(week: Week) -> str:
        return words.week_title(week, lang)

    def short_week(week: Week) -> str:
        return words.short_week(week, lang)

    def term(value: Term) -> str:
        return label(value, lang)

    return {
        "t": t,
        "many": t.many,
        "lang": lang,
        "number": number,
        "clock": clock,
        "long_date": long_date,
        "week_title": week_title,
        "short_week": short_week,
        "term": term,
    }


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _address_in_other(scope: Scope, lang: str) -> str:
    """The same page in the other language, as an address relative to it."""
    other = next(each for each in LANGUAGES if each != lang)
    kept = [pair for pair in _query(scope) if pair[0] != LANGUAGE_COOKIE]
    return "?" + urlencode([*kept, (LANGUAGE_COOKIE, other)])
