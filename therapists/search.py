"""From what a visitor asked to a page of the directory: where, how far, narrowed down by what, in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from django.core import validators
from django.db.models import BigIntegerField, QuerySet, TextChoices
from django.http import HttpRequest
from django.utils.functional import cached_property

from places.finding import Found, find
from places.geometry import Point
from places.models import State
from publishing import clock, parts
from publishing.models import Edition
from publishing.prepared import Slot, prepared
from techniques.models import Condition, Technique
from therapists.cells import Field, Near
from therapists.filters import Choice, Facet, fixed_choices, number, state_number
from therapists.grid import Area, Box, Circle
from therapists.models import Entry

RADII = (5, 10, 25, 50, 100)
USUAL_RADIUS = 25
PER_PAGE = 20
#: More than this fit neither a screen nor a head.
MOST_COMPARED = 4


class Order(TextChoices):
    DISTANCE = "distance", "Nearest first"
    NAME = "name", "Name"
    CHECKED = "checked", "Checked last"


#: What an address may ask.
PARAMETERS = frozenset({"near", "radius", "sort", "page", "therapist", *(facet.parameter for facet in Facet)})


@dataclass(frozen=True)
class Question:
    """What a visitor asked, after reading the address. `notes` says what could not be used, in words."""

    near: str = ""
    radius: int | None = None
    choices: tuple[Choice, ...] = ()
    order: Order = Order.DISTANCE
    page: int = 1
    notes: tuple[str, ...] = ()
    shortlist: tuple[str, ...] = ()

    def parameters(self, *, without: Choice | None = None, **changes: Any) -> list[tuple[str, str]]:
        """The question as an address has it, after a change."""
        asked = replace(self, **changes)
        pairs = [("near", asked.near)] if asked.near else []
        pairs += [("radius", str(asked.radius))] if asked.radius else []
        pairs += [(choice.facet.parameter, choice.value) for choice in asked.choices if choice != without]
        pairs += [("sort", asked.order.value)] if asked.order != Order.DISTANCE else []
        pairs += [("page", str(asked.page))] if asked.page > 1 else []
        return pairs + [("therapist", slug) for slug in asked.shortlist]


def catalogue() -> list[Choice]:
    """Everything that a search can be narrowed down by. One query, for the techniques and conditions that are live."""
    pages = [
        Choice(facet, edition.slug, edition.title, number(facet, edition.object_id))
        for edition in _techniques_and_conditions()
        for facet in [Facet.TECHNIQUE if edition.kind is Technique else Facet.CONDITION]
    ]
    return pages + fixed_choices()


@prepared()
def _techniques_and_conditions() -> QuerySet[Edition]:
    live = Edition.objects.live().of_kinds(Technique, Condition)
    return live.only("path", "title", "object_id", "content_type").order_by("title")


def read(asked: Mapping[str, list[str]], known: Iterable[Choice]) -> Question:
    """The question in an address, by the names of its parameters. Whatever cannot be used is named and left out."""
    by_value = {(choice.facet, choice.value): choice for choice in known}
    notes: list[str] = []
    chosen: list[Choice] = []
    for facet in Facet:
        values = list(dict.fromkeys(value for value in asked.get(facet.parameter, []) if value))
        for value in values[:1] if facet.takes_one else values[:20]:
            choice = by_value.get((facet, value))
            if choice:
                chosen.append(choice)
            else:
                notes.append(f"There is no choice “{value[:40]}” for {facet.parameter}. It was left out.")
    return Question(
        near=_last(asked, "near").strip()[:200],
        radius=_radius(_last(asked, "radius"), notes),
        choices=tuple(chosen),
        order=_order(_last(asked, "sort"), notes),
        page=_page(_last(asked, "page")),
        notes=tuple(notes[:3]),
        shortlist=shortlist(asked),
    )


def shortlist(asked: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The therapists whom a visitor put aside, by slug, each once. An address is the only place that keeps them."""
    slugs = (slug for slug in asked.get("therapist", []) if validators.slug_re.fullmatch(slug) and len(slug) <= 140)
    return tuple(dict.fromkeys(slugs))[: MOST_COMPARED + 1]


def _last(asked: Mapping[str, list[str]], name: str) -> str:
    values = asked.get(name) or [""]
    return values[-1]


def _radius(text: str, notes: list[str]) -> int | None:
    if not text:
        return None
    if text in {str(miles) for miles in RADII}:
        return int(text)
    offered = ", ".join(map(str, RADII))
    notes.append(f"The distance “{text[:20]}” cannot be used. Choose {offered} miles; the usual one is used.")
    return None


def _order(text: str, notes: list[str]) -> Order:
    if text in Order.values:
        return Order(text)
    if text:
        notes.append(f"There is no order “{text[:20]}”. The usual one is shown.")
    return Order.DISTANCE


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) > 0 else 1


@dataclass(frozen=True)
class Listing:
    """One practice on a page of results."""

    number: int
    entry: Entry
    miles: float | None

    @property
    def distance(self) -> str:
        """Rounded, because the point is coarse."""
        if self.miles is None:
            return ""
        miles = round(self.miles)
        return "about 1 mile away or less" if miles <= 1 else f"about {miles} miles away"


@dataclass
class Answer:
    """What was found for a question."""

    question: Question
    place: Found
    known: list[Choice]
    area: Area | None = None
    day: date = field(default_factory=clock.today)

    @property
    def seed(self) -> int:
        """What equals are shuffled with: it changes every day and is the same for everybody."""
        return self.day.toordinal()

    @property
    def centre(self) -> Point | None:
        return self.area.centre if isinstance(self.area, Circle) else None

    @property
    def state(self) -> State | None:
        return self.area.state if isinstance(self.area, Box) else None

    @property
    def place_name(self) -> str:
        """The middle of the search, in words for visitors."""
        return str(self.place.place) if self.place.place else "your location"

    @cached_property
    def field(self) -> Field | None:
        also = {Order.NAME: ["names"], Order.CHECKED: ["checked"]}.get(self.question.order, [])
        return Field(self.area, day=self.day, also=also) if self.area else None

    def _numbers(self, *, without: Facet | None = None) -> list[int]:
        asked = [choice.number for choice in self.question.choices if choice.facet != without]
        return asked + ([state_number(self.state.pk)] if self.state else [])

    @cached_property
    def _mask(self) -> int:
        return self.field.narrow(self._numbers()) if self.field else 0

    @property
    def total(self) -> int:
        return self._mask.bit_count()

    @property
    def last_page(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def page(self) -> int:
        return min(self.question.page, self.last_page)

    @cached_property
    def listings(self) -> list[Listing]:
        start = (self.page - 1) * PER_PAGE
        near = self._ordered(start, min(start + PER_PAGE, self.total)) if self.total else []
        entries = entries_for_lists([found.practice for found in near])
        kept = [(found, entries[found.practice]) for found in near if found.practice in entries]
        return [Listing(start + place, entry, found.miles) for place, (found, entry) in enumerate(kept, 1)]

    def _ordered(self, start: int, stop: int) -> list[Near]:
        assert self.field is not None
        shuffled = partial(shuffle, self.seed)
        if self.question.order == Order.NAME:
            return self.field.by_name(self._mask, start=start, stop=stop, shuffled=shuffled)
        if self.question.order == Order.CHECKED:
            return self.field.by_check(self._mask, start=start, stop=stop, shuffled=shuffled)
        if self.centre is None:
            return self.field.in_no_order(self._mask, start=start, stop=stop, shuffled=shuffled)
        return self.field.nearest(self._mask, self.centre, start=start, stop=stop, shuffled=shuffled)

    def counts(self) -> dict[Choice, int]:
        """For every choice, how many practices there would be with it."""
        if self.field is None:
            return {}
        masks: dict[Facet, int] = {
            facet: self.field.narrow(self._numbers(without=facet)) if facet.takes_one else self._mask for facet in Facet
        }
        return {choice: self.field.count(masks[choice.facet], choice.number) for choice in self.known}

    def wider(self) -> list[tuple[int, int]]:
        """Greater distances at which something is found, in miles, each with how many. One query."""
        if not isinstance(self.area, Circle):
            return []
        found: list[tuple[int, int]] = []
        farthest = Field(Circle(self.area.centre, RADII[-1]), day=self.day)
        for miles in (miles for miles in RADII if miles > self.area.miles):
            count = farthest.within(Circle(self.area.centre, miles), self._numbers())
            if count and (not found or count > found[-1][1]):
                found.append((miles, count))
        return found


def entries_for_lists(practices: Iterable[int]) -> dict[int, Entry]:
    """Entries that are in force, with all that a list shows of them. One query."""
    wanted = list(practices)
    return {entry.pk: entry for entry in _entries(practices=wanted)} if wanted else {}


@prepared(practices=BigIntegerField())
def _entries(practices: list[Slot]) -> QuerySet[Entry]:
    rows = Entry.objects.in_force().select_related(
        "practice", "therapist__portrait", "state__state", "licence__jurisdiction__state", "certification"
    )
    # Not pk__in, which takes plain values only where the key is a relation.
    return rows.filter(practice__id__in=practices)  # type: ignore[misc]  # slots stand for numbers


def shuffle(seed: int, practice: int) -> int:
    """The place of a practice among equals on one day: a fixed mixing of both numbers, without favor."""
    mixed = (practice * 0x9E3779B1 ^ seed * 0x85EBCA6B) & 0xFFFFFFFF
    mixed = ((mixed ^ mixed >> 16) * 0x7FEB352D) & 0xFFFFFFFF
    mixed = ((mixed ^ mixed >> 15) * 0x846CA68B) & 0xFFFFFFFF
    return mixed ^ mixed >> 16


def ask(request: HttpRequest) -> Answer:
    """What is found for the parameters of an address."""
    known = parts.shared(request, "choices of a search", catalogue)
    return answer(read(dict(request.GET.lists()), known), known)


def answer(question: Question, known: list[Choice]) -> Answer:
    """What is found for a question: at most two queries for the place, and one for the index."""
    place = find(question.near)
    found = Answer(question, place, known)
    if place.place is not None and place.place.kind == place.place.Kind.STATE:
        found.area = Box(place.place.state)
    elif place.place is not None:
        found.area = Circle(place.place.point, question.radius or _covering(place.place.reach))
    elif place.point is not None:
        found.area = Circle(place.point, question.radius or USUAL_RADIUS)
    return found


def _covering(reach: float) -> int:
    """The usual distance, or the first that covers a larger place, such as a county."""
    return next((miles for miles in RADII if miles >= max(reach, USUAL_RADIUS)), RADII[-1])
