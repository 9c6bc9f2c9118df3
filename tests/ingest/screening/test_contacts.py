"""E-mail, plates, accounts and home addresses, and what looks like them in this trade."""

import pytest

from ingest.screening.screen import screen


def found(text: str) -> list[tuple[str, str]]:
    """Each find's kind, and the words that it marks."""
    return [(one.kind.value, text[one.start : one.end]) for one in screen(text)]


def kinds(text: str) -> list[str]:
    """The kinds found."""
    return [kind for kind, _ in found(text)]


@pytest.mark.parametrize(
    "written",
    [
        "x.y+z@sub.example.co.uk",
        "xyz (at) example.com",
        "xyz[at]example.com",
        "XYZ@EXAMPLE.SE",
        "xyz snabel-a example punkt com",
        "xyz snabela example.com",
        "xyz @ example . com",
        "xyz at example dot com",
        "xyz\uff20example.com",
        "xyz @example.com",
        "xyz(a)example.com",
        "xyz { a } example.com",
        "xyz < a > example.com",
    ],
)
def test_an_address_is_found_also_disguised(written: str) -> None:
    assert found(f"Mejla {written}, tack") == [("email", written)]


def test_the_mailbox_of_an_office_points_out_nobody() -> None:
    assert found("Skriv till registrator@havstuna.example eller info@havstuna.example") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bil FUL 618 på gården", "FUL 618"),
        ("regnr ful618", "ful618"),
        ("Volvo FUL61D", "FUL61D"),
        ("vit skåpbil, FUL-618", "FUL-618"),
        ("moppe med skylt FUL618", "FUL618"),
        ("FUL618 stod parkerad på gångbanan", "FUL618"),
        ("svart golf,gyn 540,tonad", "gyn 540"),
        ("polsk bil, regnr WX 12345", "wx 12345".upper()),
        ("mc nyp 31a", "nyp 31a"),
    ],
)
def test_a_plate_is_found_by_the_words_around(text: str, words: str) -> None:
    assert found(text) == [("plate", words)]


@pytest.mark.parametrize(
    "text",
    [
        "SAL 214",
        "RUM 112",
        "BUS 401 körde förbi en bil",
        "bilen stod vid RUM 112",
        "HUS 12B",
        "FUL 618",
        "buss 401",
        "bil 123",
        "volvo och 200 personer",
        "typ 100 pers vid bilen",
        "bmw x5",
        "bmw 320",
        "volvo v70",
        "parkerat på plats 123",
        "Polis EPA 101 bil",
        "SOS 112",
    ],
)
def test_rooms_buses_and_models_are_no_plates(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@xyz_99 filmar", "@xyz_99"),
        ("snap: xyzb99", "xyzb99"),
        ("insta xyz.b", "xyz.b"),
        ("insta xyz", "xyz"),
        ("på tiktok heter hen xyzboi", "xyzboi"),
        ("hans insta är xyzbus.", "xyzbus"),
        ("instagram.com/xyzb", "instagram.com/xyzb"),
        ("kontot xyz_99 lägger ut", "xyz_99"),
        ("heter xyzbus på snap", "xyzbus"),
        ("xyz_99 på snap", "xyz_99"),
        ("TikTok-konto: xyzb09", "xyzb09"),
        ("facebook-profilen @xyz.b.hatar", "@xyz.b.hatar"),
        ("discord xyz#1234", "xyz#1234"),
    ],
)
def test_an_account_is_found(text: str, words: str) -> None:
    assert ("handle", words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "de filmade på snap och tiktok",
        "på insta igår",
        "snap: filmer från bråket sprids",
        "la ut på insta.",
        "låg ute på snap i en timme",
        "Instagram-konto stängt",
        "Insta nere 2 tim",
        "Kontot är borttaget",
        "filmen finns på tiktok",
    ],
)
def test_talk_of_social_media_names_no_account(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bor på Storgatan 5", "Storgatan 5"),
        ("bor på storgatan 5b", "storgatan 5b"),
        ("är skriven på Karl Johans gata 12", "Karl Johans gata 12"),
        ("Lärkvägen 12 lgh 1101", "Lärkvägen 12 lgh 1101"),
        ("Lärkvägen 12, 3 tr", "Lärkvägen 12, 3 tr"),
        ("lgh 1301, Ringvägen 30", "lgh 1301, Ringvägen 30"),
        ("c/o Lärkvägen 12", "Lärkvägen 12"),
        ("Lärkvägen 12, 994 70 Havstuna", "Lärkvägen 12, 994 70 Havstuna"),
        ("hemma hos honom på lärkvägen 3b", "lärkvägen 3b"),
        ("bor på Tallåsen 7", "Tallåsen 7"),
        ("hemadress: Lärkvägen 12", "Lärkvägen 12"),
        ("bor bofinksv 11", "bofinksv 11"),
        ("Lärkvägen 12 där hon bor", "Lärkvägen 12"),
        ("BOR PÅ LÄRKVÄGEN 12", "LÄRKVÄGEN 12"),
    ],
)
def test_a_home_is_told_by_the_words_around(text: str, words: str) -> None:
    assert found(text) == [("home-address", words)]


@pytest.mark.parametrize(
    "text",
    [
        "Storgatan 5",
        "bråk utanför Storgatan 5, två skadade",
        "Boende på Storgatan 12 klagar",
        "vid Storgatan 5 uppgång B",
        "Adress: Storgatan 5",
        "Storgatan 5-7",
        "Storgatan 5, 10 personer",
        "Storgatan 12, 3 trasiga lampor",
        "De som bor på Ekbacken är trötta",
        "bor på våning 3",
        "möte på Rådhusgatan 1 kl 18",
        "körde till Storgatan 5",
        "Ungdomar på Storgatan 12 tre gånger",
    ],
)
def test_the_place_of_a_happening_is_no_home(text: str) -> None:
    assert found(text) == []


def test_names_and_addresses_are_warned_of_and_the_rest_is_blocked() -> None:
    actions = {
        one.kind.value: one.action.value
        for one in screen("Sara bor på Storgatan 5, sara@example.com")
    }

    assert actions == {"name": "warn", "home-address": "warn", "email": "block"}
