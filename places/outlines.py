"""What ships in `places/data/`: the states, the towns with their people, and the lines of the map. Read once."""

import csv
import json
from array import array
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from places.folding import fold
from places.geometry import Point

DATA = Path(__file__).parent / "data"

#: Coordinates of the map's lines are whole thousandths of a degree.
PARTS_A_DEGREE = 1000

#: Other ways in which people write a state's name.
_ALIASES = {
    "DC": ("d c",),
    "VI": ("virgin islands", "us virgin islands", "usvi", "united states virgin islands"),
}


class StateFacts(NamedTuple):
    """A state with its box in degrees; west is greater than east where the box crosses the 180th meridian."""

    code: str
    name: str
    fips: str
    south: float
    north: float
    west: float
    east: float
    neighbours: list[str]


class Town(NamedTuple):
    """A town with its people, for weights and for names on the map."""

    name: str
    state: str
    point: Point
    population: int


class Kind(IntEnum):
    """What a line of the map is, as `data/make_outlines.py` writes it."""

    COUNTY_BORDER = 0
    STATE_BORDER = 1
    COAST = 2


@dataclass(frozen=True, slots=True)
class Arc:
    """A line between two crossings of borders, in thousandths of a degree."""

    kind: Kind
    xs: "array[int]"
    ys: "array[int]"
    west: int
    east: int
    south: int
    north: int


@dataclass(frozen=True, slots=True)
class Ring:
    """The edge of a piece of land: places in the list of arcs, ~place for one that is walked backwards."""

    places: tuple[int, ...]
    west: int
    east: int
    south: int
    north: int


@dataclass(frozen=True, slots=True)
class Outlines:
    arcs: list[Arc]
    rings: list[Ring]


@lru_cache(maxsize=1)
def states() -> dict[str, StateFacts]:
    """The 50 states, the District of Columbia, Puerto Rico, the U.S. Virgin Islands and Guam, by postal code."""
    rows = json.loads((DATA / "states.json").read_text(encoding="utf-8"))
    return {row["code"]: StateFacts(**row) for row in rows}


@lru_cache(maxsize=1)
def state_names() -> dict[str, str]:
    """Postal codes of the states by folded name and by folded code."""
    codes = {}
    for code, facts in states().items():
        for name in (facts.name, code, *_ALIASES.get(code, ())):
            codes[fold(name)] = code
    return codes


@lru_cache(maxsize=1)
def towns() -> list[Town]:
    """Towns of about 15,000 people and more, largest first."""
    with (DATA / "towns.csv").open(newline="", encoding="utf-8") as file:
        return [
            Town(
                row["name"],
                row["state"],
                Point(float(row["latitude"]), float(row["longitude"])),
                int(row["population"]),
            )
            for row in csv.DictReader(file)
        ]


@lru_cache(maxsize=1)
def outlines() -> Outlines:
    """Borders and coasts of the whole country."""
    content = json.loads((DATA / "outlines.json").read_text(encoding="utf-8"))
    arcs = [_arc(Kind(kind), steps) for kind, *steps in content["arcs"]]
    return Outlines(arcs, [_ring(tuple(places), arcs) for places in content["rings"]])


def _arc(kind: Kind, steps: list[int]) -> Arc:
    xs, ys = array("i"), array("i")
    x = y = 0
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        xs.append(x)
        ys.append(y)
    return Arc(kind, xs, ys, min(xs), max(xs), min(ys), max(ys))


def _ring(places: tuple[int, ...], arcs: list[Arc]) -> Ring:
    own = [arcs[~place if place < 0 else place] for place in places]
    return Ring(
        places,
        min(arc.west for arc in own),
        max(arc.east for arc in own),
        min(arc.south for arc in own),
        max(arc.north for arc in own),
    )
