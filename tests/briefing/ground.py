"""The ground of the invented pictures: a municipality that lies in the open sea."""

import random
from datetime import date

from briefing.picture import AreaShape, Upcoming

AREAS = {
    "G01": "Centrum",
    "G02": "Norra Havstuna",
    "G03": "Ekbacken",
    "G04": "Sjövik",
    "G05": "Kvarnängen",
    "G06": "Björkhaga",
    "G07": "Lillskogen",
    "G08": "Hammarmons industriområde",
    "G09": "Tallmo",
    "G10": "Ytterskog",
}
ORGANISATIONS = {
    "skola": ("Havstuna skolor", "Havstuna Schools"),
    "fritid": ("Fritidsgårdarna", "The youth centres"),
    "vakt": ("Vaktbolaget Ugglan", "Owl Guards"),
    "polis": ("Lokalpolisområde Havstuna", "Havstuna local police"),
    "bostad": ("Havstunabostäder", "Havstuna Housing"),
    "falt": ("Fältgruppen", "The field team"),
    "park": ("Park och gata", "Parks and streets"),
    "kollektiv": ("Havstunatrafiken", "Havstuna Transit"),
    "bibliotek": ("Biblioteken", "The libraries"),
    "handel": ("Havstuna köpmannaförening", "Havstuna merchants"),
}
PLACES = (
    ("P01", "Stortorget", "G01", "square", "GATH-YOUTH"),
    ("P02", "Havstuna station", "G01", "stop-station", "DMG-GRAFF"),
    ("P03", "Björkskolans skolgård", "G06", "schoolyard", "DMG-GLASS"),
    ("P04", "Ekparken", "G03", "park", "TRAF-RECK"),
    ("P05", "Kvarngallerian", "G05", "shopping-centre", "PROP-SHOP"),
)


def shapes() -> tuple[AreaShape, ...]:
    """Ten areas that fill a lattice of four by three crooked cells, two of them over two cells."""
    dice = random.Random(9)
    corner = {
        (x, y): (
            round(19.40 + 0.035 * x + dice.uniform(-0.008, 0.008), 7),
            round(58.30 + 0.018 * y + dice.uniform(-0.004, 0.004), 7),
        )
        for x in range(5)
        for y in range(4)
    }
    cells = {
        "G01": ((1, 1),), "G02": ((1, 2),), "G03": ((0, 1),), "G04": ((0, 2),),
        "G05": ((2, 1),), "G06": ((2, 2),), "G07": ((3, 2),), "G08": ((3, 1),),
        "G09": ((0, 0), (1, 0)), "G10": ((2, 0), (3, 0)),
    }  # fmt: skip
    shapes: list[AreaShape] = []
    for code, parts in cells.items():
        (x0, y), x1 = parts[0], parts[-1][0] + 1
        along = range(x0, x1 + 1)
        ring = [corner[x, y] for x in along] + [corner[x, y + 1] for x in reversed(along)]
        middle = (sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring))
        shapes.append(
            AreaShape(code=code, name=AREAS[code], rings=((*ring, ring[0]),), label=middle)
        )
    return tuple(shapes)


def upcoming() -> tuple[Upcoming, ...]:
    """What the two weeks to come hold."""
    return (
        Upcoming(
            first_on=date(2026, 11, 27),
            last_on=date(2026, 11, 27),
            kind="recurring",
            sv="Black Friday",
            en="Black Friday",
        ),
        Upcoming(
            first_on=date(2026, 11, 28),
            last_on=date(2026, 11, 29),
            kind="report",
            sv="Kommande arrangemang med risk",
            en="Coming event with raised risk",
            reports="category=EVENT-PLAN&week=2026-W48",
        ),
        Upcoming(
            first_on=date(2026, 11, 29),
            last_on=date(2026, 11, 29),
            kind="recurring",
            sv="Första advent och skyltsöndag",
            en="First Sunday of Advent",
        ),
    )
