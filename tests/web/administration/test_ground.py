"""Areas and places: a file is looked at first, and changes nothing before it is adopted."""

import io
import zipfile
from pathlib import Path

import pytest
import shapely
from fastapi.testclient import TestClient

from projections.ground import Ground
from projections.known import known
from reference.roles import Role
from tests.reference.drawn import Drawn
from tests.web.administration.hall import administrator, said
from tests.web.administration.maps import (
    NEW_AREAS,
    PLACES,
    beside,
    geojson,
    kept,
    title,
    upload,
)
from tests.web.town import Town

AREAS = "/administration/areas"
PLACES_PAGE = "/administration/places"


@pytest.fixture
def office(town: Town) -> TestClient:
    """Somebody who looks after the ground."""
    return administrator(town)


def ground(town: Town) -> Ground:
    """The ground as it is in force."""
    with known(town.registry.log) as now:
        return now.ground


def head(town: Town) -> int:
    """How far the log has come."""
    with known(town.registry.log) as now:
        return now.position


def test_the_page_says_what_is_in_force_and_since_when(office: TestClient) -> None:
    page = office.get(AREAS)

    assert "3 areas, edition 2026. In force since Monday 9 November 2026." in said(page)
    assert "Östra Havstuna G02" in said(page)
    assert page.text.count("<path d=") == 3
    assert "style=" not in page.text
    places = office.get(PLACES_PAGE)
    assert "2 places, edition 2026." in said(places)
    assert places.text.count("<circle") == 2


def test_a_file_is_shown_with_what_it_would_change_and_nothing_is_changed(
    town: Town, office: TestClient
) -> None:
    before = head(town)

    page = upload(office, AREAS, geojson())

    assert page.status_code == 200
    for sentence in (
        "omraden.geojson What the file holds 3 areas",
        "1 named place comes into another area: Sjöviksskolan.",
        "1 area is new: Nyhamn.",
        "1 area is no longer there: Sjövik.",
        "The codes are taken from the column “kod”.",
        "The names are taken from the column “namn”.",
    ):
        assert sentence in said(page)
    assert page.text.count("<path d=") == 3
    assert head(town) == before


def test_the_same_areas_again_are_seen_to_be_the_same(office: TestClient) -> None:
    same = (*NEW_AREAS[:2], ("G03", "Sjövik", 19.53))

    page = upload(office, AREAS, geojson(same))

    assert "Nothing differs from what is in force." in said(page)
    assert "named place" not in said(page)


def test_what_was_shown_is_adopted_and_the_places_follow(town: Town, office: TestClient) -> None:
    page = upload(office, AREAS, geojson(), "../../områden 2027.geojson")

    answer = town.press(f"{AREAS}/adopt", office, kept=kept(page), edition="2027")

    assert (answer.status_code, answer.headers["location"]) == (303, f"{AREAS}?done=areas")
    now = ground(town)
    assert now.areas is not None
    assert [(area.code, area.name) for area in now.areas.areas] == [
        (code, name) for code, name, _ in NEW_AREAS
    ]
    assert now.places is not None
    assert {place.code: place.area for place in now.places.places} == {
        "torget": "G01",
        "skolan": "G04",
    }
    page = office.get(answer.headers["location"])
    assert "The areas are adopted." in said(page)
    assert "3 areas, edition 2027. In force since Tuesday 24 November 2026." in said(page)
    assert "From the file områden 2027.geojson." in said(page)
    assert "Earlier editions Edition Adopted How many 2026 the test" in said(page)


def test_the_log_names_who_adopted_it(town: Town) -> None:
    account = town.person("vakt", Role.ADMINISTRATOR)
    browser = town.signed_in(account, Role.ADMINISTRATOR)
    town.press(f"{AREAS}/adopt", browser, kept=kept(upload(browser, AREAS, geojson())), edition="n")

    with known(town.registry.log) as now:
        (entry,) = town.registry.log.entries(
            now.connection, after=now.position - 2, upto=now.position - 1
        )
    assert (entry.fact.TOPIC, entry.actor) == ("areas.adopted", str(account))


def test_other_columns_can_be_read_without_sending_the_file_again(
    town: Town, office: TestClient
) -> None:
    page = upload(office, AREAS, geojson(code="gis-nr", name="del"))
    assert page.status_code == 422
    assert title(page) == "Error: Choose what to read"
    assert "gis-nr, del" in beside(page, "code")

    page = town.press(f"{AREAS}/preview", office, kept=kept(page), code="gis-nr", name="del")
    assert page.status_code == 200
    assert "The columns that you chose were used." in said(page)
    fields = {"code": "gis-nr", "name": "del", "edition": "2027"}
    town.press(f"{AREAS}/adopt", office, kept=kept(page), **fields)

    assert ground(town).editions["areas"] == "2027"


def test_of_several_layers_one_is_chosen(town: Town, office: TestClient, tmp_path: Path) -> None:
    squares = [shapely.box(west, 57.49, west + 0.02, 57.51) for _, _, west in NEW_AREAS]
    columns = [{"kod": code, "namn": name} for code, name, _ in NEW_AREAS]
    path = Drawn(columns, squares).geopackage(tmp_path / "x.gpkg", "områden")
    Drawn(columns[:1], squares[:1]).geopackage(path, "kommun")

    page = upload(office, AREAS, path.read_bytes(), "x.gpkg")
    assert page.status_code == 422
    assert beside(page, "layer") == "Say which layer to read: områden, kommun."
    page = town.press(f"{AREAS}/preview", office, kept=kept(page), layer="områden")
    assert "What the file holds 3 areas" in said(page)
    town.press(f"{AREAS}/adopt", office, kept=kept(page), layer="områden", edition="2027")

    areas = ground(town).areas
    assert areas is not None
    assert len(areas.areas) == 3


def test_a_column_that_cannot_be_used_is_said_and_the_file_kept(
    town: Town, office: TestClient
) -> None:
    twice = (*NEW_AREAS, ("G05", "Centrum", 19.55))
    page = upload(office, AREAS, geojson(twice))

    page = town.press(f"{AREAS}/preview", office, kept=kept(page), code="namn")

    assert page.status_code == 422
    assert beside(page, "code") == "The code “Centrum” is there more than once."
    assert '<option value="namn" selected>' in page.text
    assert town.press(f"{AREAS}/preview", office, kept=kept(page)).status_code == 200


@pytest.mark.parametrize(
    ("edition", "sentence"),
    [
        ("", "Give the edition a name."),
        ("2026", "There is an edition named 2026 already; give this one another name."),
        ("x" * 61, "This can have at most 60 characters."),
    ],
)
def test_a_name_that_cannot_be_is_said_beside_the_field_and_the_file_kept(
    town: Town, office: TestClient, edition: str, sentence: str
) -> None:
    page = upload(office, AREAS, geojson())
    before = head(town)

    page = town.press(f"{AREAS}/adopt", office, kept=kept(page), edition=edition)

    assert (page.status_code, beside(page, "edition")) == (422, sentence)
    assert title(page) == "Error: What the file holds"
    assert f'name="edition" type="text" value="{edition}"' in page.text
    assert head(town) == before
    answer = town.press(f"{AREAS}/adopt", office, kept=kept(page), edition="2027")
    assert answer.status_code == 303


def test_the_name_proposed_is_free(town: Town, office: TestClient) -> None:
    for proposed in ("2026-11-24", "2026-11-24-2"):
        page = upload(office, AREAS, geojson())
        assert f'type="text" value="{proposed}"' in page.text
        town.press(f"{AREAS}/adopt", office, kept=kept(page), edition=proposed)


def shapefile_without_its_table() -> bytes:
    """A zip that lacks what the names stand in."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("areas.shp", b"")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file."),
        (b"\x89PNG", "The file karta.geojson is damaged, or is not GeoJSON"),
        (b"{", "The file karta.geojson is damaged, or is not GeoJSON"),
        (b'{"type": "Feature"}', "The GeoJSON is not a FeatureCollection."),
        (b'{"type": "FeatureCollection", "features": []}', "The file holds nothing."),
        (b"SQLite format 3\0rubbish", "The file karta.geojson is damaged"),
        (b"PK\x03\x04rubbish", "The file karta.geojson is damaged"),
        (shapefile_without_its_table(), "The shapefile lacks its .dbf file"),
        (geojson((("G01", "Centrum", 400.0),)), "not in degrees"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_beside_the_field(
    town: Town, office: TestClient, content: bytes, sentence: str
) -> None:
    before = head(town)

    page = upload(office, AREAS, content, "karta.geojson")

    assert page.status_code == 422
    assert sentence in beside(page, "file")
    assert title(page) == "Error: Areas"
    assert "3 areas, edition 2026." in said(page)
    assert head(town) == before


def test_the_page_speaks_swedish_too(office: TestClient) -> None:
    office.headers["accept-language"] = "sv"

    page = upload(office, AREAS, b"rubbish")

    assert title(page) == "Fel: Områden"
    assert "är skadad, eller är inte GeoJSON" in beside(page, "file")


def test_a_file_waits_for_an_hour_and_is_adopted_once(town: Town, office: TestClient) -> None:
    def pass_by(minutes: int) -> None:
        for _ in range(3):  # so often that the session goes on
            town.clock.forward(minutes=minutes / 3)
            assert office.get(AREAS).status_code == 200

    page = upload(office, AREAS, geojson())
    pass_by(59)
    again = town.press(f"{AREAS}/preview", office, kept=kept(page))
    assert again.status_code == 200
    pass_by(60)
    before = head(town)

    for token in (kept(again), kept(page), ""):
        answer = town.press(f"{AREAS}/adopt", office, kept=token, edition="2027")
        assert answer.status_code == 409
        assert "no longer there. Choose it again." in said(answer)
    assert head(town) == before


def test_a_file_is_adopted_by_the_one_who_sent_it_and_as_what_it_was_sent_for(town: Town) -> None:
    one, other = administrator(town), administrator(town)
    before = head(town)

    page = upload(one, AREAS, geojson())
    assert town.press(f"{AREAS}/adopt", other, kept=kept(page), edition="2027").status_code == 409
    page = upload(one, AREAS, geojson())
    taken = town.press(f"{PLACES_PAGE}/adopt", one, kept=kept(page), edition="2027")
    assert taken.status_code == 409
    assert head(town) == before


def test_a_form_from_elsewhere_is_turned_away(town: Town, office: TestClient) -> None:
    before = head(town)
    page = upload(office, AREAS, geojson())

    assert upload(office, AREAS, geojson(), token="forged").status_code == 403  # noqa: S106
    form = {"kept": kept(page), "edition": "2027", "form_token": "forged"}
    assert office.post(f"{AREAS}/adopt", data=form).status_code == 403
    assert office.post(AREAS, data={"form_token": "forged"}).status_code == 422
    assert (
        office.post(
            AREAS, content=b"--x", headers={"content-type": "multipart/form-data"}
        ).status_code
        == 422
    )
    assert head(town) == before


def test_more_than_one_file_and_too_many_fields_are_turned_away(office: TestClient) -> None:
    files = [("file", ("a", b"a")), ("file", ("b", b"b"))]
    assert office.post(AREAS, files=files).status_code == 422
    many = {f"field{n}": "x" for n in range(30)}
    assert office.post(AREAS, data=many, files=files[:1]).status_code == 422


def test_only_whoever_looks_after_the_ground_may(town: Town) -> None:
    for role in Role:
        browser = town.somebody("vakt", role)
        expected = 200 if role is Role.ADMINISTRATOR else 403
        assert browser.get(AREAS).status_code == expected, role
        assert upload(browser, AREAS, geojson()).status_code == expected, role
    nobody = town.nobody()
    assert nobody.get(AREAS).status_code == 303


def test_places_are_read_from_a_table_and_put_in_their_areas(
    town: Town, office: TestClient
) -> None:
    page = upload(office, PLACES_PAGE, PLACES, "platser.csv")

    assert "1 place lies outside every area: Fyren." in said(page)
    assert "No column of codes was found, so the codes are made of the names." in said(page)
    town.press(f"{PLACES_PAGE}/adopt", office, kept=kept(page), edition="2027")
    places = ground(town).places
    assert places is not None
    assert [(place.name, place.area, place.place_type) for place in places.places] == [
        ("Fyren", "OUTSIDE", "other"),
        ("Stortorget", "G01", "square"),
    ]


def test_there_is_nothing_to_look_at_first_where_all_is_well(office: TestClient) -> None:
    same = (*NEW_AREAS[:2], ("G03", "Sjövik", 19.53))
    for page in (
        upload(office, AREAS, geojson(same)),
        upload(office, PLACES_PAGE, b"kod;namn;lat;lon\ntorget;Stortorget;57,5;19,5\n", "p.csv"),
    ):
        assert page.status_code == 200
        assert "Look at this first" not in said(page)


def test_a_page_that_was_shown_is_not_found_again_by_its_address(office: TestClient) -> None:
    for step in ("preview", "adopt"):
        answer = office.get(f"{AREAS}/{step}")
        assert (answer.status_code, answer.headers["location"]) == (303, AREAS)
