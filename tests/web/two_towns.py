"""Two municipalities in the same databases, and in each of them words that give themselves away.

Every text, name, address, key, browser and organisation bears a mark of its own, so that whoever
finds a mark in an answer knows whose it was.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import product
from pathlib import Path
from uuid import UUID, uuid5

import shapely
from fastapi.testclient import TestClient
from sqlalchemy import insert

from accounts import directory, invitations, kept, keys, sessions, tables
from accounts.opening import store
from events.database import writing
from events.draft import Part, Slot
from events.organisation import OrganisationOpened
from events.sealing import make_master_key
from ingest import adopt, desk, drafting, roster, unsafe_places
from ingest.forms import (
    LinkForm,
    QuarantineForm,
    ReviewForm,
)
from ingest.receive import Received, receive
from ingest.submission import Submission
from migrations.run import migrate
from projections.opening import stores
from reference.areas import Area, Areas, Place, Places
from reference.dimensions import Channel, Review
from reference.roles import Role, Scope, Share
from settings import Settings
from tests.web.cast import (
    CAST,
    EMPTY,
    HERE,
    ONLY_THERE,
    OTHER,
    OWN,
    THERE,
    Player,
    Program,
    Told,
    Town,
    World,
)
from tests.web.marks import BROWSER, GROUND, KEPT, KEY, NOTE, PASSKEY, PERSON, TEXT, WORDS, Mark
from tests.web.town import ADDRESS, LOOPBACK, MONDAY, NOW, OUR_PAGE, serve

NAMES = UUID(int=9948)
YESTERDAY = NOW - timedelta(hours=25)
"""Longer ago than a reporter may correct what was sent."""


@contextmanager
def two_towns(
    folder: Path, database_url: str = "", accounts_url: str = "", public_url: str = ""
) -> Iterator[World]:
    """Both towns over the same stores; on SQLite unless servers are given."""
    urls = {"database_url": database_url, "accounts_url": accounts_url, "public_url": public_url}
    given = {name: url for name, url in urls.items() if url} | {"data_dir": folder}
    settings = {
        code: Settings.model_validate(
            {
                "municipality": code,
                "municipality_name": f"Kommun {code}",
                "sign_in_delay_s": 0,
                "log_level": "critical",
                **given,
            }
        )
        for code in (HERE, THERE)
    }
    _make_stores(settings[HERE])
    with ExitStack() as open_apps:
        world = World({})
        for code, one in settings.items():
            app, clock = serve(one)
            client = TestClient(
                app,
                base_url=ADDRESS,
                client=LOOPBACK,
                headers=OUR_PAGE,
                raise_server_exceptions=False,
                follow_redirects=False,
            )
            world.towns[code] = Town(app, clock, open_apps.enter_context(client))
        for town in world.towns.values():
            _settle(world, town)
            _people(world, town)
            _reports(world, town)
            _reports_to_change(world, town)
            _desk(world, town)
        yield world


def _make_stores(settings: Settings) -> None:
    with (
        stores(settings.database_url, settings.keys_url) as (engine, sealing),
        store(settings.accounts_url) as accounts,
    ):
        migrate(engine, sealing, accounts)
    make_master_key(settings.master_key_file)


def _settle(world: World, town: Town) -> None:
    """The ground, whose names are the town's own too."""
    registry, code = town.registry, town.code
    adopt.adopt_name(registry, f"Kommun {code}", actor="test", at=MONDAY)
    area = Area(
        "G01",
        world.mark(Mark(GROUND, code, "", called="area")),
        shapely.box(19.4, 57.4, 19.6, 57.6),
    )
    square = Place("torget", world.mark(Mark(GROUND, code, "", called="place")), 57.5, 19.5)
    areas = Areas("2026", date(2026, 1, 1), (area,))
    places = Places("2026", date(2026, 1, 1), (square,))
    adopt.adopt_areas(registry, areas, "test", actor="test", at=MONDAY)
    adopt.adopt_places(registry, places, "test", actor="test", at=MONDAY)
    for organisation in (OWN, OTHER, EMPTY, *([ONLY_THERE] if code == THERE else [])):
        name = world.mark(Mark(GROUND, code, organisation))
        fact = OrganisationOpened(
            code=organisation, sv=name, en=name, kind="school", since=MONDAY.date()
        )
        adopt.open_organisation(registry, fact, actor="test", at=MONDAY)


def _people(world: World, town: Town) -> None:
    """The cast, each listed and signed in; keys, an invitation, a passkey and a kept form."""
    for organisation, cast in CAST.items():
        for called, roles in cast.items():
            player = _player(world, town, organisation, called, roles)
            town.people[organisation, called] = player
    administrator = str(town.people[OWN, Role.ADMINISTRATOR.value].account)
    for organisation in CAST:
        names = [*(scope.value for scope in Scope if organisation == OWN), "victim"]
        for called in names:
            town.programs[organisation, called] = _program(world, town, organisation, called)
        guest = town.people[organisation, "guest"].account
        town.invitations[organisation] = invitations.invite(
            town.accounts, guest, by=administrator, at=NOW
        )


def _player(
    world: World, town: Town, organisation: str, called: str, roles: tuple[Role, ...]
) -> Player:
    code, accounts = town.code, town.accounts
    account = roster.open_account(
        town.registry, organisation, roles, actor="test", at=NOW - timedelta(days=10)
    )
    name, address, browser, passkey = (
        world.mark(Mark(kind, code, organisation, account, called), what)
        for kind, what in ((PERSON, "name"), (PERSON, "address"), (BROWSER, ""), (PASSKEY, ""))
    )
    directory.enter(accounts, account, name, f"{address}@havstuna.example")
    token, session = sessions.open_session(
        accounts,
        account,
        roles=roles,
        way="password",
        client=browser,
        whole=called != "half",
        at=NOW,
    )
    credential = _passkey(town, account, passkey) if called == "keeper" else ""
    return Player(account, code, organisation, frozenset(roles), token, session.id, credential)


def _passkey(town: Town, account: UUID, name: str) -> str:
    """A passkey that nobody can sign in with, but that can be removed."""
    credential = sha256(account.bytes).digest()
    with writing(town.accounts.engine) as connection:
        connection.execute(
            insert(tables.passkey).values(
                municipality=town.code,
                credential=credential,
                account=account,
                public_key=b"none",
                counter=0,
                name=name,
                added_at=NOW,
            )
        )
    return urlsafe_b64encode(credential).decode()


def _program(world: World, town: Town, organisation: str, called: str) -> Program:
    scopes = [Scope(called)] if called in list(Scope) else list(Scope)
    name = world.mark(Mark(KEY, town.code, organisation, called=called))
    key = roster.open_key(
        town.registry,
        organisation=organisation,
        name=name,
        scopes=scopes,
        expires_at=NOW + timedelta(days=90),
        actor="test",
        at=YESTERDAY,
    )
    world.marks[name] = world.marks[name]._replace(of=key)
    return Program(key, town.code, organisation, keys.make(town.accounts, key))


def keep(world: World, town: Town, account: UUID) -> str:
    """Keep a form for somebody; the token that opens it."""
    word = world.mark(Mark(KEPT, town.code, "", account))
    body = f"name={word}+was+written".encode()
    return kept.keep(town.accounts, account, path="/administration/keys/new", body=body, at=NOW)


def _reports(world: World, town: Town) -> None:
    """A report of every kind that differs in who may see it, and two of the same happening."""
    for organisation, share, quarantined, by in product(
        (OWN, OTHER), Share, (False, True), ("reporter", "colleague")
    ):
        # What names another organisation above the level that is for that: named all the same.
        is_named = share is Share.NAMED or (share is not Share.OWN and by == "colleague")
        told = _told(world, town, organisation, by, share, is_named=is_named)
        if quarantined:
            _hold_back(world, town, told)
        town.reports.append(told)
    seen = _first(town, OWN, Share.MEETING)
    unseen = LinkForm(same_as=_first(town, OTHER, Share.OWN))
    desk.link(town.registry, seen, unseen, actor="test", at=YESTERDAY)


def _reports_to_change(world: World, town: Town) -> None:
    """One that is too old to be corrected by who told it, and some of today."""
    town.changed.append(_told(world, town, OWN, "reporter", Share.OWN, at=YESTERDAY))
    for organisation, by, share in (
        (OWN, "reporter", Share.MUNICIPALITY),
        (OWN, "colleague", Share.OWN),
        (OTHER, "reporter", Share.NAMED),
        (OTHER, "reporter", Share.OWN),
    ):
        told = _told(world, town, organisation, by, share, is_named=share is Share.NAMED, at=NOW)
        town.changed.append(told)


def _desk(world: World, town: Town) -> None:
    """A draft that names a report of each level of the other organisation; an unsafe place."""
    code, by = town.code, str(town.people[OWN, "trusted victim"].account)
    words = [world.mark(Mark(WORDS, code, OWN, called=what)) for what in ("sentence", "rumour")]
    town.quoted += [told for told in town.reports if told.organisation == OTHER][:12]
    reports = tuple(told.report for told in town.quoted)
    fields = [
        drafting.Field(Slot(Part.SENTENCE, "1"), words[0], is_nobody=True),
        drafting.Field(Slot(Part.RUMOUR, "1"), words[1], reports, is_nobody=True),
    ]
    saved = drafting.save(town.registry, "2026-W47", fields, actor=by, at=YESTERDAY)
    assert not saved.refused
    form = unsafe_places.ListingForm(
        key=uuid5(NAMES, f"{code}|unsafe"),
        category="PLACE-LIGHT",
        area="G01",
        words=world.mark(Mark(WORDS, code, OWN, called="unsafe")),
        since=date(2026, 10, 1),
    )
    listed = unsafe_places.enlist(town.registry, form, actor=by, at=YESTERDAY)
    assert listed
    town.unsafe.append(listed.stream)


def _first(town: Town, organisation: str, share: Share) -> UUID:
    found = (one for one in town.reports if (one.organisation, one.share) == (organisation, share))
    return next(found).report


def _told(
    world: World,
    town: Town,
    organisation: str,
    by: str,
    share: Share,
    *,
    is_named: bool = False,
    at: datetime = YESTERDAY,
) -> Told:
    number = len(town.reports) + len(town.changed)
    mark = uuid5(NAMES, f"{town.code}|{number}")
    other = OTHER if organisation == OWN else OWN
    teller = town.people[organisation, by].account
    words = {
        what: world.mark(Mark(TEXT, town.code, organisation, mark, what))
        for what in ("text", "words", NOTE)
    }
    sent = {
        "client_id": str(mark),
        "organisation": organisation,
        "category": "DMG-GRAFF",
        "occurred": {"from": "2026-11-18T18:30"},
        "place": {"point": {"lat": 57.5, "lon": 19.5}, "words": words["words"]},
        "text": words["text"],
        "share": share.value,
        "shared_with": [other] if is_named else [],
    }
    (outcome,) = receive(
        town.registry,
        [Submission.model_validate(sent)],
        actor=str(teller),
        at=at,
        channel=Channel.API,
    )
    assert isinstance(outcome, Received), outcome
    for word in words.values():
        world.marks[word] = world.marks[word]._replace(of=outcome.report)
    form = ReviewForm(outcome=Review.READ, note=words[NOTE])
    desk.review(town.registry, outcome.report, form, actor="test", at=at)
    return Told(
        outcome.report,
        town.code,
        organisation,
        teller,
        share,
        frozenset({other} if is_named else ()),
        quarantined=False,
        fresh=at == NOW,
    )


def _hold_back(world: World, town: Town, told: Told) -> None:
    note = world.mark(Mark(TEXT, town.code, told.organisation, told.report, NOTE), "held back")
    form = QuarantineForm(note=note)
    desk.quarantine(town.registry, told.report, form, actor="test", at=YESTERDAY)
    told.quarantined = True
