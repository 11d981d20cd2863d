"""A picture of the map beside a list, drawn here: no tiles, no script, nobody else is asked.

What is drawn depends on the arguments alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import get_text_list

from places import outlines
from places.geometry import MILES_A_DEGREE, Point
from places.map_lines import HEIGHT, WIDTH, View, lines_in, shrink
from places.models import State

#: Space between what is shown and the frame.
MARGIN = 24
#: In units of the picture; a phone shows them a third smaller, and 24 pixels is the least that a finger hits.
PIN_HEIGHT = 42
PIN_LETTER = 9.5
TOWN_HEIGHT = 16
TOWN_LETTER = 7.2
MOST_TOWNS = 8
SCALES = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
LONGEST_SCALE = 130

#: Left, top, right and bottom of something in the picture.
Box = tuple[float, float, float, float]


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
    markers: Sequence[Marker]

    @property
    def numbers(self) -> list[int]:
        return [marker.number for marker in self.markers]

    @property
    def href(self) -> str:
        return self.markers[0].href

    @property
    def text(self) -> str:
        """Its numbers in as few letters as there is room for: 3, or 4, 7, or 4–6, or 4 +5."""
        first, *others = self.numbers
        if not others:
            return str(first)
        if len(others) == 1:
            return f"{first}, {others[0]}"
        return f"{first}–{others[-1]}" if others[-1] - first == len(others) else f"{first} +{len(others)}"

    @property
    def label(self) -> str:
        return f"{self.text}: {get_text_list([marker.label for marker in self.markers], 'and')}"

    @property
    def width(self) -> float:
        return max(PIN_HEIGHT, 14 + PIN_LETTER * len(self.text))

    @property
    def left(self) -> float:
        return round(self.x - self.width / 2, 1)

    @property
    def top(self) -> float:
        return round(self.y - PIN_HEIGHT / 2, 1)

    @cached_property
    def box(self) -> Box:
        return self.left, self.top, self.left + self.width, self.top + PIN_HEIGHT


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

    @property
    def box(self) -> Box:
        """The dot and its name, as wide as its letters usually are."""
        top, bottom, length = self.y - TOWN_HEIGHT / 2, self.y + TOWN_HEIGHT / 2, TOWN_LETTER * len(self.name)
        if self.anchor == "start":
            return self.x - 4, top, self.text_x + length, bottom
        return self.text_x - length, top, self.x + 4, bottom


@dataclass(frozen=True)
class Circle:
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
        return _miles(self.miles)

    @property
    def box(self) -> Box:
        """The bar and the words above it."""
        return self.x - 4, self.y - 24, self.x + max(self.width, TOWN_LETTER * len(self.words)) + 4, HEIGHT


@dataclass(frozen=True)
class Map:
    """All that the template needs, in units of the picture. Lines are path data."""

    land: str
    state_lines: str
    county_lines: str
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
    title: str,
) -> Map:
    """The map of a circle, or else of a state, with the markers of one page. Asks no database."""
    circle, area = None, title
    if centre is not None and radius_miles:
        circle = Circle(WIDTH / 2, HEIGHT / 2, HEIGHT / 2 - MARGIN)
        view = View(centre.latitude, centre.longitude, circle.r / radius_miles * MILES_A_DEGREE)
        area = f"the area within {_miles(radius_miles)} of {title}"
    elif state is not None:
        view = _around(state)
    else:
        raise ValueError("A map needs a circle or a state.")
    lines, pins, scale = lines_in(view), _pins(markers, view), _scale(view)
    places = "1 numbered place" if len(markers) == 1 else f"{len(markers) or 'no'} numbered places"
    return Map(
        land=lines.land,
        state_lines=lines.states,
        county_lines=lines.counties,
        towns=_towns(view, [scale.box, *(pin.box for pin in pins)]),
        pins=pins,
        circle=circle,
        scale=scale,
        description=f"Map of {area}: {places}. The text beside it says the same.",
    )


def _miles(miles: float) -> str:
    return "1 mile" if miles == 1 else f"{miles:g} miles"


def _around(state: State) -> View:
    """The view of a state's box."""
    width, height = (state.east - state.west) % 360, state.north - state.south
    latitude, longitude = state.south + height / 2, (state.west + width / 2 + 180) % 360 - 180
    return View(
        latitude, longitude, min((WIDTH - 2 * MARGIN) / width / shrink(latitude), (HEIGHT - 2 * MARGIN) / height)
    )


def _pins(markers: Iterable[Marker], view: View) -> list[Pin]:
    """One pin for each marker; those whose pins would cover one another share one."""
    pins: list[Pin] = []
    for marker in markers:
        pin = _pin([marker], view)
        while other := next((other for other in pins if _overlap(pin.box, other.box)), None):
            pins.remove(other)
            pin = _pin([*other.markers, *pin.markers], view)
        pins.append(pin)
    return sorted(pins, key=lambda pin: pin.numbers)


def _pin(markers: Iterable[Marker], view: View) -> Pin:
    """The pin of some markers: in the middle of them, but with all of it in the picture."""
    kept = sorted(markers, key=lambda marker: marker.number)
    xs, ys = zip(*(view.place(marker.point) for marker in kept), strict=True)
    pin = Pin(sum(xs) / len(xs), sum(ys) / len(ys), kept)
    half_width, half_height = pin.width / 2 + 1, PIN_HEIGHT / 2 + 1
    x = min(max(pin.x, half_width), WIDTH - half_width)
    y = min(max(pin.y, half_height), HEIGHT - half_height)
    return Pin(round(x, 1), round(y, 1), kept)


def _towns(view: View, taken: list[Box]) -> list[TownName]:
    """The largest towns in view whose names cover neither one another nor anything else."""
    names: list[TownName] = []
    for town in outlines.towns():
        # Most towns are not in view; this is the cheapest way to see it.
        if abs(view.latitude - town.point.latitude) * view.scale > HEIGHT / 2:
            continue
        x, y = view.place(town.point)
        if not 0 < x < WIDTH:
            continue
        for anchor in ("start", "end"):
            name = TownName(round(x, 1), round(y, 1), town.name, anchor)
            if _is_inside(box := name.box) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                names.append(name)
                break
        if len(names) == MOST_TOWNS:
            break
    return names


def _is_inside(box: Box) -> bool:
    left, top, right, bottom = box
    return left >= 2 and top >= 2 and right <= WIDTH - 2 and bottom <= HEIGHT - 2


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale(view: View) -> ScaleBar:
    """The longest of the usual lengths for which there is room."""
    units_a_mile = view.scale / MILES_A_DEGREE
    miles = max((miles for miles in SCALES if miles * units_a_mile <= LONGEST_SCALE), default=SCALES[0])
    return ScaleBar(16, HEIGHT - 16, round(miles * units_a_mile, 1), miles)
