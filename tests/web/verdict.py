"""What a cell's answer must be and show, and what it must not: by tests/web/reach.py."""

import re
from io import BytesIO
from uuid import UUID

from httpx2 import Response
from pypdf import PdfReader

from reference.roles import Role
from tests.web.cast import CAST, HERE, Told, World
from tests.web.cells import LISTS, OPENED, READ, RECEIPT, SAFE, Cell
from tests.web.marks import GROUND, KEY, MARK, NOTE, PERSON, TEXT, Mark
from tests.web.reach import NOT, Whose, may_see, within

UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PROGRAMS_ASK = re.compile(r"/(api|tiles)/.*|.*\.(json|csv|geojson)")
HIDDEN_FIELD = re.compile(r'name="form_token" value="[^"]*"')

DONE, OUTSIDE, ROLE, STRANGER, ANYONE = "done", "outside", "role", "stranger", "anyone"
"""What is wanted: it is done; it is not there; not with this role; sign in first; for anyone."""

WHEN_DONE = frozenset({200, 201, 303, 307, 409, 422})
"""What somebody hears who may: it is done, or something else than the permission is missing."""

WHEN_OUTSIDE = {"/api/1/reports": 422, "/api/1/nothing": 422, "/api/1/reports/batch": 200}
"""What is sent in another organisation's name is there and cannot be used; all else is 404."""

ABSENT = frozenset({"/tiles/municipality.pmtiles", "/tiles/municipality.json", "/account/provider"})
"""What these towns do not have: a background map, another provider to sign in with."""

DESKS = ("/weeks/{week}/desk", "/weeks/{week}/read")
"""Pages that open the texts of the reports that a draft names."""

SILENT = frozenset({"/account/sessions/{which}/end", "/account/passkeys/{address}/remove"})
"""Answered as done whatever is named; that others' stay is looked for when all is asked."""

FOR_ANYONE = {
    "GET /health/live": {200},
    "GET /health/ready": {200},
    "GET /tillganglighet": {200},
    "GET /public": {200},
    "GET /public/{period}": {404},
    "GET /public/{period}.json": {404},
    "GET /public/{period}.csv": {404},
    "GET /report": {200},
    "GET /offline": {200},
    "GET /sw.js": {200},
    "GET /manifest.webmanifest": {200},
    "GET /api/1/who": {200},
    "GET /sign-in": {200, 303},
    "POST /sign-in": {422},
    "POST /sign-out": {303},
    "GET /sign-in/code": {200, 303},
    "POST /sign-in/code": {303, 422},
    "GET /account/second-step": {200, 303},
    "POST /account/second-step": {303, 422},
    "POST /sign-in/passkey/options": {200},
    "POST /sign-in/passkey": {422},
    "POST /account/passkeys/options": {200, 303},
    "POST /account/passkeys": {303, 422},
    "GET /sign-in/provider": {404},
    "GET /sign-in/provider/back": {403},
    "GET /invitation/{token}": {200},
    "GET /invitation/{token}/provider": {404},
    "POST /invitation/{token}": {422},
    "POST /invitation/{token}/passkey/options": {200},
    "POST /invitation/{token}/passkey": {422},
}
"""What is answered to whoever comes, where the address is one of this town's."""

ABOUT_ONE = {
    "GET /administration/people/{account:uuid}": ("account", PERSON),
    "GET /administration/keys/{key:uuid}": ("key", KEY),
}
"""Pages about one person or key, which must be shown to whoever may see it."""


def wanted(cell: Cell) -> str:
    """What the answer shall be."""
    door, asker = cell.door, cell.asker
    thing = cell.about.thing if cell.about else None
    is_elsewhere = thing is None or thing.municipality != cell.town.code
    if not door.action:
        return OUTSIDE if "token" in door.takes and is_elsewhere else ANYONE
    if not asker.is_known or cell.town.code != HERE:
        return STRANGER
    if asker.letter(door.action) == NOT:
        return ROLE
    is_silent = door.path in SILENT or (cell.about is not None and cell.about.cookie != "")
    is_list = "organisation" in door.takes
    if cell.about is None or is_silent or is_list:
        return DONE
    # One's own account is shown, with the word that somebody else has to change it.
    is_oneself = isinstance(thing, Whose) and asker.account is not None
    if is_oneself and isinstance(thing, Whose) and thing.account == asker.account:
        return DONE
    # What is too late to change is said on the receipt, which is the asker's own all the same.
    is_there = within(asker, door.action, thing) if thing else False
    return DONE if is_there or is_own_receipt(cell) else OUTSIDE


def is_own_receipt(cell: Cell) -> bool:
    """Whether the page is the receipt of a report that the asker sent."""
    thing = cell.about.thing if cell.about else None
    is_sender = isinstance(thing, Told) and thing.by == cell.asker.account
    return cell.door.path.startswith(RECEIPT) and is_sender


def is_as(kind: str, cell: Cell, answer: Response) -> bool:
    """Whether the answer is of the kind that was wanted."""
    path, status = cell.door.path, answer.status_code
    to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
    expected: frozenset[int] | set[int]
    match kind:
        case "anyone":
            return status in FOR_ANYONE[str(cell.door)]
        case "stranger" if not PROGRAMS_ASK.fullmatch(path):
            return status == 303 and to_sign_in
        case "stranger":
            expected = {401}
        case "role":
            expected = {403}
        case "outside":
            expected = {WHEN_OUTSIDE.get(path, 404)} if cell.door.action else {404, 422}
        case _:
            expected = {404} if path in ABSENT else WHEN_DONE
    return status in expected and not to_sign_in


def words_of(answer: Response) -> str:
    """Everything that the answer says, its headers too."""
    said = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    if answer.headers.get("content-type", "") == "application/pdf":
        pages = PdfReader(BytesIO(answer.content)).pages
        return said + "\n".join(page.extract_text() for page in pages)
    return said + answer.text


def without_names(cell: Cell, answer: Response) -> str:
    """The body without what the address named, so that two answers can be compared."""
    said = answer.text
    for word in cell.about.words.values() if cell.about else ():
        said = said.replace(word, "…")
    return f"{answer.status_code} {said}"


def quoted_texts(world: World, cell: Cell, kind: str) -> set[str]:
    """The marks of the texts of reports that the draft names, on the pages of the desk."""
    if kind != DONE or cell.door.path not in DESKS:
        return set()
    read = [told for told in cell.town.quoted if within(cell.asker, "text.read", told)]
    marks = {word for told in read for word in world.marks_of(TEXT, told.report)}
    return {word for word in marks if world.marks[word].called == "text"}


def texts_wanted(world: World, cell: Cell, kind: str) -> set[str]:
    """The marks of the texts that the answer shall show; of texts, it must show no others."""
    told = cell.about.thing if cell.about else None
    if cell.door.method in SAFE and (quoted := quoted_texts(world, cell, kind)):
        return quoted
    if kind != DONE or not isinstance(told, Told):
        return set()
    if cell.door.path == RECEIPT:
        # A receipt leaves out what coordinators note for each other; others are led elsewhere.
        is_read = is_own_receipt(cell) and within(cell.asker, "text.read", told)
        texts = world.marks_of(TEXT, told.report) if is_read else set[str]()
        return {word for word in texts if world.marks[word].called != NOTE}
    if cell.door.path not in READ or cell.door.path.startswith("/api/"):
        return set()
    action = "text.read" if cell.door.method in SAFE else cell.door.action
    is_read = within(cell.asker, action, told)
    return world.marks_of(TEXT, told.report) if is_read else set()


def texts_shown_again(world: World, cell: Cell, kind: str) -> set[str]:
    """The marks that may stand on the page of an opened report when a form of it was not taken."""
    told = cell.about.thing if cell.about else None
    is_form = cell.door.path.startswith((f"{OPENED}/", f"{RECEIPT}/"))
    if kind != DONE or not is_form or not isinstance(told, Told):
        return set()
    if not within(cell.asker, "text.read", told):
        return set()
    texts = world.marks_of(TEXT, told.report)
    is_receipt = cell.door.path.startswith(RECEIPT)
    return {word for word in texts if not is_receipt or world.marks[word].called != NOTE}


def others_wanted(world: World, cell: Cell, kind: str) -> set[str]:
    """The marks that a page about one person or key must show, or else it shows nobody."""
    if kind != DONE or str(cell.door) not in ABOUT_ONE or cell.about is None:
        return set()
    name, borne_by = ABOUT_ONE[str(cell.door)]
    return world.marks_of(borne_by, UUID(cell.about.words[name]))


def may_be_shown(world: World, cell: Cell, word: str) -> bool:
    """Whether a mark that is in no text may be in the answer."""
    mark = world.marks[word]
    is_seen = may_see(cell.asker, mark) or sorts_too(cell, mark) or writes_too(cell, mark)
    if cell.town.code == HERE and cell.asker.is_known and is_seen:
        return True
    is_own = mark.of is not None and mark.of == cell.asker.account
    if cell.asker.column == "half" and not cell.door.action and is_own:
        return True
    if not cell.door.path.startswith("/invitation/") or cell.about is None:
        return False
    # Whoever holds the link of an invitation reads who invites whom to what.
    thing = cell.about.thing
    is_here = thing is not None and thing.municipality == mark.municipality == cell.town.code
    if not is_here or thing is None:
        return False
    if mark.kind == GROUND:
        return mark.organisation == thing.organisation
    is_guest = (mark.organisation, mark.called) == (thing.organisation, "guest")
    return mark.kind == PERSON and (is_guest or mark.called == "administrator")


def sorts_too(cell: Cell, mark: Mark) -> bool:
    """Whether it is of somebody who sorts reports, in the inbox, which says who looks at one.

    The e-mail address, which bears a mark of its own, is for nobody here: see
    tests/web/inbox/test_opened.py.
    """
    roles = CAST.get(mark.organisation, {}).get(mark.called, ())
    is_sorter = bool({Role.COORDINATOR, Role.ANALYST} & set(roles))
    is_here = cell.door.path.startswith("/inbox") and mark.municipality == HERE
    return is_here and cell.asker.has("report.sort") and mark.kind == PERSON and is_sorter


def writes_too(cell: Cell, mark: Mark) -> bool:
    """Whether it is of an analyst, on the pages of the draft, which say who wrote what."""
    roles = CAST.get(mark.organisation, {}).get(mark.called, ())
    is_here = cell.door.path in DESKS and mark.municipality == HERE
    is_writer = mark.kind == PERSON and Role.ANALYST in roles
    return is_here and cell.asker.has("draft.read") and is_writer


def leaks(world: World, cell: Cell, kind: str, said: str) -> list[str]:
    """What the answer shows and must not: marks, and ids of reports that are not to be seen."""
    texts = texts_wanted(world, cell, kind) | texts_shown_again(world, cell, kind)
    texts |= quoted_texts(world, cell, kind)
    shown = [
        f"{cell}: {world.marks[word]}"
        for word in set(MARK.findall(said)) & world.marks.keys()
        if word not in texts
        and (world.marks[word].kind == TEXT or not may_be_shown(world, cell, word))
    ]
    named = {*cell.about.words.values()} if cell.about else set[str]()
    ids = set(UUIDS.findall(said)) - named
    everything = [told for town in world.towns.values() for told in (*town.reports, *town.changed)]
    unseen = [told for told in everything if str(told.report) in ids and not sees(cell, told)]
    return shown + [f"{cell}: the id of {told}" for told in unseen]


def lacking(world: World, cell: Cell, kind: str, said: str) -> list[str]:
    """What the answer does not show although it must, so that an empty page proves nothing."""
    marks = texts_wanted(world, cell, kind) | others_wanted(world, cell, kind)
    found = [f"{cell}: {world.marks[word]}" for word in marks - set(MARK.findall(said))]
    if kind != DONE or cell.door.path not in LISTS or cell.door.method not in SAFE:
        return found
    assert cell.about
    assert cell.about.thing
    organisation = cell.about.thing.organisation
    everything = (*cell.town.reports, *cell.town.changed)
    listed = {told.report for told in everything if told.organisation == organisation}
    ids = {UUID(one) for one in UUIDS.findall(said)}
    wanted_here = {one.report for one in everything if one.report in listed and sees(cell, one)}
    return found + [f"{cell}: {one} in the list" for one in wanted_here - ids]


def sees(cell: Cell, told: Told) -> bool:
    """Whether the asker may know of the report here.

    The picture is of the whole municipality, and its map leads from each point to its report.
    """
    if cell.town.code != HERE or told.municipality != HERE:
        return False
    is_picture = cell.door.action == "picture.read" and cell.asker.has("picture.read")
    return is_picture or within(cell.asker, "report.read", told)
