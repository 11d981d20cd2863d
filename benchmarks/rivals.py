"""Hand-written SQL that the directory's search is measured against.

A plain table, one row a practice: where it is, as the site rounds it, until when it is listed, and what is true of it.
Three choices share a column as counters of 20 bits, so that one sum counts three of them. That takes SQLite less than
half as long as a column a choice, and PostgreSQL takes no more than 32 columns into an index.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import cos, pi, radians

from django.db import connection, transaction

from places.geometry import Point, distance_miles
from publishing import clock
from therapists.cells import unpack_choices
from therapists.filters import Choice
from therapists.grid import COLUMNS, SPOTS_A_DEGREE, Circle, Spot
from therapists.models import Entry
from therapists.search import PER_PAGE

#: Bits of a counter, and counters of a column.
BITS = 20
SHARED = 3
BATCH = 5_000
METERS_A_MILE = 1609.344


@dataclass(frozen=True)
class Reply:
    """What a search answers: how many, how many with each further choice, and the nearest with their miles."""

    total: int
    counts: dict[Choice, int]
    nearest: list[tuple[int, float]]

    def agrees(self, other: "Reply") -> bool:
        """Whether two say the same; among practices as far as the last of the page either may have taken any."""
        if (self.total, self.counts, len(self.nearest)) != (other.total, other.counts, len(other.nearest)):
            return False
        pairs = zip(self.nearest, other.nearest, strict=True)
        if any(abs(one[1] - two[1]) > 1e-6 for one, two in pairs):
            return False
        farthest = self.nearest[-1][1] - 1e-6 if self.nearest else 0
        nearer = [{practice for practice, miles in reply.nearest if miles < farthest} for reply in (self, other)]
        return nearer[0] == nearer[1]


class CoveringIndex:
    """One index that holds the whole table, in the order of the rows and columns of the grid.

    The columns that a circle reaches in each row are worked out as the site does it, so that the index is read from
    the first practice of a row that is inside to the last, and no distance is needed to tell who is inside.
    """

    name = "covering index"
    table = "benchmark_covering"
    #: SQLite would make an index of its own for the larger circles, which takes twenty times as long.
    hint = "INDEXED BY benchmark_covering_all" if connection.vendor == "sqlite" else ""

    def __init__(self, known: Sequence[Choice]) -> None:
        self.known = known
        self.places = {choice: divmod(place, SHARED) for place, choice in enumerate(known)}
        self.columns = [f"choices_{number}" for number in range(-(-len(known) // SHARED))]

    def build(self) -> None:
        """Make the table anew from the entries of the index."""
        names = ["practice", "latitude", "longitude", "listed_until", *self.columns]
        insert = f"INSERT INTO {self.table} VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608  # names of ours
        counters = ", ".join(f"{name} bigint" for name in self.columns)
        rows = self._rows()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self.table}")
            cursor.execute(
                f"CREATE TABLE {self.table} "
                f"(practice integer, latitude integer, longitude integer, listed_until date, {counters})"
            )
            while batch := list(islice(rows, BATCH)):
                cursor.executemany(insert, batch)
            self._index(names)

    def _rows(self) -> Iterator[tuple[int | date, ...]]:
        places = {choice.number: place for choice, place in self.places.items()}
        entries = Entry.objects.values_list("pk", "spot", "listed_until", "choices")
        for practice, spot, until, choices in entries.iterator(BATCH):
            counters = [0] * len(self.columns)
            for number in unpack_choices(choices):
                if number in places:
                    column, place = places[number]
                    counters[column] += 1 << BITS * place
            yield practice, *divmod(spot, COLUMNS), until, *counters

    def _index(self, names: list[str]) -> None:
        first = ["latitude", "longitude", "listed_until"]
        every = ", ".join([*first, *(name for name in names if name not in first)])
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE INDEX {self.table}_all ON {self.table} ({every})")

    def search(self, circle: Circle, chosen: Sequence[Choice]) -> Reply:
        """Two questions, and one more for each chosen facet of which the other choices take its place."""
        day = clock.today()
        total, counts = self._count(circle, chosen, day, self.known)
        for facet in {choice.facet for choice in chosen if choice.facet.takes_one}:
            others = [choice for choice in chosen if choice.facet != facet]
            counts |= self._count(circle, others, day, [choice for choice in self.known if choice.facet == facet])[1]
        return Reply(total, counts, self._nearest(circle, chosen, day))

    def _count(
        self, circle: Circle, chosen: Iterable[Choice], day: date, wanted: Iterable[Choice]
    ) -> tuple[int, dict[Choice, int]]:
        columns = sorted({self.places[choice][0] for choice in wanted})
        sums = ", ".join(f"sum({self.columns[column]})" for column in columns)
        total, *found = self._ask(f"SELECT count(*), {sums} {self._inside(circle, chosen, day)}")[0]
        by_column = {column: int(value or 0) for column, value in zip(columns, found, strict=True)}
        counts = {}
        for choice in wanted:
            column, place = self.places[choice]
            counts[choice] = by_column[column] >> BITS * place & (1 << BITS) - 1
        return total, counts

    def _nearest(self, circle: Circle, chosen: Iterable[Choice], day: date) -> list[tuple[int, float]]:
        inside, order = self._inside(circle, chosen, day), self._distance(circle.centre)
        rows = self._ask(f"SELECT practice, latitude, longitude {inside} ORDER BY {order} LIMIT {PER_PAGE}")
        return [(practice, distance_miles(circle.centre, Spot(row, column).point)) for practice, row, column in rows]

    def _inside(self, circle: Circle, chosen: Iterable[Choice], day: date) -> str:
        reached = [(row, span) for row in circle.rows() if (span := circle.span(row))]
        spans = ", ".join(f"({row}, {span.first}, {span.last})" for row, span in reached)
        return (
            f"FROM (VALUES {spans}) AS span CROSS JOIN {self.table} {self.hint} "
            f"WHERE latitude = column1 AND longitude BETWEEN column2 AND column3 {self._filters(chosen, day)}"
        )

    def _filters(self, chosen: Iterable[Choice], day: date) -> str:
        tests = [f"AND listed_until >= '{day}'"]
        for choice in chosen:
            column, place = self.places[choice]
            tests.append(f"AND ({self.columns[column]} & {1 << BITS * place}) <> 0")
        return " ".join(tests)

    def _distance(self, centre: Point) -> str:
        """The haversine of the distance, which puts practices into the same order."""
        row, column = ((degrees + half) * SPOTS_A_DEGREE - 0.5 for degrees, half in zip(centre, (90, 180), strict=True))
        latitude, longitude = (f"CAST({name} AS double precision)" for name in ("latitude", "longitude"))
        half = pi / 360 / SPOTS_A_DEGREE
        return (
            f"power(sin(({latitude} - {row!r}) * {half!r}), 2) + {cos(radians(centre.latitude))!r} * "
            f"cos(({latitude} - {90 * SPOTS_A_DEGREE - 0.5}) * {2 * half!r}) * "
            f"power(sin(({longitude} - {column!r}) * {half!r}), 2)"
        )

    def _ask(self, statement: str) -> list[tuple[int, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()


class PostGIS(CoveringIndex):
    """The same table with a point as PostGIS indexes it, on a sphere of the same size."""

    name = "PostGIS"
    table = "benchmark_postgis"

    def _index(self, names: list[str]) -> None:
        spot = ", ".join(
            f"({name} + 0.5) / {SPOTS_A_DEGREE} - {half}" for name, half in (("longitude", 180), ("latitude", 90))
        )
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {self.table} ADD spot geography(Point, 4326)")
            cursor.execute(f"UPDATE {self.table} SET spot = ST_MakePoint({spot})::geography")  # noqa: S608  # names of ours
            cursor.execute(f"CREATE INDEX ON {self.table} USING gist (spot)")

    def _inside(self, circle: Circle, chosen: Iterable[Choice], day: date) -> str:
        reach = circle.miles * METERS_A_MILE
        return (
            f"FROM {self.table} WHERE ST_DWithin(spot, {self._point(circle.centre)}, {reach}, false) "
            f"{self._filters(chosen, day)}"
        )

    def _distance(self, centre: Point) -> str:
        return f"spot <-> {self._point(centre)}"

    def _point(self, centre: Point) -> str:
        return f"ST_MakePoint({centre.longitude!r}, {centre.latitude!r})::geography"


def rivals(known: Sequence[Choice]) -> list[CoveringIndex]:
    """Those that the database can have, with their tables made."""
    found: list[CoveringIndex] = [CoveringIndex(known)]
    if connection.vendor == "postgresql" and _has_postgis():
        found.append(PostGIS(known))
    for rival in found:
        rival.build()
    return found


def _has_postgis() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    return True
