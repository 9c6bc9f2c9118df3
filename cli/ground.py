"""Commands for the ground that reports are told in: name, areas, places and the like."""

from pathlib import Path
from typing import Annotated

import typer

from cli.house import ACTOR, MunicipalityOption, heard, house, now, t, today
from events.refusal import Refused

app = typer.Typer()
areas_app = typer.Typer(no_args_is_help=True, help=t("Areas of the municipality."))
places_app = typer.Typer(no_args_is_help=True, help=t("Named places."))
calendar_app = typer.Typer(no_args_is_help=True, help=t("School holidays and local events."))
organisation_app = typer.Typer(no_args_is_help=True, help=t("Organisations that report."))
app.add_typer(areas_app, name="areas")
app.add_typer(places_app, name="places")
app.add_typer(calendar_app, name="calendar")
app.add_typer(organisation_app, name="organisation")


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
    municipality: MunicipalityOption = None,
) -> None:
    """Record that the organisation takes part."""
    from events.organisation import OrganisationOpened
    from ingest.adopt import open_organisation as record_it

    fact = OrganisationOpened(
        code=code, sv=sv or code, en=en or sv or code, kind=kind, weekly=weekly
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
            typer.echo(f"{one.code}\t{one.sv}\t{one.en}\t{one.kind}\t{one.weekly}")
