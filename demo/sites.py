"""The named places of Havstuna, and the grounds and houses that belong to them.

The table is the register of places: a code, once given, keeps its meaning, so new places go last.
Positions are metres on the sheet of `demo.plane`. Nobody's home is a named place.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from shapely import affinity
from shapely.geometry import Polygon

from demo import terrain
from demo.plane import MapFeature, blob, box, polygons_of
from reference.dimensions import PlaceType as T

Size = tuple[float, float]


@dataclass(frozen=True)
class Site:
    """A named place: where, with its ground (kind and size) and its house, sizes in metres."""

    name: str
    type: T
    district: str
    at: tuple[float, float]
    ground: tuple[str, Size] | None = None
    house: Size | None = None
    angle_deg: float = 0.0


_SITES: tuple[Site, ...] = (
    Site("Stortorget", T.SQUARE, "G01", (92, 62), ("pedestrian", (84, 72)), None, 3),
    Site("Havstuna station", T.STOP, "G01", (-408, 110), ("pedestrian", (26, 120)), (13, 62), 2),
    Site("Havstuna bussterminal", T.STOP, "G01", (-345, 75), ("pedestrian", (44, 110)), None, 2),
    Site("Gallerian Granen", T.SHOPPING_CENTRE, "G01", (255, 165), None, (150, 96), 3),
    Site("Havstuna bibliotek", T.LIBRARY, "G01", (180, -75), ("pedestrian", (60, 66)), (40, 34), 3),
    Site("Stadsparken", T.PARK, "G01", (520, -220), ("park", (200, 150))),
    Site("Åparken", T.PARK, "G01", (-160, -270), ("park", (170, 50)), None, -22),
    Site("P-huset Ekorren", T.PARKING, "G01", (415, 320), None, (72, 40), 3),
    Site("Centralskolan", T.SCHOOL, "G01", (640, 330), ("school", (170, 130)), (84, 46), 3),
    Site("Centralskolans skolgård", T.SCHOOLYARD, "G01", (640, 278)),
    Site("Kyrktorget", T.SQUARE, "G01", (-110, 340), ("pedestrian", (60, 60)), (16, 38), 3),
    Site("Krogstråket, Storgatan", T.RESTAURANT, "G01", (215, 32)),
    Site("Stationstunneln", T.TUNNEL, "G01", (-418, -30)),
    Site("Ungdomens hus", T.YOUTH_CENTRE, "G01", (545, 125), None, (44, 28), 3),
    Site("Centrumhallen", T.SPORTS_GROUND, "G01", (760, 170), None, (66, 42), 3),
    Site("Kvarteret Åstranden", T.BUILDING_SITE, "G01", (250, -300), ("industrial", (96, 70))),
    Site("Norra skolan", T.SCHOOL, "G02", (-130, 1560), ("school", (150, 120)), (70, 40), 12),
    Site("Förskolan Solgläntan", T.PRESCHOOL, "G02", (-330, 1900), ("school", (60, 56)), (30, 18)),
    Site("Norrparken", T.PARK, "G02", (-330, 1270), ("park", (190, 130))),
    Site("Norra torget", T.SQUARE, "G02", (262, 1170), ("pedestrian", (56, 44)), None, 10),
    Site("Livsmedelshallen Norra torget", T.SHOP, "G02", (325, 1155), None, (52, 34), 10),
    Site("Lekplatsen Trollskogen", T.PLAYGROUND, "G02", (740, 1530), ("playground", (44, 40))),
    Site("Norrvallens idrottsplats", T.SPORTS_GROUND, "G02", (790, 2180), ("grass", (190, 130))),
    Site("Ekbackens centrum", T.SHOPPING_CENTRE, "G03", (1560, 430), None, (100, 58), -12),
    Site("Ekbackstorget", T.SQUARE, "G03", (1560, 360), ("pedestrian", (84, 46)), None, -12),
    Site("Ekbacksskolan", T.SCHOOL, "G03", (2010, 560), ("school", (180, 140)), (90, 50), -12),
    Site("Ekbacksskolans skolgård", T.SCHOOLYARD, "G03", (2020, 500)),
    Site("Fritidsgården Eken", T.YOUTH_CENTRE, "G03", (1725, 470), None, (34, 24), -12),
    Site("Ekdungen", T.PARK, "G03", (1800, 200), ("park", (240, 160))),
    Site("Lekplatsen Ekollonet", T.PLAYGROUND, "G03", (1320, 300), ("playground", (46, 38))),
    Site("Ekbacksgaraget", T.GARAGE, "G03", (1240, 470), None, (70, 34), -12),
    Site("Ekbackens bibliotek", T.LIBRARY, "G03", (1640, 395), None, (30, 22), -12),
    Site("Gångtunneln Ekbacksvägen", T.TUNNEL, "G03", (1400, 760)),
    Site("Förskolan Ekorren", T.PRESCHOOL, "G03", (2260, 110), ("school", (66, 56)), (34, 18)),
    Site("Ekbackstorget, hållplats", T.STOP, "G03", (1510, 330)),
    Site("Sjöviksbadet", T.BATHING_PLACE, "G04", (2480, -835), ("beach", (90, 34)), None, -16),
    Site("Sjöviksskolan", T.SCHOOL, "G04", (1730, -430), ("school", (130, 100)), (60, 36), -16),
    Site("Strandpromenaden", T.STREET, "G04", (1700, -822)),
    Site("Sjöviks båthamn", T.OTHER, "G04", (3080, -840), ("pedestrian", (80, 40)), (30, 14), -8),
    Site("Förskolan Näckrosen", T.PRESCHOOL, "G04", (2860, -660), ("school", (60, 50)), (30, 17)),
    Site("Strandparken", T.PARK, "G04", (1240, -700), ("park", (170, 90)), None, -10),
    Site("Kvarnängsskolan", T.SCHOOL, "G05", (-230, -760), ("school", (140, 110)), (66, 40), 5),
    Site("Kvarntorget", T.SQUARE, "G05", (150, -1200), ("pedestrian", (50, 46)), None, 5),
    Site("Kvarnhallen", T.SHOP, "G05", (205, -1240), None, (48, 30), 5),
    Site("Kvarnparken", T.PARK, "G05", (310, -660), ("park", (170, 110))),
    Site("Kvarnängens IP", T.SPORTS_GROUND, "G05", (-420, -1250), ("grass", (160, 130)), None, 8),
    Site("Gångtunneln Ringvägen", T.TUNNEL, "G05", (230, -1000)),
    Site("Björkhagaskolan", T.SCHOOL, "G06", (-860, -480), ("school", (150, 120)), (80, 44), 8),
    Site("Björkhaga torg", T.SQUARE, "G06", (-1460, -60), ("pedestrian", (60, 46)), None, 6),
    Site("Fritidsgården Björken", T.YOUTH_CENTRE, "G06", (-1500, 60), None, (34, 24), 6),
    Site("Björkparken", T.PARK, "G06", (-1680, 190), ("park", (200, 150))),
    Site("Björkhagagaraget", T.GARAGE, "G06", (-1800, -330), None, (80, 34), 6),
    Site("Lekplatsen Nävern", T.PLAYGROUND, "G06", (-780, 440), ("playground", (40, 40))),
    Site("Björkhaga, hållplats", T.STOP, "G06", (-1420, -120)),
    Site("Lillskogsskolan", T.SCHOOL, "G07", (-1180, 1350), ("school", (130, 96)), (58, 34), 15),
    Site("Lekplatsen Kotten", T.PLAYGROUND, "G07", (-1420, 930), ("playground", (42, 40))),
    Site("Lillskogsspåret", T.PARK, "G07", (-1850, 1560)),
    Site("Hammarmons handelsplats", T.SHOP, "G08", (-2150, -1130), None, (130, 80), -8),
    Site("Återvinningscentralen", T.OTHER, "G08", (-1500, -1760), ("industrial", (120, 90))),
    Site("Pendlarparkeringen Hammarmon", T.PARKING, "G08", (-2700, -1450)),
    Site("Hammarmon, byggplatsen", T.BUILDING_SITE, "G08", (-1080, -1560)),
    Site("Tallmoskolan", T.SCHOOL, "G09", (560, -2180), ("school", (140, 110)), (64, 36), 6),
    Site("Tallmobadet", T.BATHING_PLACE, "G09", (1622, -2190), ("beach", (40, 90)), None, 20),
    Site("Tallmo idrottsplats", T.SPORTS_GROUND, "G09", (60, -2220), ("grass", (170, 120))),
    Site("Tallmo bygdegård", T.OTHER, "G09", (445, -2600), None, (30, 18), 6),
    Site("Ytterskogs friluftsgård", T.OTHER, "G10", (-3240, 980), ("grass", (110, 80)), (34, 20)),
)

# Grounds that nobody reports from by name, but that a town has: kind, size, place and angle.
_GROUNDS: tuple[tuple[str, Size, tuple[float, float], float], ...] = (
    ("cemetery", (150, 110), (-170, 470), 3),
    ("hospital", (120, 90), (620, 560), 3),  # the health centre
    ("allotments", (150, 80), (-1560, 300), -35),
    ("allotments", (170, 90), (-150, -1820), 8),
    ("allotments", (130, 90), (-820, 2480), -12),
    ("park", (150, 260), (2330, 900), 0),
    ("park", (90, 130), (-880, 1180), 15),
    ("park", (190, 70), (2180, -500), -16),
    ("park", (150, 100), (395, -1950), 0),
)
_EXTRA_HOUSES: tuple[tuple[tuple[float, float], Size, float], ...] = (
    ((-150, 455), (18, 44), 93),  # the church
    ((620, 560), (70, 34), 3),
    ((790, 2090), (44, 20), 0),
    ((-430, -1170), (40, 18), 8),
)
_OVAL = {"park", "playground", "beach"}


def sites() -> tuple[tuple[str, Site], ...]:
    """Every named place with its code, in the order of the codes."""
    return tuple((f"P{number:03d}", site) for number, site in enumerate(_SITES, start=1))


@cache
def grounds() -> tuple[MapFeature, ...]:
    """Parks, school grounds, squares and the like, cut back where water is."""
    drawn = [(*site.ground, site.at, site.angle_deg) for site in _SITES if site.ground]
    found: list[MapFeature] = []
    for number, (kind, size, at, angle) in enumerate([*drawn, *_GROUNDS]):
        outline: Polygon = box(at, size, angle)
        if kind in _OVAL:
            oval = blob((0, 0), (size[0] / 2, size[1] / 2), np.random.default_rng(number))
            outline = affinity.translate(affinity.rotate(oval, angle, origin=(0, 0)), *at)
        dry = outline.difference(terrain.water())
        found += [MapFeature(part, kind, None, 12) for part in polygons_of(dry)]
    return tuple(found)


@cache
def houses() -> tuple[Polygon, ...]:
    """The houses that belong to places, such as schools and the shopping centre."""
    own = [box(site.at, site.house, site.angle_deg) for site in _SITES if site.house]
    return (*own, *(box(at, size, angle) for at, size, angle in _EXTRA_HOUSES))
