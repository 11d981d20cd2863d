"""What a map shows of the earth, and the land and borders in it as path data.

Equirectangular, with longitudes shrunk by the cosine of the view's middle latitude: at the size of a state nobody can
tell it from a better projection.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, radians
from typing import NamedTuple, TypeVar

from places import outlines
from places.geometry import Point
from places.outlines import PARTS_A_DEGREE, Arc, Kind, Ring

WIDTH = HEIGHT = 480
#: Lines run a little past the frame, so that no cut edge is seen.
BLEED = 4
#: Points nearer than this to the one before are left out, in units. Nobody sees it, and it keeps Alaska below 50 kB.
STEP = 1
#: Views taller than this show no county borders, in degrees: there they would hide more than they tell.
TALLEST_WITH_COUNTIES = 4

AROUND = 360 * PARTS_A_DEGREE

Line = list[tuple[float, float]]
Shape = TypeVar("Shape", Arc, Ring)


@dataclass(frozen=True)
class View:
    """What the picture shows: its middle in degrees, and how many units a degree of latitude has."""

    latitude: float
    longitude: float
    scale: float

    @property
    def scale_x(self) -> float:
        return self.scale * shrink(self.latitude)

    def place(self, point: Point) -> tuple[float, float]:
        """Where a point lies in the picture, on the side of the 180th meridian that is nearer to the middle."""
        east = (point.longitude - self.longitude + 180) % 360 - 180
        return WIDTH / 2 + east * self.scale_x, HEIGHT / 2 + (self.latitude - point.latitude) * self.scale


def shrink(latitude: float) -> float:
    """How much shorter a degree of longitude is there than one of latitude."""
    return cos(radians(latitude))


class Lines(NamedTuple):
    """Path data of the land, of state borders with coasts, and of county borders."""

    land: str
    states: str
    counties: str


@lru_cache(maxsize=128)
def lines_in(view: View) -> Lines:
    """All lines in a view. Remembered, since the same states and towns are asked for again and again."""
    arcs, rings = outlines.outlines().arcs, outlines.outlines().rings
    land: list[str] = []
    states: list[str] = []
    counties: list[str] = []
    for ring, shift in _in_view(rings, view):
        edge: Line = []
        for place in ring.places:
            part = _placed(arcs[~place if place < 0 else place], shift, view)
            edge += part[::-1] if place < 0 else part
        land.append(_path(_cut(edge, is_closed=True)))
    with_counties = HEIGHT / view.scale <= TALLEST_WITH_COUNTIES
    for arc, shift in _in_view(arcs, view):
        is_county = arc.kind == Kind.COUNTY_BORDER
        if with_counties or not is_county:
            line = _path(_cut(_placed(arc, shift, view), is_closed=False))
            (counties if is_county else states).append(line)
    return Lines("".join(land), "".join(states), "".join(counties))


def _in_view(shapes: Iterable[Shape], view: View) -> Iterator[tuple[Shape, float]]:
    """Shapes whose box is in the picture, each with what to add to its longitudes to count them from the left edge."""
    width, height = WIDTH / view.scale_x * PARTS_A_DEGREE, HEIGHT / view.scale * PARTS_A_DEGREE
    west, south = view.longitude * PARTS_A_DEGREE - width / 2, view.latitude * PARTS_A_DEGREE - height / 2
    north = south + height
    for shape in shapes:
        if shape.north < south or shape.south > north:
            continue
        left = (shape.west - west) % AROUND
        if left > width:
            left -= AROUND
        if left + shape.east - shape.west >= 0:
            yield shape, left - shape.west


def _placed(arc: Arc, shift: float, view: View) -> Line:
    """An arc in the picture, without points that are hardly a step from the one before."""
    scale_x, scale_y = view.scale_x / PARTS_A_DEGREE, view.scale / PARTS_A_DEGREE
    top = HEIGHT / 2 + view.latitude * view.scale
    points = [((x + shift) * scale_x, top - y * scale_y) for x, y in zip(arc.xs, arc.ys, strict=True)]
    line = points[:1]
    for x, y in points[1:-1]:
        if abs(x - line[-1][0]) + abs(y - line[-1][1]) > STEP:
            line.append((x, y))
    return line + points[-1:]


def _cut(line: Line, *, is_closed: bool) -> Line:
    """The part of a line or area that lies in the picture, one edge at a time. After Sutherland and Hodgman.

    A line that leaves the picture and comes back runs along the edge in between. That is in the bleed, where it is not
    seen.
    """
    for axis, edge, sign in ((0, -BLEED, 1), (0, WIDTH + BLEED, -1), (1, -BLEED, 1), (1, HEIGHT + BLEED, -1)):
        kept: Line = []
        previous = line[-1 if is_closed else 0] if line else (0.0, 0.0)
        was_inside = (previous[axis] - edge) * sign >= 0
        for point in line:
            is_inside = (point[axis] - edge) * sign >= 0
            if is_inside != was_inside:
                part = (edge - previous[axis]) / (point[axis] - previous[axis])
                x, y = (start + part * (end - start) for start, end in zip(previous, point, strict=True))
                kept.append((x, y))
            if is_inside:
                kept.append(point)
            previous, was_inside = point, is_inside
        line = kept
    return line


def _path(line: Line) -> str:
    """A line as path data, in tenths of a unit."""
    points = [(round(x * 10), round(y * 10)) for x, y in line]
    steps = [
        f"{(next_x - x) / 10:g} {(next_y - y) / 10:g}"
        for (x, y), (next_x, next_y) in pairwise(points)
        if (x, y) != (next_x, next_y)
    ]
    return f"M{points[0][0] / 10:g} {points[0][1] / 10:g}l{' '.join(steps)}" if steps else ""
