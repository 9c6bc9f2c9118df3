"""Personnummer, samordningsnummer, phone numbers and dates of birth, and what looks like them.

Birth numbers are from 980-999, which are given to nobody; phone numbers from the series kept for
fiction.
"""

import random
from datetime import date, timedelta

import phonenumbers
import pytest
from stdnum.se import personnummer as stdnum

from ingest.screening.finding import Action
from ingest.screening.numbers import kind_by_date, luhn
from ingest.screening.screen import screen
from reference.dimensions import PersonalData


def found(text: str) -> list[tuple[str, str]]:
    """Each find's kind, and the words that it marks."""
    return [(one.kind.value, text[one.start : one.end]) for one in screen(text)]


def made(born: date, *, coordination: bool = False, seed: int = 0) -> str:
    """Ten digits that are right, of nobody."""
    day = born.day + 60 * coordination
    nine = f"{born:%y%m}{day:02}{random.Random(seed).randint(980, 999)}"
    return next(nine + last for last in "0123456789" if luhn(nine + last))


WRITTEN = (
    "{c}{y}{m}{d}-{n}",
    "{y}{m}{d}-{n}",
    "{c}{y}{m}{d}{n}",
    "{y}{m}{d}{n}",
    "{y}{m}{d} {n}",
    "{c}{y}-{m}-{d}-{n}",
    "{c}{y} {m} {d} - {n}",
    "{y} {m} {d} {n}",
    "{y}{m}{d}+{n}",
    "{y}{m}{d}–{n}",
    "{y}{m}{d}\u2011{n}",
    "{c} {y}{m}{d} {n}",
    "{c}{y}/{m}/{d}-{n}",
    "{y}.{m}.{d}-{n}",
    "{y}{m}{d}, {n}",
    "{y}{m}{d} ({n})",
    "{y}{m}\u200b{d}-{n}",
)
SENTENCES = (
    "pnr {}",
    "{} stod på leget",
    "Mannen ({}) avvisad kl 22.10",
    "HÄMTAD {} IDAG",
    "kl 22 kom {} in",
    "id:{}, rum 4",
    "Kund {}; nekad",
)


@pytest.mark.parametrize("coordination", [False, True])
@pytest.mark.parametrize("written", WRITTEN)
def test_a_number_is_found_however_it_is_written(written: str, *, coordination: bool) -> None:
    kind = "samordningsnummer" if coordination else "personnummer"
    dice = random.Random(written)
    for sentence in SENTENCES:
        born = date(1935, 1, 1) + timedelta(days=dice.randrange(365 * 80))
        digits = made(born, coordination=coordination, seed=dice.randrange(99))
        parts = {"c": str(born.year)[:2], "y": digits[:2], "m": digits[2:4], "d": digits[4:6]}
        text = sentence.format(written.format(**parts, n=digits[6:]))

        assert kind in [one for one, _ in found(text)], text


@pytest.mark.parametrize(
    "foreign",
    ["٠١٢٣٤٥٦٧٨٩", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19", "०१२३४५६७८९"],
)
def test_digits_of_any_script_are_digits(foreign: str) -> None:
    text = made(date(1998, 2, 3)).translate(dict(enumerate(foreign, start=ord("0"))))

    assert found(text) == [("personnummer", text)]


@pytest.mark.parametrize(
    "text",
    [
        "Larm 20261105 2315 på torget",
        "2026-11-05 23:15 bråk",
        "261105 2315 rond",
        "larm-id 20241105-1234",
        "Ärende 20241105-1234 avser lekplatsen",
        "diarienr KS 2024/1105",
        "5000-K123456-24",
        "orgnr 556677-8899",
        "OCR 1234567897",
        "Batch 4501128890",
        "fyrverkeri 31/12 2359",
        "v. 45, 46, 47",
        "100 000 kr",
        "3-4 pers, 15-16 år",
    ],
)
def test_what_only_looks_like_a_number_of_a_person_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_other_forms_of_the_number_are_found() -> None:
    assert found("850102-T123 enligt listan") == [("personnummer", "850102-T123")]
    assert found("sista fyra siffrorna 9802") == [("personnummer", "9802")]
    assert found("född 850102-xxxx") == [("birth-date", "850102-xxxx")]
    slipped = made(date(1999, 10, 11)).replace("0", "O")
    text = f"{slipped[:6]}-{slipped[6:]}"
    assert found(text) == [("personnummer", text)]


def test_a_number_with_a_wrong_digit_is_found_where_it_is_written_as_one() -> None:
    right = made(date(1998, 2, 3))
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)

    assert found(f"{wrong[:6]}-{wrong[6:]}") == [("personnummer", f"{wrong[:6]}-{wrong[6:]}")]
    assert found(f"pnr {wrong}") == [("personnummer", wrong)]
    assert found(f"Larm {wrong}") == []


def test_dates_and_check_digits_are_judged_as_by_the_library() -> None:
    dice = random.Random(4)
    for _ in range(5_000):
        digits = f"{dice.randrange(10**6):06}{dice.randrange(10**4):04}"
        valid = kind_by_date(digits) is PersonalData.PERSONNUMMER and luhn(digits)
        if digits[2:6] != "0229":  # which year it is a day of is not asked here
            assert valid == stdnum.is_valid(f"19{digits}"), digits


PHONES = (
    "070-1740612",
    "070-174 06 12",
    "0701740612",
    "070 174 06 12",
    "070/174 06 12",
    "07 01 74 06 12",
    "+46701740612",
    "+46 (0)70-174 06 12",
    "0046 70 174 06 12",
    "46701740612",
    "070–174 06 12",
    "08-465 004 17",
    "031-3900612",
    "0980-319214",
    "+49 151 23456789",
    "+1 202 555 0143",
    "0 7 0 1 7 4 0 6 1 2",
    "noll sju noll ett sju fyra noll sex ett två",
    "noll sjuttio ett sju fyra noll sex ett två",
)


@pytest.mark.parametrize("written", PHONES)
def test_a_phone_number_is_found_however_it_is_written(written: str) -> None:
    for sentence in ("{}", "Ring {} efter kl 16", "Vittnet nås på {}.", "({})"):
        text = sentence.format(written)
        [(kind, words)] = found(text)

        assert kind == "phone", text
        assert words.strip("+") == written.strip("+"), text


@pytest.mark.parametrize(
    "text",
    [
        "Ring 112",
        "ringde 114 14 och 1177",
        "113 13 gav information",
        "tel 112",
        "Bris, tel 116 111",
        "0771-114 14 00",
        "kl 08-17 och 18-22",
        "öppet 0800-1630",
        "08-17, 10-15, 11-14",
        "ring 0800-1700",
        "07-01-2026 12:30",
        "ringde 261105 om saken",
        "ring 22.30-23.15",
        "artikelnr 0701234567",
        "mätarställning 0123456789",
        "sms skickat 20261105",
        "0030-0630",
        "+2000 personer",
        "nr 401 mot centrum",
        "temp -5 till +10",
        "tfn-kö 25 min",
    ],
)
def test_hours_dates_and_numbers_for_everybody_are_no_phone(text: str) -> None:
    assert found(text) == []


def test_a_number_of_any_country_is_found_as_the_library_writes_it() -> None:
    missed = list[str]()
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            number = phonenumbers.example_number_for_type(region, kind)
            for form in ("E164", "INTERNATIONAL"):
                if number is None:
                    continue
                style = getattr(phonenumbers.PhoneNumberFormat, form)
                text = f"nås på {phonenumbers.format_number(number, style)} i kväll"
                if "phone" not in [one for one, _ in found(text)]:
                    missed.append(text)

    assert len(missed) <= 0.02 * 2 * 2 * len(phonenumbers.SUPPORTED_REGIONS), missed


BIRTHS = (
    ("född 1998-02-03", "1998-02-03"),
    ("född 980203", "980203"),
    ("f. 980203", "980203"),
    ("f 980203", "980203"),
    ("född den 3 februari 1998", "3 februari 1998"),
    ("född 3/2-98", "3/2-98"),
    ("född den 3:e feb -98", "3:e feb -98"),
    ("född tredje februari", "tredje februari"),
    ("fyller 15 den 3 maj", "3 maj"),
    ("3 maj 1998 är hennes födelsedag", "3 maj 1998"),
    ("FÖDD 19 JANUARI 1998", "19 JANUARI 1998"),
)


@pytest.mark.parametrize(("text", "words"), BIRTHS)
def test_a_date_of_birth_is_told_by_its_cue(text: str, words: str) -> None:
    assert found(text) == [("birth-date", words)]


@pytest.mark.parametrize(
    "text",
    [
        "den 3 maj 1998",
        "barn födda 2010-2012",
        "född 2009",
        "födelsedagsfest den 3 maj",
        "nyfödd",
        "2026-11-05 kl 22",
        "f.d. skolan 3 maj",
    ],
)
def test_another_date_is_none_of_birth(text: str) -> None:
    assert found(text) == []


def test_numbers_are_blocked() -> None:
    assert {one.action for one in screen(f"{made(date(1998, 2, 3))} 070-1740612")} == {Action.BLOCK}
