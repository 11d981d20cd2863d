"""The grid that places are rounded to: spots of 0.01 degrees, cells of 0.1 degrees.

Search, distances and map know spots only. A clinic's spot is its own, at most 0.55 miles off. Where somebody lives or
is visited the spot is the middle of a block of 0.05 degrees (about 3.5 by 2.7 miles at 40° north), so that nothing the
site answers can tell two homes of one block apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import asin, ceil, cos, degrees, floor, radians, sin, sqrt
from typing import NamedTuple

from places.geometry import EARTH_RADIUS_MILES, Point
from places.models import State

SPOTS_A_DEGREE = 100
#: Spots along one side of a cell.
CELL = 10
#: Spots along one side of the block that a home is rounded to.
HOME_BLOCK = 5
ROWS = 180 * SPOTS_A_DEGREE
COLUMNS = 360 * SPOTS_A_DEGREE
CELL_COLUMNS = COLUMNS // CELL


class Spot(NamedTuple):
    """One square of the grid, counted from the south pole and from the 180th meridian eastwards."""

    row: int
    column: int

    @property
    def point(self) -> Point:
        """Its middle."""
        return Point((self.row + 0.5) / SPOTS_A_DEGREE - 90, (self.column + 0.5) / SPOTS_A_DEGREE - 180)

    @property
    def cell(self) -> int:
        return self.row // CELL * CELL_COLUMNS + self.column // CELL

    @property
    def number(self) -> int:
        return self.row * COLUMNS + self.column


def spot_at(point: Point, *, is_home: bool = False) -> Spot:
    """The spot of a point; for a home, the middle spot of its block."""
    row = min(floor((point.latitude + 90) * SPOTS_A_DEGREE), ROWS - 1)
    column = floor((point.longitude + 180) * SPOTS_A_DEGREE) % COLUMNS
    if is_home:
        row, column = (index // HOME_BLOCK * HOME_BLOCK + HOME_BLOCK // 2 for index in (row, column))
    return Spot(row, column)


class Span(NamedTuple):
    """Columns from `first` to `last`, both included. `first` may be negative: columns go around the earth."""

    first: int
    last: int

    def holds(self, first: int, last: int) -> bool:
        """Whether all the columns from `first` to `last` are in it."""
        return (first - self.first) % COLUMNS + (last - first) <= self.last - self.first


ALL_COLUMNS = Span(0, COLUMNS - 1)


@dataclass(frozen=True)
class Circle:
    """The spots whose middle is within so many miles of a point."""

    centre: Point
    miles: float

    def rows(self) -> range:
        reach = degrees(self.miles / EARTH_RADIUS_MILES)
        first = ceil((self.centre.latitude - reach + 90) * SPOTS_A_DEGREE - 0.5)
        last = floor((self.centre.latitude + reach + 90) * SPOTS_A_DEGREE - 0.5)
        return range(max(first, 0), min(last, ROWS - 1) + 1)

    def span(self, row: int) -> Span | None:
        """The columns of a row that are inside, by the haversine formula solved for the longitude."""
        latitude = (row + 0.5) / SPOTS_A_DEGREE - 90
        across = radians(latitude - self.centre.latitude)
        left = sin(min(self.miles / EARTH_RADIUS_MILES / 2, radians(90))) ** 2 - sin(across / 2) ** 2
        if left < 0:
            return None
        share = left / (cos(radians(latitude)) * cos(radians(self.centre.latitude)) or 1e-12)
        if share >= 1:
            return ALL_COLUMNS
        half = degrees(2 * asin(sqrt(share)))
        east = self.centre.longitude + 180
        first = ceil((east - half) * SPOTS_A_DEGREE - 0.5)
        last = floor((east + half) * SPOTS_A_DEGREE - 0.5)
        if last < first:
            return None
        return Span(first, last) if last - first < COLUMNS else ALL_COLUMNS


@dataclass(frozen=True)
class Box:
    """The spots within a state's box."""

    state: State

    def rows(self) -> range:
        return range(max(floor((self.state.south + 90) * SPOTS_A_DEGREE) - CELL, 0),
                     min(ceil((self.state.north + 90) * SPOTS_A_DEGREE) + CELL, ROWS - 1) + 1)  # fmt: skip

    def span(self, row: int) -> Span:
        return self._columns

    @cached_property
    def _columns(self) -> Span:
        west = floor((self.state.west + 180) * SPOTS_A_DEGREE) - CELL
        width = (self.state.east - self.state.west) % 360 * SPOTS_A_DEGREE
        return Span(west, west + ceil(width) + 2 * CELL) if width < COLUMNS - 3 * CELL else ALL_COLUMNS


Area = Circle | Box


def cell_ranges(area: Area) -> Iterator[tuple[int, int]]:
    """Numbers of cells, first and last, that hold all spots of an area: one range, or two, a row of cells."""
    rows = area.rows()
    for band in range(rows.start // CELL, (rows.stop - 1) // CELL + 1):
        spans = [area.span(row) for row in range(max(band * CELL, rows.start), min((band + 1) * CELL, rows.stop))]
        inside = [span for span in spans if span]
        if not inside:
            continue
        if ALL_COLUMNS in inside:
            yield band * CELL_COLUMNS, (band + 1) * CELL_COLUMNS - 1
            continue
        first, last = min(span.first for span in inside) // CELL, max(span.last for span in inside) // CELL
        if last - first >= CELL_COLUMNS - 1:
            yield band * CELL_COLUMNS, (band + 1) * CELL_COLUMNS - 1
            continue
        first, last = first % CELL_COLUMNS, last % CELL_COLUMNS
        if first <= last:
            yield band * CELL_COLUMNS + first, band * CELL_COLUMNS + last
        else:
            yield band * CELL_COLUMNS, band * CELL_COLUMNS + last
            yield band * CELL_COLUMNS + first, (band + 1) * CELL_COLUMNS - 1
