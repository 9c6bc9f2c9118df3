"""Commands for the ground that reports are told in: name, areas, places and the like."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.house import ACTOR, JsonOption, MunicipalityOption, heard, house, moment, now, t, today
from events.refusal import Refused
from reference.roles import Share
from reference.weeks import MeetingRhythm, Week, read_time

app = typer.Typer()
areas_app = typer.Typer(no_args_is_help=True, help=t("Areas of the municipality."))
places_app = typer.Typer(no_args_is_help=True, help=t("Named places."))
calendar_app = typer.Typer(no_args_is_help=True, help=t("School holidays and local events."))
organisation_app = typer.Typer(no_args_is_help=True, help=t("Organisations that report."))
app.add_typer(areas_app, name="areas")
app.add_typer(places_app, name="places")
app.add_typer(calendar_app, name="calendar")
app.add_typer(organisation_app, name="organisation")
category_app = typer.Typer(no_args_is_help=True, help=t("Categories of your own."))
app.add_typer(category_app, name="category")
clock_app = typer.Typer(
    no_args_is_help=True, help=t("When a week's reports are due, and when the meeting is.")
)
app.add_typer(clock_app, name="clock")


@app.command(help=t("Give the municipality its name."))
def name(official: str, municipality: MunicipalityOption = None) -> None:
    """Record the municipality's official name."""
    from ingest.adopt import adopt_name

    with house(municipality) as (registry, _):
        adopt_name(registry, official, actor=ACTOR, at=now())


@areas_app.command("import", help=t("Adopt areas from GeoJSON, GeoPackage or a zipped shapefile."))
def import_areas(
    file: Path,
    layer: str | None = None,
    code: str | None = None,
    name: str | None = None,
    edition: str | None = None,
    municipality: MunicipalityOption = None,
) -> None:
    """Read the file, adopt what it holds as an edition."""
    from ingest.adopt import adopt_areas
    from reference.areas import Areas
    from reference.geofiles import read_areas

    areas = read_areas(file, layer=layer, code=code, name=name, say=heard)
    adopted = Areas(edition or today().isoformat(), today(), tuple(areas))
    with house(municipality) as (registry, _):
        adopt_areas(registry, adopted, file.name, actor=ACTOR, at=now())
    heard("Adopted %(n)s areas as edition %(edition)s.", n=len(areas), edition=adopted.edition)


@places_app.command(
    "import", help=t("Adopt named places from CSV, GeoJSON, GeoPackage or shapefile.")
)
def import_places(
    file: Path,
    layer: str | None = None,
    code: str | None = None,
    name: str | None = None,
    edition: str | None = None,
    municipality: MunicipalityOption = None,
) -> None:
    """Read the file, find the area of each place, adopt them as an edition."""
    from ingest.adopt import adopt_places
    from projections.known import known
    from reference.areas import Places, settle
    from reference.geofiles import read_places

    read = read_places(file, layer=layer, code=code, name=name, say=heard)
    with house(municipality) as (registry, _):
        with known(registry.log) as current:
            areas = current.ground.areas
        if areas is None:
            raise Refused("Adopt the areas first, so that each place can be put in its area.")
        adopted = Places(edition or today().isoformat(), today(), settle(read, areas))
        adopt_places(registry, adopted, file.name, actor=ACTOR, at=now())
    heard("Adopted %(n)s places as edition %(edition)s.", n=len(read), edition=adopted.edition)


@calendar_app.command("import", help=t("Adopt school holidays and local events from TOML."))
def import_calendar(
    file: Path, edition: str | None = None, municipality: MunicipalityOption = None
) -> None:
    """Read the file and adopt it as an edition."""
    from ingest.adopt import adopt_calendar

    toml = file.read_text(encoding="utf-8")
    with house(municipality) as (registry, _):
        adopt_calendar(
            registry, edition or today().isoformat(), toml, file.name, actor=ACTOR, at=now()
        )


@organisation_app.command("open", help=t("Let an organisation take part, or change its name."))
def open_organisation(
    code: str,
    sv: Annotated[str, typer.Option(help=t("Its name in Swedish."))] = "",
    en: Annotated[str, typer.Option(help=t("Its name in English."))] = "",
    kind: str = "",
    weekly: Annotated[bool, typer.Option(help=t("Whether it is to report every week."))] = True,
    share: Annotated[
        Share, typer.Option(help=t("Whom its texts are shared with, unless a report says."))
    ] = Share.OWN,
    municipality: MunicipalityOption = None,
) -> None:
    """Record that the organisation takes part."""
    from events.organisation import OrganisationOpened
    from ingest.adopt import open_organisation as record_it

    fact = OrganisationOpened(
        code=code, sv=sv or code, en=en or sv or code, kind=kind, weekly=weekly, share=share
    )
    with house(municipality) as (registry, _):
        record_it(registry, fact, actor=ACTOR, at=now())


@organisation_app.command("close", help=t("End an organisation's taking part."))
def close_organisation(code: str, municipality: MunicipalityOption = None) -> None:
    """Record that the organisation no longer takes part."""
    from ingest.adopt import close_organisation as record_it

    with house(municipality) as (registry, _):
        record_it(registry, code, actor=ACTOR, at=now())


@organisation_app.command("list", help=t("List the organisations."))
def list_organisations(municipality: MunicipalityOption = None) -> None:
    """Write one organisation a line."""
    from projections.known import known

    with house(municipality) as (registry, _), known(registry.log) as current:
        for one in current.ground.organisations.values():
            cells = (one.code, one.sv, one.en, one.kind, str(one.weekly), one.share)
            typer.echo("\t".join(cells))


@category_app.command("open", help=t("Let there be a category of your own below PARENT."))
def open_category(
    parent: str,
    sv: Annotated[str, typer.Argument(help=t("Its name in Swedish."))],
    en: Annotated[str, typer.Option(help=t("Its name in English."))] = "",
    help_sv: Annotated[str, typer.Option(help=t("What counts, in Swedish."))] = "",
    help_en: Annotated[str, typer.Option(help=t("What counts, in English."))] = "",
    own_id: Annotated[
        str, typer.Option("--id", help=t("Its id, DMG-GRAFF.skolgard; else made of the name."))
    ] = "",
    municipality: MunicipalityOption = None,
) -> None:
    """Record the category and write its id."""
    from events.ground import LocalCategoryOpened
    from ingest.adopt import open_category as record_it

    wanted = LocalCategoryOpened(
        id=own_id, parent=parent, sv=sv, en=en, help_sv=help_sv, help_en=help_en
    )
    with house(municipality) as (registry, _):
        typer.echo(record_it(registry, wanted, actor=ACTOR, at=now()))


@category_app.command("close", help=t("Let a category of your own no longer be reported."))
def close_category(category: str, municipality: MunicipalityOption = None) -> None:
    """Record that the category is closed."""
    from ingest.adopt import close_category as record_it

    with house(municipality) as (registry, _):
        record_it(registry, category, actor=ACTOR, at=now())


@category_app.command("list", help=t("List the categories that there are."))
def list_categories(
    own: Annotated[bool, typer.Option(help=t("Only those of your own."))] = False,
    municipality: MunicipalityOption = None,
) -> None:
    """Write one category a line: id, Swedish, English, and “closed” where it is."""
    from projections.known import known

    with house(municipality) as (registry, _), known(registry.log) as current:
        for one in current.ground.taxonomy.categories.values():
            if one.parent or not own:
                typer.echo("\t".join((one.id, one.sv, one.en, "closed" if one.retired else "")))


@clock_app.command("show", help=t("Say when reports are due, and when the meeting is."))
def show_clock(as_json: JsonOption = False, municipality: MunicipalityOption = None) -> None:
    """Write the clock, and what it means for the week that is running."""
    from projections.known import known

    at = now()
    with house(municipality) as (registry, _), known(registry.log) as current:
        clock = current.ground.clock
    week = Week.of(at)
    found = {
        "deadline": f"{clock.deadline_day} {clock.deadline_time:%H:%M}",
        "meeting": f"{clock.meeting_day} {clock.meeting_time:%H:%M}",
        "rhythm": clock.rhythm.code,
        "first_meeting": clock.first_meeting.isoformat() if clock.first_meeting else "",
        "week": str(week),
        "due": moment(clock.deadline(week)),
        "next_meeting": moment(clock.next_meeting(at)),
    }
    for name, said in found.items() if not as_json else ():
        typer.echo(f"{name}\t{said}")
    if as_json:
        typer.echo(json.dumps(found))


@clock_app.command("set", help=t("Set when reports are due and when the meeting is."))
def set_clock(
    deadline_day: Annotated[
        int | None, typer.Option(min=1, max=7, help=t("Weekday of the week after, Monday is 1."))
    ] = None,
    deadline: Annotated[str, typer.Option(help=t("Local time, such as 10:00."))] = "",
    meeting_day: Annotated[int | None, typer.Option(min=1, max=7)] = None,
    meeting: str = "",
    rhythm: MeetingRhythm | None = None,
    first_meeting: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=t("The day that a longer rhythm counts from.")),
    ] = None,
    municipality: MunicipalityOption = None,
) -> None:
    """Change what is given, and leave the rest as it was."""
    from ingest.adopt import set_clock as record_it
    from projections.known import known

    with house(municipality) as (registry, _):
        with known(registry.log) as current:
            was = current.ground.clock
        every_week = (rhythm or was.rhythm) is MeetingRhythm.WEEK
        counted_from = None if every_week else was.first_meeting
        wanted = replace(
            was,
            deadline_day=deadline_day or was.deadline_day,
            deadline_time=read_time(deadline, "deadline") if deadline else was.deadline_time,
            meeting_day=meeting_day or was.meeting_day,
            meeting_time=read_time(meeting, "meeting") if meeting else was.meeting_time,
            rhythm=rhythm or was.rhythm,
            first_meeting=first_meeting.date() if first_meeting else counted_from,
        )
        if record_it(registry, wanted, actor=ACTOR, at=now()) is None:
            heard("The clock was set like that already.")
