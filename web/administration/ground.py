"""Areas and named places: what is in force, and a file that is read, looked at and then adopted.

Between looking and adopting the file waits in the store of accounts, sealed, for an hour. Nothing
is changed before somebody has seen what the file holds.
"""

import json
from collections.abc import Sequence
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from accounts import ceremonies
from accounts.permissions import Action
from events.fact import Entry
from events.refusal import Refused
from events.streams import ground_stream
from ingest.adopt import adopt_areas, adopt_places, place_anew
from projections.ground import AREAS, PLACES, Ground
from reference.areas import Areas, Places
from reference.geofiles import BadGeoFile, Row, WhichLayer, place_rows, read_rows
from reference.language import Translator, long_date, message
from reference.weeks import ZONE
from web.administration.office import AtOffice, Office
from web.administration.sheet import Answers, Sheet, faulty, turned_down
from web.administration.sketch import sketch
from web.administration.survey import (
    NO_AREAS,
    Columns,
    Survey,
    survey_areas,
    survey_places,
)
from web.asking import requires
from web.forms import FormFields
from web.sentences import Fault
from web.uploads import FileSent, laid_down

KEPT_MINUTES = 60
LONGEST_EDITION = 60
EARLIER_SHOWN = 10

DONE = {
    "areas": message("The areas are adopted. Reports that come from now on are placed in them."),
    "places": message("The places are adopted. They can be chosen from now on."),
}
NO_FILE = message("Choose a file.")
GONE = message("The file was kept for an hour and is no longer there. Choose it again.")
NO_EDITION = message("Give the edition a name.")
TAKEN = message("There is an edition named %(edition)s already; give this one another name.")

router = APIRouter(include_in_schema=False)
MANAGE = [requires(Action.GROUND_MANAGE)]


class Kind(NamedTuple):
    """Areas, or places: the word of the address and of the record, and the page's name."""

    word: str
    name: str

    @property
    def address(self) -> str:
        """Where its page lies."""
        return f"/administration/{self.word}"


KINDS = {
    AREAS: Kind(AREAS, message("Areas")),
    PLACES: Kind(PLACES, message("Places")),
}


class Kept(msgspec.Struct, frozen=True):
    """A file that waits between being looked at and being adopted, and who sent it."""

    account: UUID | None
    name: str
    content: bytes


class Edition(NamedTuple):
    """An edition as the page lists it."""

    name: str
    adopted: str
    n: int
    source: str


class Reading(NamedTuple):
    """A file that was sent, and what it says when it is read by `wanted`.

    `survey` is None where it cannot be read so; `problem` says why. `layers` are to choose from.
    """

    file: Kept
    wanted: Columns
    survey: Survey | None
    columns: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    problem: BadGeoFile | None = None


def _kind(request: Request) -> Kind:
    return KINDS[request.url.path.split("/")[2]]


AtKind = Annotated[Kind, Depends(_kind)]


@router.get("/administration/areas", dependencies=MANAGE)
@router.get("/administration/places", dependencies=MANAGE)
def show(office: AtOffice, kind: AtKind) -> Response:
    """The edition in force, the form for a new one, and the editions before."""
    return _front(office, kind, Sheet())


@router.post("/administration/areas", dependencies=MANAGE)
@router.post("/administration/places", dependencies=MANAGE)
def read_file(office: AtOffice, kind: AtKind, sent: FileSent) -> Response:
    """What a file holds."""
    if not sent.content:
        return _front(office, kind, _wrong(NO_FILE, office.t))
    file = Kept(office.asker.account, sent.name, sent.content)
    reading = _read(office, kind, file, Columns())
    if reading.problem and not reading.columns and not reading.layers:
        return _front(office, kind, _wrong_file(reading, office.t))
    return _preview(office, kind, reading)


@router.get("/administration/areas/preview", dependencies=MANAGE)
@router.get("/administration/places/preview", dependencies=MANAGE)
@router.get("/administration/areas/adopt", dependencies=MANAGE)
@router.get("/administration/places/adopt", dependencies=MANAGE)
def show_again(kind: AtKind) -> Response:
    """A file that was being looked at is not found again by an address."""
    return RedirectResponse(kind.address, 303)


@router.post("/administration/areas/preview", dependencies=MANAGE)
@router.post("/administration/places/preview", dependencies=MANAGE)
def read_again(office: AtOffice, kind: AtKind, fields: FormFields) -> Response:
    """What the file holds when other columns, or another layer, are read."""
    file = _taken(office, kind, fields.one("kept"))
    if file is None:
        return _front(office, kind, turned_down({}, Refused(GONE), office.t))
    wanted = Columns(fields.one("layer"), fields.one("code"), fields.one("name"))
    return _preview(office, kind, _read(office, kind, file, wanted))


@router.post("/administration/areas/adopt", dependencies=MANAGE)
@router.post("/administration/places/adopt", dependencies=MANAGE)
def adopt(office: AtOffice, kind: AtKind, fields: FormFields) -> Response:
    """Adopt what was looked at."""
    file = _taken(office, kind, fields.one("kept"))
    if file is None:
        return _front(office, kind, turned_down({}, Refused(GONE), office.t))
    wanted = Columns(fields.one("layer"), fields.one("code"), fields.one("name"))
    reading = _read(office, kind, file, wanted)
    answers = Answers(fields)
    edition = answers.text("edition", NO_EDITION, longest=LONGEST_EDITION)
    if edition in {each.fact.edition for each in _entries(office, kind)}:
        answers.wrong("edition", TAKEN, edition=edition)
    if answers.faults or reading.survey is None:
        return _preview(office, kind, reading, answers.sheet(office.t))
    try:
        _adopt(office, reading.survey.held, edition, file.name)
    except Refused as refusal:
        return _preview(office, kind, reading, answers.sheet(office.t, refusal))
    return RedirectResponse(f"{kind.address}?done={kind.word}", 303)


def _adopt(office: Office, held: Areas | Places, edition: str, source: str) -> None:
    actor, at = office.actor.name, office.at
    today = at.astimezone(ZONE).date()
    if isinstance(held, Areas):
        adopted = Areas(edition, today, held.areas)
        adopt_areas(office.registry, adopted, source, actor=actor, at=at)
        place_anew(office.registry, actor=actor, at=at)
    else:
        adopt_places(
            office.registry, Places(edition, today, held.places), source, actor=actor, at=at
        )


def _read(office: Office, kind: Kind, file: Kept, wanted: Columns) -> Reading:
    """Read the file; whatever is wrong with it is in what comes back."""
    with office.known() as view:
        ground = view.ground
    if kind.word == PLACES and ground.areas is None:
        raise Refused(NO_AREAS)
    rows: Sequence[Row] = ()
    try:
        with laid_down(file.content) as path:
            reader = place_rows if kind.word == PLACES else read_rows
            rows = reader(path, layer=wanted.layer or None)
        survey = _survey(rows, wanted, ground, office.t, kind)
    except WhichLayer as problem:
        return Reading(file, wanted, None, layers=problem.layers, problem=problem)
    except BadGeoFile as problem:
        columns = tuple(rows[0].columns) if rows else ()
        return Reading(file, wanted, None, columns=columns, problem=problem)
    return Reading(file, wanted, survey, columns=survey.columns)


def _survey(
    rows: Sequence[Row], wanted: Columns, ground: Ground, t: Translator, kind: Kind
) -> Survey:
    if kind.word == AREAS:
        return survey_areas(rows, wanted, ground, t)
    assert ground.areas is not None
    return survey_places(rows, wanted, ground, ground.areas, t)


def _taken(office: Office, kind: Kind, token: str) -> Kept | None:
    """The file that waits under the token, if it is the asker's own."""
    held = ceremonies.take(office.accounts, kind.word, token, at=office.at)
    file = msgspec.msgpack.decode(held, type=Kept) if held else None
    return file if file and file.account == office.asker.account else None


def _front(office: Office, kind: Kind, sheet: Sheet) -> Response:
    t = office.t
    entries = _entries(office, kind)
    with office.known() as view:
        areas, places = view.ground.areas, view.ground.places
    held: Areas | Places | None = areas if kind.word == AREAS else places
    editions = [_edition(entry, t) for entry in reversed(entries[-EARLIER_SHOWN - 1 :])]
    return office.page(
        "ground.html",
        sheet=sheet,
        kind=kind,
        title=t(kind.name),
        current=editions[0] if editions else None,
        earlier=editions[1:],
        held=_items(held),
        drawing=_drawing(held, areas, t),
        lacks_areas=kind.word == PLACES and areas is None,
        done=office.done(DONE),
    )


def _preview(office: Office, kind: Kind, reading: Reading, sheet: Sheet | None = None) -> Response:
    """What was read, with the way to adopt it; or what to choose, so that it can be read."""
    t, survey = office.t, reading.survey
    shown = sheet or Sheet({"edition": _free_name(office, kind)})
    if reading.problem is not None and sheet is None:
        shown = _wrong_file(reading, t)
    chosen = {**shown.values, **reading.wanted._asdict()}
    with office.known() as view:
        areas = view.ground.areas
    kept = ceremonies.put(
        office.accounts,
        kind.word,
        msgspec.msgpack.encode(reading.file),
        at=office.at,
        minutes=KEPT_MINUTES,
    )
    return office.page(
        "preview.html",
        trail=[(kind.address, kind.name)],
        sheet=Sheet(chosen, shown.troubles, shown.refusal),
        kind=kind,
        file=reading.file.name,
        columns=[(column, column) for column in reading.columns],
        layers=[(layer, layer) for layer in reading.layers],
        survey=survey,
        held=_items(survey.held if survey else None),
        drawing=_drawing(survey.held, areas, t) if survey else None,
        kept=kept,
    )


def _entries(office: Office, kind: Kind) -> list[Entry]:
    """The entries that adopted the editions, the earliest first."""
    log = office.registry.log
    with office.known() as view:
        return list(log.stream(view.connection, ground_stream(log.municipality, kind.word)))


def _edition(entry: Entry, t: Translator) -> Edition:
    fact = entry.fact
    return Edition(
        name=fact.edition,
        adopted=long_date(entry.recorded_at.astimezone(ZONE).date(), t.language),
        n=len(json.loads(fact.geojson)["features"]),
        source=fact.source,
    )


def _free_name(office: Office, kind: Kind) -> str:
    """Today's date, and a number where that is the name of an edition already."""
    today = office.at.astimezone(ZONE).date().isoformat()
    taken = {entry.fact.edition for entry in _entries(office, kind)}
    names = [today, *(f"{today}-{n}" for n in range(2, len(taken) + 2))]
    return next(name for name in names if name not in taken)


def _items(held: Areas | Places | None) -> list[tuple[str, str]]:
    """Code and name of each, by name."""
    if held is None:
        return []
    each = held.areas if isinstance(held, Areas) else held.places
    return sorted(((one.code, one.name) for one in each), key=lambda pair: pair[1].casefold())


def _drawing(held: Areas | Places | None, areas: Areas | None, t: Translator) -> Markup | None:
    if isinstance(held, Areas):
        return sketch(held, (), t("Drawing of the areas"))
    if held is None or areas is None:
        return None
    return sketch(areas, held.places, t("Drawing of the places in the areas"))


def _wrong_file(reading: Reading, t: Translator) -> Sheet:
    """Why the file cannot be read, said of the file that the person chose."""
    assert reading.problem is not None
    params = {**reading.problem.params}
    if "file" in params:
        params["file"] = reading.file.name
    field = "layer" if reading.layers else "code" if reading.columns else "file"
    return _wrong(reading.problem.message, t, field, **params)


def _wrong(sentence: str, t: Translator, field: str = "file", **params: object) -> Sheet:
    return faulty({}, [Fault((field,), sentence, params)], t)
