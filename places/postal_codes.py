"""ZIP codes as the package `zipcodes` has them, read into one form, with points that can be right."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple

from places.folding import fold
from places.geometry import Point, distance_miles
from places.models import State
from places.outlines import StateFacts, states

#: A ZIP code farther from the others of its town, or of its county, is taken for a mistake.
FARTHEST_FROM_TOWN_MILES = 60
FARTHEST_FROM_COUNTY_MILES = 220
#: How far outside its state's box a ZIP code may lie, in degrees: some lie on the water.
BOX_MARGIN = 0.25

#: Words of the short forms that the postal service accepts.
_ABBREVIATED = {
    "afs", "bch", "cir", "cpo", "crk", "ctr", "ctrs", "fcty", "fld", "fls", "frst", "gdns", "grn", "grv", "gtwy",
    "hbr", "hls", "hts", "hvn", "iss", "jct", "knls", "ldg", "lks", "lndg", "mbs", "mcb", "mnr", "mt", "mtn",
    "natl", "ncp", "pk", "plns", "pln", "plz", "prk", "pt", "rch", "rdg", "rpds", "sch", "sprgs", "spg", "spgs",
    "sta", "stn", "twp", "univ", "vlg", "vly", "vw", "wht",
}  # fmt: skip
_SCOTTISH = re.compile(r"\bMc([a-z])")
_CITY_AND_BOROUGH = re.compile(r"(City and Borough|Municipality) of (.+)")

Row = Mapping[str, Any]


@dataclass(slots=True)
class Zip:
    """A ZIP code as the package has it, with a point that has been checked."""

    code: str
    town: str
    also: list[str]
    state: str
    county: str
    point: Point
    is_home: bool  # Mail goes to homes there, not to boxes or to one large receiver.


def read(rows: Iterable[Row]) -> list[Zip]:
    """The postal codes of the states that the site covers, without those of the armed forces and those out of use."""
    zips = [
        Zip(
            code=row["zip_code"],
            town=_tidy(row["city"]),
            also=[_tidy(name) for name in row["acceptable_cities"] if not _is_abbreviated(name, row)],
            state=row["state"],
            county=_tidy_county(row["county"], row["state"]),
            point=Point(float(row["lat"]), float(row["long"])),
            is_home=row["zip_code_type"] == "STANDARD",
        )
        for row in rows
        if row["state"] in states() and row["active"] and row["zip_code_type"] != "MILITARY"
    ]
    _agree_on_counties(zips)
    return sorted(zips, key=lambda item: item.code)


def _tidy(name: str) -> str:
    return _SCOTTISH.sub(lambda found: f"Mc{found[1].upper()}", name)


def _tidy_county(name: str, state: str) -> str:
    """A county's name in one order of words: some rows have Municipality of Anchorage, some Anchorage Municipality."""
    if found := _CITY_AND_BOROUGH.fullmatch(name):
        return f"{found[2]} {found[1]}"
    if name and state == "PR" and not name.endswith(" Municipio"):
        return f"{name} Municipio"
    return "James City County" if name == "James City" else name


def _is_abbreviated(name: str, row: Row) -> bool:
    """Whether a name is the postal service's short form, such as Charlotte Ama or Vlg Of 4 Ssns, of another."""
    short = fold(name)
    if any(letter.isdigit() for letter in short) or not _ABBREVIATED.isdisjoint(short.split()):
        return True
    return any(_is_shortened(short, fold(long)) for long in [row["city"], *row["acceptable_cities"]])


def _is_shortened(short: str, long: str) -> bool:
    """Whether one name is another with letters left out in each word or at the end."""
    if len(short) >= len(long) or short[:1] != long[:1] or short.count(" ") != long.count(" "):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _agree_on_counties(zips: list[Zip]) -> None:
    """One spelling for each county, and a county for the ZIP codes that lack one, from others of their town."""
    spellings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    of_towns: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for item in zips:
        if item.county:
            spellings[item.state, _same_county(item.county)][item.county] += 1
    best = {key: min(counts, key=lambda name: (-counts[name], name)) for key, counts in spellings.items()}
    for item in zips:
        if item.county:
            item.county = best[item.state, _same_county(item.county)]
            of_towns[item.state, fold(item.town)][item.county] += 1
    for item in zips:
        if not item.county and (counts := of_towns.get((item.state, fold(item.town)))):
            item.county = min(counts, key=lambda name: (-counts[name], name))
    placed: dict[str, list[Zip]] = defaultdict(list)
    for item in zips:
        if item.county:
            placed[item.state].append(item)
    for item in zips:
        if not item.county and placed[item.state]:
            item.county = min(placed[item.state], key=lambda other: distance_miles(item.point, other.point)).county


def _same_county(name: str) -> str:
    """De Kalb County and DeKalb County are one, and so are Radford City and Radford city."""
    return fold(name).replace(" ", "")


class Mended(NamedTuple):
    """ZIP codes whose points can be right, the codes of those that were moved, and of those that were left out."""

    zips: list[Zip]
    moved: list[str]
    left_out: list[str]


def mend(zips: list[Zip]) -> Mended:
    """Move points that cannot be right to the middle of their town or county; leave out those that have neither."""
    mended = Mended([], [], [])
    in_box = [item for item in zips if _in_box(item.state, item.point)]
    counties: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    own_towns: dict[tuple[str, str, str], list[Zip]] = defaultdict(list)
    for item in in_box:
        counties[item.state, item.county].append(item)
        own_towns[item.state, item.county, fold(item.town)].append(item)

    middles: dict[int, Point | None] = {}
    for item in zips:
        in_county, in_town = counties[item.state, item.county], own_towns[item.state, item.county, fold(item.town)]
        county, town = _middle_of_others(item, in_county, middles), _middle_of_others(item, in_town, middles)
        if not _is_far(item, town, county, is_pair=len(in_town) == 2):
            mended.zips.append(item)
        elif point := town or county:
            item.point = point
            mended.moved.append(item.code)
            mended.zips.append(item)
        else:
            mended.left_out.append(item.code)
    return mended


def _middle_of_others(item: Zip, group: list[Zip], middles: dict[int, Point | None]) -> Point | None:
    """The median point of a group without one of it. In a large group one does not matter."""
    if len(group) < 8:
        return middle_of([other for other in group if other is not item])
    if id(group) not in middles:
        middles[id(group)] = middle_of(group)
    return middles[id(group)]


def _is_far(item: Zip, town: Point | None, county: Point | None, *, is_pair: bool) -> bool:
    """Whether a point lies outside its state, or too far from the other ZIP codes of its town or county."""
    point = item.point
    if not _in_box(item.state, point):
        return True
    if town and distance_miles(point, town) > FARTHEST_FROM_TOWN_MILES:
        # Of two that disagree, the one is wrong that lies farther from the rest of the county.
        return not is_pair or bool(county and distance_miles(point, county) > distance_miles(town, county))
    if not town and county and item.county and item.state != "AK":
        return distance_miles(point, county) > FARTHEST_FROM_COUNTY_MILES
    return False


def _in_box(code: str, point: Point) -> bool:
    return _boxes()[code].contains(point, margin=BOX_MARGIN)


@lru_cache(maxsize=1)
def _boxes() -> dict[str, State]:
    return {code: state_of(facts) for code, facts in states().items()}


def state_of(facts: StateFacts) -> State:
    return State(**{name: value for name, value in facts._asdict().items() if name != "neighbours"})


def middle_of(zips: Sequence[Zip]) -> Point | None:
    """The median point, which a few wrong ones cannot move far."""
    points = [item.point for item in zips]
    if not points:
        return None
    # Degrees east of 180 are counted on, so that the Aleutian Islands do not meet in Africa.
    crosses = max(point.longitude for point in points) - min(point.longitude for point in points) > 180
    longitudes = [point.longitude + 360 if crosses and point.longitude < 0 else point.longitude for point in points]
    longitude = median(longitudes)
    return Point(
        round(median(point.latitude for point in points), 4),
        round(longitude - 360 if longitude > 180 else longitude, 4),
    )
