"""From what a visitor typed to a place, or to places to choose from. Nothing that is typed raises, or is kept."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from math import log10
from typing import NamedTuple

from django.db.models import Q, TextChoices
from rapidfuzz import fuzz, process

from places.folding import fold
from places.geometry import Point
from places.models import Place
from places.outlines import state_names, states

#: Letters of a text that are read, and those that are shown again.
LONGEST = 200
LONGEST_SHOWN = 80
MOST_CHOICES = 60
MOST_GUESSES = 6
MOST_SUGGESTIONS = 20
#: A town so many times as large as its namesakes, and so large at all, is meant by its bare name.
OUTSTANDING = 10
LARGE = 100_000
#: How like a known name a misspelled one has to be, of 100.
LIKE_ENOUGH = 75
#: Shorter names are too much like too many others.
SHORTEST_GUESSED = 4

_ZIP = re.compile(r"(?:.*[\s,])?(\d{5})(?:[- ]?\d{4})?", re.ASCII)
_NUMBER = r"([+-]?\d{1,3}(?:\.\d{0,20})?)"
_COORDINATES = re.compile(rf"{_NUMBER}\s*[,;\s]\s*{_NUMBER}", re.ASCII)
_COUNTRY = re.compile(r"[\s,]+(?:usa|u\.s\.a\.|u\.s\.|united states(?: of america)?)$", re.IGNORECASE)
_COUNTY_WORDS = ("county", "parish", "municipio", "borough", "census area", "city and borough", "municipality", "city")


class Outcome(TextChoices):
    NOTHING_ASKED = "nothing-asked"
    FOUND = "found"
    POINT = "point"
    AMBIGUOUS = "ambiguous"
    DID_YOU_MEAN = "did-you-mean"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """What a text means: one place, a point, several places to choose from, or nothing that is known."""

    outcome: Outcome
    #: What was asked, short enough to be shown.
    asked: str = ""
    place: Place | None = None
    point: Point | None = None
    choices: list[Place] = field(default_factory=list)
    #: How many other places share the name of the one that was taken.
    also: int = 0


class Reading(NamedTuple):
    """One way to understand a text: a folded name, the folded county that it lies in, the code of its state."""

    name: str
    county: str = ""
    state: str = ""


def find(text: str) -> Found:
    """The place that a text names: town, “town, state”, “town, county, state”, ZIP code, county, state, coordinates.

    At most one query for what is known and two for what is not; one more when a process first meets a misspelled name.
    """
    asked = _COUNTRY.sub("", _clean(text))
    shown = asked[:LONGEST_SHOWN]
    if not asked:
        return Found(Outcome.NOTHING_ASKED)
    if match := _COORDINATES.fullmatch(asked):
        return _at(float(match[1]), float(match[2]), shown)
    if match := _ZIP.fullmatch(asked):
        return _find_zip(match[1], shown)
    readings = list(_readings(asked))
    known = _known(readings)
    for reading in readings:
        if found := _match(reading, known, shown):
            return found
    return _guess(readings, shown)


def suggest(text: str, *, limit: int = 8) -> list[Place]:
    """Places whose name begins with a text, the largest first; for longer texts, names that are much like it.

    One query, and one more when a process first needs the names.
    """
    asked = _clean(text)
    limit = max(1, min(limit, MOST_SUGGESTIONS))
    if re.fullmatch(r"\d{1,5}", asked, re.ASCII):
        return _rows(_heaviest(_index().zips, asked, limit))
    if match := _ZIP.fullmatch(asked):
        return _rows(_heaviest(_index().zips, match[1], limit))
    for name, state in _beginnings(asked):
        if found := _heaviest(_index().named, name, limit, _in_states(state)):
            return _rows(found)
    readings = list(_readings(asked))
    return _rows(_alike(readings[-1], limit)) if readings else []


def forget() -> None:
    """Read the names anew when they are next needed: after the gazetteer was loaded."""
    _index.cache_clear()


def _clean(text: str) -> str:
    """A text on one line, cut to the length that is read."""
    return " ".join(text[: LONGEST * 5].replace("\x00", " ").split())[:LONGEST].strip(" ,;")


def _at(latitude: float, longitude: float, asked: str) -> Found:
    """A point, rounded to about half a mile: nothing here needs to know more."""
    if abs(latitude) > 90 or abs(longitude) > 180:
        return Found(Outcome.UNKNOWN, asked)
    return Found(Outcome.POINT, asked, point=Point(round(latitude, 2), round(longitude, 2)))


def _find_zip(code: str, asked: str) -> Found:
    zips = Place.objects.filter(kind=Place.Kind.ZIP).select_related("state")
    if place := next(iter(zips.filter(folded=code)), None):
        return Found(Outcome.FOUND, asked, place=place, point=place.point)
    near = sorted(zips.filter(folded__range=(f"{code[:3]}00", f"{code[:3]}99")), key=lambda zip_: _apart(zip_, code))
    return Found(Outcome.DID_YOU_MEAN if near else Outcome.UNKNOWN, asked, choices=near[:MOST_GUESSES])


def _apart(place: Place, code: str) -> tuple[int, str]:
    return abs(int(place.folded) - int(code)), place.folded


# Readings of a text


def _readings(asked: str) -> Iterator[Reading]:
    """What a text could mean, the likeliest first."""
    parts = [part for part in map(fold, re.split(r"[,;()]", asked)) if part]
    if len(parts) > 1:
        yield from _readings_of_parts(parts)
    elif parts:
        yield Reading(parts[0])
        words = parts[0].split()
        for size in range(min(4, len(words) - 1), 0, -1):
            if state := state_names().get(" ".join(words[-size:])):
                yield Reading(" ".join(words[:-size]), state=state)


def _readings_of_parts(parts: list[str]) -> Iterator[Reading]:
    state = state_names().get(parts[-1])
    if state is None:
        yield Reading(parts[0], county=parts[1])
    elif len(parts) == 2:
        yield Reading(parts[0], state=state)
    else:
        yield Reading(parts[0], county=parts[1], state=state)
        if any(letter.isdigit() for letter in parts[0]):
            # The end of a street address.
            yield Reading(parts[-2], state=state)


def _beginnings(asked: str) -> Iterator[tuple[str, str]]:
    """What somebody may be in the middle of typing: the beginning of a name, and of its state."""
    parts = [part for part in map(fold, re.split(r"[,;()]", asked)) if part]
    if not parts:
        return
    if len(parts) > 1:
        yield parts[0], parts[-1]
        return
    yield parts[0], ""
    words = parts[0].split()
    for size in range(1, min(4, len(words))):
        yield " ".join(words[:-size]), " ".join(words[-size:])


def _state_alone(reading: Reading) -> tuple[str, bool]:
    """The code of the state that a bare name could be, and whether it can be nothing else: Washington State."""
    if reading.state or reading.county:
        return "", False
    if code := state_names().get(reading.name.removesuffix(" state")):
        return code, reading.name.endswith(" state")
    return "", False


# Matching


def _known(readings: Iterable[Reading]) -> list[Place]:
    """Every place that fits one of the readings, the largest first. One query."""
    wanted = Q(pk__in=[])
    for reading in readings:
        counties = [f"{reading.name} {word}" for word in _COUNTY_WORDS]
        names = Q(folded=reading.name) | Q(folded__in=counties, kind=Place.Kind.COUNTY)
        wanted |= (names & Q(state=reading.state)) if reading.state else names
        if code := _state_alone(reading)[0]:
            wanted |= Q(kind=Place.Kind.STATE, state=code)
    return list(Place.objects.filter(wanted).exclude(kind=Place.Kind.ZIP).select_related("state"))


def _match(reading: Reading, known: list[Place], asked: str) -> Found | None:
    """What one reading means, or None if it means nothing."""
    code, is_certain = _state_alone(reading)
    state = next((place for place in known if place.kind == Place.Kind.STATE and place.state_id == code), None)
    if state and is_certain:
        return _taken(state, [], asked)
    fitting = [place for place in known if _fits(place, reading)]
    exact = [place for place in fitting if place.folded == reading.name]
    # A county may be called by its bare name where no town is.
    places = [place for place in exact if place.kind == Place.Kind.TOWN] or exact or fitting
    if state:
        return _state_or_town(state, places, asked)
    if not places:
        return None
    largest, *others = places
    if not others or largest.weight >= max(LARGE, OUTSTANDING * others[0].weight):
        return _taken(largest, others, asked)
    return Found(Outcome.AMBIGUOUS, asked, choices=places[:MOST_CHOICES])


def _fits(place: Place, reading: Reading) -> bool:
    if place.kind == Place.Kind.STATE or (reading.state and place.state_id != reading.state):
        return False
    if reading.county:
        county = fold(place.county)
        if not (county == reading.county or county in {f"{reading.county} {word}" for word in _COUNTY_WORDS}):
            return False
    if place.folded == reading.name:
        return True
    return place.kind == Place.Kind.COUNTY and place.folded in {f"{reading.name} {word}" for word in _COUNTY_WORDS}


def _state_or_town(state: Place, towns: list[Place], asked: str) -> Found:
    """A state's name means the state, unless a large town has it too: New York is the city, Washington is asked."""
    large = [town for town in towns if town.weight >= LARGE and town.kind == Place.Kind.TOWN]
    own = next((town for town in large if town.state_id == state.state_id), None)
    if own:
        return _taken(own, [state, *(town for town in towns if town != own)], asked)
    if large:
        return Found(Outcome.AMBIGUOUS, asked, choices=[state, *towns][:MOST_CHOICES])
    return _taken(state, towns, asked)


def _taken(place: Place, others: list[Place], asked: str) -> Found:
    return Found(Outcome.FOUND, asked, place=place, point=place.point, also=len(others))


def _guess(readings: list[Reading], asked: str) -> Found:
    """Places whose names are much like what was typed. None is ever taken without asking."""
    places = _rows(_alike(readings[-1], MOST_GUESSES)) if readings else []
    return Found(Outcome.DID_YOU_MEAN if places else Outcome.UNKNOWN, asked, choices=places)


# Names, in the memory of the process


@dataclass(frozen=True, slots=True)
class Names:
    """Folded names in order, with the key, the state and the rank of the place of each."""

    names: list[str]
    keys: "array[int]"
    states: list[str]
    ranks: "array[int]"

    def beginning_with(self, text: str) -> range:
        return range(bisect_left(self.names, text), bisect_left(self.names, f"{text}\x7f"))

    def equal_to(self, text: str) -> range:
        return range(bisect_left(self.names, text), bisect_right(self.names, text))


@dataclass(frozen=True, slots=True)
class Index:
    """All names: of ZIP codes, and of towns, counties and states; the latter once each, too, for the misspelled."""

    zips: Names
    named: Names
    distinct: list[str]
    distinct_by_state: dict[str, list[str]]


@lru_cache(maxsize=1)
def _index() -> Index:
    """About 80,000 names in some 8 megabytes; one query, a third of a second."""
    rows: list[tuple[str, int, str, int]] = []
    zips: list[tuple[str, int, str, int]] = []
    by_state: dict[str, set[str]] = {}
    fields = ("kind", "folded", "pk", "state_id", "weight")
    for kind, folded, key, code, weight in Place.objects.order_by().values_list(*fields):
        if kind == Place.Kind.ZIP:
            zips.append((folded, key, code, weight))
            continue
        # Somebody who types Los means the town before the county.
        rows.append((folded, key, code, weight // 10 if kind == Place.Kind.COUNTY else weight))
        by_state.setdefault(code, set()).add(folded)
    distinct = sorted({row[0] for row in rows})
    return Index(
        _names(zips), _names(rows), distinct, {code: sorted(folded) for code, folded in sorted(by_state.items())}
    )


def _names(rows: list[tuple[str, int, str, int]]) -> Names:
    rows.sort()
    codes = {code: code for code in states()}
    return Names(
        [row[0] for row in rows],
        array("q", [row[1] for row in rows]),
        [codes.get(row[2], row[2]) for row in rows],
        array("q", [row[3] for row in rows]),
    )


def _heaviest(names: Names, beginning: str, limit: int, is_wanted: Callable[[str], bool] | None = None) -> list[int]:
    """Keys of the largest places whose name begins with a text; those with just that name come first."""
    found = names.beginning_with(beginning)
    wanted = [place for place in found if is_wanted(names.states[place])] if is_wanted else found
    best = nlargest(limit, wanted, key=lambda place: (names.names[place] == beginning, names.ranks[place], -place))
    return [names.keys[place] for place in best]


def _in_states(beginning: str) -> Callable[[str], bool] | None:
    """Whether a state's name or code begins with a text, or None if any will do."""
    if not beginning:
        return None
    codes = {code for name, code in state_names().items() if name.startswith(beginning)}
    return codes.__contains__


def _alike(reading: Reading, limit: int) -> list[int]:
    """Keys of places whose names are like a reading's, the likest and largest first."""
    if len(reading.name) < SHORTEST_GUESSED:
        return []
    index = _index()
    state = reading.state or _state_like(reading.county)
    likeness: Counter[int] = Counter()
    for name, score in _names_like(reading.name, index.distinct_by_state.get(state, []) if state else index.distinct):
        for place in index.named.equal_to(name):
            if state in ("", index.named.states[place]):
                likeness[place] = score
    if state:
        # Right name, wrong state.
        for place in index.named.equal_to(reading.name):
            likeness[place] = max(likeness[place], 88)
    best = nlargest(
        limit, likeness, key=lambda place: (likeness[place] + 2 * log10(1 + index.named.ranks[place]), -place)
    )
    return [index.named.keys[place] for place in best]


def _names_like(name: str, names: list[str]) -> list[tuple[str, int]]:
    found = process.extract(name[:60], names, scorer=fuzz.ratio, limit=40, score_cutoff=LIKE_ENOUGH)
    return [(like, round(score)) for like, score, _ in found]


def _state_like(name: str) -> str:
    """The code of the state whose misspelled name a text may be, or nothing."""
    if len(name) < SHORTEST_GUESSED:
        return ""
    found = process.extractOne(name[:60], list(state_names()), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    return state_names()[found[0]] if found else ""


def _rows(keys: list[int]) -> list[Place]:
    """Places in the order of their keys. One query, or none for no keys."""
    if not keys:
        return []
    rows = Place.objects.select_related("state").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]
