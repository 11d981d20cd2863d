"""A picture of the map beside a list, drawn here: no tiles, no script, nobody else is asked.

Equirectangular, with longitudes shrunk by the cosine of the view's middle latitude: at the size of a state nobody can
tell it from a better projection. What is drawn depends on the arguments alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, floor, hypot, radians

from places import outlines
from places.geometry import MILES_A_DEGREE, Point
from places.models import State
from places.outlines import PARTS_A_DEGREE, Arc, Kind, Ring

WIDTH = HEIGHT = 480
#: Space between what is shown and the frame.
MARGIN = 24
#: In units of the picture; a phone shows them a third smaller, and 24 pixels is the least that a finger hits.
PIN_HEIGHT = 36
PIN_LETTER = 9.5
TOWN_HEIGHT = 16
TOWN_LETTER = 7.2
MOST_TOWNS = 8
MOST_MARKERS = 200
#: Letters of path data in one picture.
MOST_PATH = 55_000
#: Views taller than this show no county borders, in degrees.
TALLEST_WITH_COUNTIES = 9
#: How far lines may be simplified, in thousandths of a degree.
LEVELS = (1, 2, 5, 10, 20, 50, 100, 200)
SCALES = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
LONGEST_SCALE = 130
#: The 48 states that touch one another, for a map of nothing in particular: south, north, west, east.
CONTIGUOUS = (24.4, 49.5, -125.0, -66.8)


@dataclass(frozen=True)
class Marker:
    """A place of the list: its number, what it is called, where it is, and the address of its entry in the list."""

    number: int
    label: str
    point: Point
    href: str


@dataclass(frozen=True)
class Pin:
    """A marker on the map, or several that lie too close together to be told apart. x and y are its middle."""

    x: float
    y: float
    text: str
    href: str
    numbers: tuple[int, ...]
    label: str

    @property
    def width(self) -> float:
        return _pin_width(self.text)

    @property
    def left(self) -> float:
        return round(self.x - self.width / 2, 1)

    @property
    def top(self) -> float:
        return round(self.y - PIN_HEIGHT / 2, 1)


@dataclass(frozen=True)
class TownName:
    """A dot with a name on the side where there is room: `anchor` is start for the right side, end for the left."""

    x: float
    y: float
    name: str
    anchor: str

    @property
    def text_x(self) -> float:
        return round(self.x + (6 if self.anchor == "start" else -6), 1)


@dataclass(frozen=True)
class Circle:
    """A circle on the map."""

    x: float
    y: float
    r: float


@dataclass(frozen=True)
class ScaleBar:
    x: float
    y: float
    width: float
    miles: float

    @property
    def words(self) -> str:
        return "1 mile" if self.miles == 1 else f"{self.miles:g} miles"


@dataclass(frozen=True)
class Map:
    """All that the template needs, in units of the picture. Lines are values of the attribute `d` of a path."""

    land: list[str]
    state_lines: list[str]
    county_lines: list[str]
    towns: list[TownName]
    pins: list[Pin]
    circle: Circle | None
    scale: ScaleBar
    description: str
    width: int = WIDTH
    height: int = HEIGHT
    pin_height: int = PIN_HEIGHT


def draw(
    *,
    markers: Sequence[Marker],
    centre: Point | None,
    radius_miles: float | None,
    state: State | None,
    title: str = "",
) -> Map:
    """The map of a circle, of a state, or, without either, of the markers. Bounded in size, and asks no database."""
    view = _view(markers, centre, radius_miles, state)
    pins = _pins(markers[:MOST_MARKERS], view)
    scale = _scale(view)
    land, state_lines, county_lines = _paths(view)
    circle = None
    if centre and radius_miles:
        x, y = view.place(centre)
        circle = Circle(round(x, 1), round(y, 1), round(radius_miles / MILES_A_DEGREE * view.scale, 1))
    marked = sum(len(pin.numbers) for pin in pins)
    return Map(
        land=land,
        state_lines=state_lines,
        county_lines=county_lines,
        towns=_towns(view, pins, scale),
        pins=pins,
        circle=circle,
        scale=scale,
        description=_description(title, radius_miles if circle else None, marked),
    )


def _description(title: str, miles: float | None, marked: int) -> str:
    area = f"the area within {miles:g} {'mile' if miles == 1 else 'miles'} of {title or 'a point'}" if miles else title
    places = "1 numbered place" if marked == 1 else f"{marked or 'no'} numbered places"
    return f"Map of {area or 'what was found'}: {places}. The list says the same."


# The view


@dataclass(frozen=True)
class View:
    """What the picture shows: its middle in degrees, and how many units a degree of latitude has."""

    latitude: float
    longitude: float
    scale: float

    @property
    def scale_x(self) -> float:
        return self.scale * _shrink(self.latitude)

    def place(self, point: Point) -> tuple[float, float]:
        """Where a point lies in the picture, on the side of the 180th meridian that is nearer to the middle."""
        east = (point.longitude - self.longitude + 180) % 360 - 180
        return WIDTH / 2 + east * self.scale_x, HEIGHT / 2 + (self.latitude - point.latitude) * self.scale


def _shrink(latitude: float) -> float:
    """How much shorter a degree of longitude is there than one of latitude; near the poles we stop counting."""
    return max(0.05, cos(radians(latitude)))


def _view(markers: Sequence[Marker], centre: Point | None, radius: float | None, state: State | None) -> View:
    if centre is not None and (radius or not markers):
        half = max(radius or 25, 0.5) / MILES_A_DEGREE
        return View(centre.latitude, centre.longitude, (HEIGHT / 2 - MARGIN) / half)
    if state is not None:
        return _around(state.south, state.north, state.west, state.east)
    if markers:
        return _around_points([marker.point for marker in markers])
    return _around(*CONTIGUOUS)


def _around(south: float, north: float, west: float, east: float) -> View:
    """The view of a box. West may be greater than east."""
    width = east - west if west <= east else east + 360 - west
    latitude, longitude = (south + north) / 2, west + width / 2
    shrunk = max(width * _shrink(latitude), 0.05)
    scale = min((WIDTH - 2 * MARGIN) / shrunk, (HEIGHT - 2 * MARGIN) / max(north - south, 0.05))
    return View(latitude, longitude - 360 if longitude > 180 else longitude, scale)


def _around_points(points: list[Point]) -> View:
    """The view of some points, on whichever side of the 180th meridian they need less room."""
    first = points[0].longitude
    east = [(point.longitude - first + 180) % 360 - 180 for point in points]
    latitudes = [point.latitude for point in points]
    west = (first + min(east) + 180) % 360 - 180
    view = _around(min(latitudes), max(latitudes), west, west + max(east) - min(east))
    return View(view.latitude, view.longitude, min(view.scale, HEIGHT / 0.15))


# Lines

Line = list[tuple[float, float]]


def _paths(view: View) -> tuple[list[str], list[str], list[str]]:
    """Land, state borders with coasts, and county borders; coarser where they would be too long."""
    tolerance = 0.5 / view.scale * PARTS_A_DEGREE
    level = max(place for place, parts in enumerate(LEVELS) if parts <= max(tolerance, LEVELS[0]))
    with_counties = HEIGHT / view.scale <= TALLEST_WITH_COUNTIES
    while True:
        sheet = _Sheet(view, LEVELS[level])
        land = [sheet.path(points, is_closed=True) for points in sheet.land()]
        states, counties = sheet.lines(with_counties=with_counties)
        paths = (
            [path for path in land if path],
            [path for path in (sheet.path(line) for line in states) if path],
            [path for path in (sheet.path(line) for line in counties) if path],
        )
        if sum(len(path) for kind in paths for path in kind) <= MOST_PATH or level + 1 == len(LEVELS):
            return paths
        level += 1


class _Sheet:
    """Lines of the outlines, simplified for a scale, placed in a view and cut at its edge."""

    #: Lines run a little past the frame, so that no cut edge is seen.
    BLEED = 4

    def __init__(self, view: View, tolerance: int) -> None:
        self.tolerance = tolerance
        self.scale_x, self.scale_y = view.scale_x / PARTS_A_DEGREE, view.scale / PARTS_A_DEGREE
        self.middle_x, self.middle_y = view.longitude * PARTS_A_DEGREE, view.latitude * PARTS_A_DEGREE
        half_width, half_height = WIDTH / 2 / self.scale_x, HEIGHT / 2 / self.scale_y
        self.west, self.east = self.middle_x - half_width, self.middle_x + half_width
        self.south, self.north = self.middle_y - half_height, self.middle_y + half_height
        around = 360 * PARTS_A_DEGREE
        self.turns = [
            turn for turn in (0, -around, around) if self.east > -around / 2 + turn and self.west < around / 2 + turn
        ]

    def _turn(self, shape: Arc | Ring) -> int | None:
        """By how much a shape has to be moved around the earth to be in view, or None if it is not in view."""
        if shape.north < self.south or shape.south > self.north:
            return None
        for turn in self.turns:
            if shape.east + turn >= self.west and shape.west + turn <= self.east:
                return turn
        return None

    def _is_inside(self, shape: Arc | Ring, turn: int) -> bool:
        return (
            shape.west + turn >= self.west
            and shape.east + turn <= self.east
            and shape.south >= self.south
            and shape.north <= self.north
        )

    def _place(self, points: Iterable[tuple[int, int]], turn: int) -> Line:
        left, top = WIDTH / 2 + (turn - self.middle_x) * self.scale_x, HEIGHT / 2 + self.middle_y * self.scale_y
        scale_x, scale_y = self.scale_x, self.scale_y
        return [(left + x * scale_x, top - y * scale_y) for x, y in points]

    def lines(self, *, with_counties: bool) -> tuple[list[Line], list[Line]]:
        """State borders and coasts, and county borders."""
        states: list[Line] = []
        counties: list[Line] = []
        for place, arc in enumerate(outlines.outlines().arcs):
            is_county = arc.kind == Kind.COUNTY_BORDER
            if is_county and not with_counties:
                continue
            turn = self._turn(arc)
            if turn is None:
                continue
            line = self._place(_simplified(place, self.tolerance), turn)
            (counties if is_county else states).extend([line] if self._is_inside(arc, turn) else _cut(line))
        return states, counties

    def land(self) -> Iterator[Line]:
        for ring in outlines.outlines().rings:
            turn = self._turn(ring)
            if turn is None:
                continue
            points: list[tuple[int, int]] = []
            for place in ring.places:
                part = _simplified(~place if place < 0 else place, self.tolerance)
                points += part[::-1] if place < 0 else part
            line = self._place(points, turn)
            yield line if self._is_inside(ring, turn) else _cut_area(line)

    @staticmethod
    def path(line: Line, *, is_closed: bool = False) -> str:
        """A line as path data in tenths of a unit, without steps that nobody can see."""
        if len(line) < 2:
            return ""
        tenths = [(round(x * 10), round(y * 10)) for x, y in line]
        x, y = tenths[0]
        steps = []
        last = len(tenths) - 1
        for place, (next_x, next_y) in enumerate(tenths):
            dx, dy = next_x - x, next_y - y
            if (dx or dy) and (place == last or abs(dx) + abs(dy) > 5):
                steps.append(f"{dx / 10:g} {dy / 10:g}")
                x, y = next_x, next_y
        if len(steps) < (2 if is_closed else 1):
            return ""
        return f"M{tenths[0][0] / 10:g} {tenths[0][1] / 10:g}l{' '.join(steps)}{'z' if is_closed else ''}"


@lru_cache(maxsize=40_000)
def _simplified(place: int, tolerance: int) -> list[tuple[int, int]]:
    """The points of an arc without those that lie within a tolerance of the line. Ramer, Douglas and Peucker."""
    arc = outlines.outlines().arcs[place]
    points = list(zip(arc.xs, arc.ys, strict=True))
    if tolerance <= 1 or len(points) < 3:
        return points
    shrink = _shrink((arc.south + arc.north) / 2 / PARTS_A_DEGREE)
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x, y), (end_x, end_y) = points[first], points[last]
        dx, dy = (end_x - x) * shrink, end_y - y
        length = hypot(dx, dy)
        farthest, distance = first, float(tolerance)
        for middle in range(first + 1, last):
            east, north = (points[middle][0] - x) * shrink, points[middle][1] - y
            apart = abs(dx * north - dy * east) / length if length else hypot(east, north)
            if apart > distance:
                farthest, distance = middle, apart
        if farthest != first:
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [points[place] for place in sorted(kept)]


LOW, HIGH_X, HIGH_Y = -_Sheet.BLEED, WIDTH + _Sheet.BLEED, HEIGHT + _Sheet.BLEED


def _cut(line: Line) -> Iterator[Line]:
    """The pieces of a line that lie in the picture. After Liang and Barsky, one step at a time."""
    piece: Line = []
    for (x, y), (end_x, end_y) in pairwise(line):
        dx, dy = end_x - x, end_y - y
        enters, leaves = 0.0, 1.0
        for step, room in ((-dx, x - LOW), (dx, HIGH_X - x), (-dy, y - LOW), (dy, HIGH_Y - y)):
            if step == 0:
                if room < 0:
                    enters = 2.0
            elif step < 0:
                enters = max(enters, room / step)
            else:
                leaves = min(leaves, room / step)
        if enters > leaves:
            continue
        if enters > 0 or not piece:
            if len(piece) > 1:
                yield piece
            piece = [(x + enters * dx, y + enters * dy)]
        piece.append((x + leaves * dx, y + leaves * dy))
        if leaves < 1:
            yield piece
            piece = []
    if len(piece) > 1:
        yield piece


def _cut_area(line: Line) -> Line:
    """The part of an area that lies in the picture. After Sutherland and Hodgman, one edge of the frame at a time."""
    for axis, edge, sign in ((0, LOW, 1), (0, HIGH_X, -1), (1, LOW, 1), (1, HIGH_Y, -1)):
        kept: Line = []
        previous = line[-1] if line else (0.0, 0.0)
        was_inside = (previous[axis] - edge) * sign >= 0
        for point in line:
            is_inside = (point[axis] - edge) * sign >= 0
            if is_inside != was_inside:
                part = (edge - previous[axis]) / (point[axis] - previous[axis])
                crossing = [
                    previous[0] + part * (point[0] - previous[0]),
                    previous[1] + part * (point[1] - previous[1]),
                ]
                crossing[axis] = edge
                kept.append((crossing[0], crossing[1]))
            if is_inside:
                kept.append(point)
            previous, was_inside = point, is_inside
        line = kept
    return line


# Pins


@dataclass
class _Group:
    x: float
    y: float
    markers: list[Marker]

    @property
    def text(self) -> str:
        return _numbers_text([marker.number for marker in self.markers])

    def touches(self, other: "_Group") -> bool:
        width = (_pin_width(self.text) + _pin_width(other.text)) / 2
        return abs(self.x - other.x) < width and abs(self.y - other.y) < PIN_HEIGHT

    def joined(self, other: "_Group") -> "_Group":
        mine, theirs = len(self.markers), len(other.markers)
        x, y = ((a * mine + b * theirs) / (mine + theirs) for a, b in ((self.x, other.x), (self.y, other.y)))
        return _inside(_Group(x, y, sorted([*self.markers, *other.markers], key=lambda marker: marker.number)))


def _pin_width(text: str) -> float:
    return max(PIN_HEIGHT, 14 + PIN_LETTER * len(text))


def _numbers_text(numbers: list[int]) -> str:
    """The numbers of a pin in as few letters as it has room for: 3, 4–6, 4, 7 or 4 +5."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1:
        return str(first)
    if last - first == len(numbers) - 1 and len(numbers) > 2:
        return f"{first}–{last}"
    return f"{first}, {last}" if len(numbers) == 2 else f"{first} +{len(numbers) - 1}"


def _inside(group: _Group) -> _Group:
    """A group with its whole pin in the picture."""
    half = _pin_width(group.text) / 2 + 1
    group.x = min(max(group.x, half), WIDTH - half)
    group.y = min(max(group.y, PIN_HEIGHT / 2 + 1), HEIGHT - PIN_HEIGHT / 2 - 1)
    return group


def _pins(markers: Sequence[Marker], view: View) -> list[Pin]:
    """Markers in view; those whose pins would cover one another share one."""
    groups: list[_Group] = []
    for marker in sorted(markers, key=lambda marker: marker.number):
        x, y = view.place(marker.point)
        if not (-MARGIN <= x <= WIDTH + MARGIN and -MARGIN <= y <= HEIGHT + MARGIN):
            continue
        group = _inside(_Group(x, y, [marker]))
        while other := next((other for other in groups if group.touches(other)), None):
            groups.remove(other)
            group = other.joined(group)
        groups.append(group)
    return [_pin(group) for group in sorted(groups, key=lambda group: group.markers[0].number)]


def _pin(group: _Group) -> Pin:
    first, *others = group.markers
    label = f"{group.text}: {first.label}"
    if others:
        label += f" and {others[0].label}" if len(others) == 1 else f" and {len(others)} more"
    return Pin(
        x=round(group.x, 1),
        y=round(group.y, 1),
        text=group.text,
        href=first.href,
        numbers=tuple(marker.number for marker in group.markers),
        label=f"{label}, to the list",
    )


# Names and scale

Box = tuple[float, float, float, float]


def _towns(view: View, pins: list[Pin], scale: ScaleBar) -> list[TownName]:
    """The largest towns in view whose names cover neither one another nor a pin."""
    taken: list[Box] = [(pin.left, pin.top, pin.left + pin.width, pin.top + PIN_HEIGHT) for pin in pins]
    taken.append((scale.x - 4, scale.y - 24, scale.x + max(scale.width, 70) + 4, HEIGHT))
    names: list[TownName] = []
    for town in outlines.towns():
        # Most towns are not in view; this is the cheapest way to see it.
        if abs(view.latitude - town.point.latitude) * view.scale > HEIGHT / 2:
            continue
        x, y = view.place(town.point)
        if not (8 <= x <= WIDTH - 8 and TOWN_HEIGHT <= y <= HEIGHT - TOWN_HEIGHT):
            continue
        length = 8 + TOWN_LETTER * len(town.name)
        for anchor, left in (("start", x - 4), ("end", x + 4 - length)):
            box = (left, y - TOWN_HEIGHT / 2, left + length, y + TOWN_HEIGHT / 2)
            if left >= 2 and left + length <= WIDTH - 2 and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                names.append(TownName(round(x, 1), round(y, 1), town.name, anchor))
                break
        if len(names) == MOST_TOWNS:
            break
    return names


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale(view: View) -> ScaleBar:
    units_a_mile = view.scale / MILES_A_DEGREE
    fitting = [miles for miles in SCALES if miles * units_a_mile <= LONGEST_SCALE]
    miles = fitting[-1] if fitting else SCALES[0]
    return ScaleBar(16, HEIGHT - 16, floor(miles * units_a_mile * 10) / 10, miles)
