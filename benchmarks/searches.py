"""Measures the directory's search in this process, beside its rivals. `benchmarks.directory` starts it."""

import random
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.rivals import CoveringIndex, Reply, rivals
from places.finding import Found, Outcome, find
from places.models import Place
from therapists import search
from therapists.filters import Choice, Facet
from therapists.grid import Circle
from therapists.models import Cell, Entry, Practice

RADII = (10, 25, 100)
FILTERS = ((Facet.TECHNIQUE, "deep-tissue-massage"), (Facet.SETTING, "clinic"), (Facet.ACCEPTING, "yes"))
CITIES = (
    "New York, NY", "Los Angeles, CA", "Chicago, IL", "Houston, TX", "Phoenix, AZ", "Philadelphia, PA",
    "San Antonio, TX", "San Diego, CA", "Dallas, TX", "Jacksonville, FL",
)  # fmt: skip
ROUNDS = 20
#: How often a search is timed. The least counts: the rest is what else the machine did.
TRIES = 3
#: A place in the Atlantic: the same page, with nothing to show.
NOWHERE = "25,-45"

Statement = tuple[str, Any]
Search = Callable[[Circle, Sequence[Choice]], Reply]


class Times(NamedTuple):
    """Milliseconds of one search: all of it, and what its statements alone take."""

    whole: float
    database: float


def run(*, places: int, searches: int) -> None:
    known = search.catalogue()
    others = rivals(known)
    settle()
    print(f"{Practice.objects.count():,} practices, {Entry.objects.count():,} listed, {Cell.objects.count():,} cells")
    report_sizes()
    asked = weighted_places(places)
    compare(asked, known, others)
    measure_the_rest(asked)
    measure_pages()
    measure_memory(asked, searches)


def weighted_places(count: int) -> list[Place]:
    """ZIP codes, each as likely as people live there."""
    zips = list(Place.objects.filter(kind=Place.Kind.ZIP, weight__gt=0).order_by("folded"))
    dice = random.Random(1)  # noqa: S311  # the same places every time
    return dice.choices(zips, [place.weight for place in zips], k=count)


def settle() -> None:
    """What a database does by itself some time after much was written."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


# Searches


def search_here(known: list[Choice], circle: Circle, chosen: Sequence[Choice]) -> Reply:
    """What the site does for a first page, without finding the place and without reading the twenty records."""
    question = search.Question(choices=tuple(chosen))
    found = search.Answer(question, Found(Outcome.NOTHING_ASKED), known, area=circle)
    counts = found.counts()
    assert found.field is not None
    near = found.field.nearest(
        found.field.narrow(choice.number for choice in chosen),
        circle.centre,
        start=0,
        stop=min(search.PER_PAGE, found.total),
        shuffled=partial(search.shuffle, found.seed),
    )
    return Reply(found.total, counts, [(one.practice, one.miles or 0.0) for one in near])


def compare(asked: Sequence[Place], known: list[Choice], others: Sequence[CoveringIndex]) -> None:
    by_value = {(choice.facet, choice.value): choice for choice in known}
    filters = [by_value[filter_] for filter_ in FILTERS]
    ways: list[Search] = [partial(search_here, known), *(other.search for other in others)]
    print("\nMilliseconds, median / 95th percentile\n")
    head = ["radius", "filters", "found", "search: database", "whole"]
    head += [f"{other.name}: {part}" for other in others for part in ("database", "whole", "ratio", "faster at")]
    print_row(head)
    print_row(["---"] * len(head))
    for miles in RADII:
        for count in (0, 1, len(filters)):
            found = [search_around(place, miles, filters[:count], ways) for place in asked]
            totals = [total for total, _ in found]
            shown = [f"{miles}", f"{count}", f"{statistics.median(totals):,.0f} / {percentile(totals):,.0f}"]
            print_row(shown + compared([times for _, times in found]))


def search_around(
    place: Place, miles: int, chosen: Sequence[Choice], ways: Sequence[Search]
) -> tuple[int, list[Times]]:
    """How many are found, and how long each way to search takes. Ends the process if the ways do not agree."""
    asking = [partial(way, Circle(place.point, miles), chosen) for way in ways]
    noted = [note_statements(ask) for ask in asking]
    first, *rest = (reply for reply, _ in noted)
    if not all(first.agrees(reply) for reply in rest):
        sys.exit(f"The answers differ for {place} at {miles} miles with {len(chosen)} filters: {first} {rest}")
    rounds = [
        [measure(ask, statements) for ask, (_, statements) in zip(asking, noted, strict=True)] for _ in range(TRIES)
    ]
    return first.total, [Times(*map(min, zip(*tries, strict=True))) for tries in zip(*rounds, strict=True)]


def compared(times: Sequence[Sequence[Times]]) -> list[str]:
    """The cells of a row, from the times of the site's search and of each rival at each place."""
    own, *rest = zip(*times, strict=True)
    database = [one.database for one in own]
    cells = [spread(database), spread(one.whole for one in own)]
    for other in rest:
        others = [one.database for one in other]
        faster = sum(mine > theirs for mine, theirs in zip(database, others, strict=True))
        cells += [spread(others), spread(one.whole for one in other)]
        cells += [ratio(database, others), f"{faster} of {len(others)}"]
    return cells


def note_statements(way: Callable[[], Reply]) -> tuple[Reply, list[Statement]]:
    """What a search answers, and what it asks the database."""
    statements: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        return way(), statements


def measure(way: Callable[[], Reply], statements: Sequence[Statement]) -> Times:
    """All of a search, and its statements by themselves: executing them and fetching the rows as the driver gives them.

    Both are timed right after they were run once, so that neither side finds the other's pages in the cache.
    """
    way()
    whole = milliseconds(way)
    return Times(whole, milliseconds(partial(ask, statements)))


def ask(statements: Iterable[Statement]) -> None:
    for sql, params in statements:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()


# What else a request costs


def measure_the_rest(asked: Sequence[Place]) -> None:
    """What is the same with any index: finding the place, and reading the records of a page."""
    finding, reading = [], []
    for place in asked:
        practices = [near for near, _ in search_here([], Circle(place.point, 25), []).nearest]
        finding.append(milliseconds(partial(find, place.name)))
        search.entries_for_lists(practices)
        reading.append(milliseconds(partial(search.entries_for_lists, practices)))
    print(f"\nBesides, with any index: finding the place {spread(finding)} ms, the page's records {spread(reading)} ms")


def measure_pages() -> None:
    """Whole answers of the site, in alternation with the same page with nothing found."""
    client = Client(SERVER_NAME="127.0.0.1")
    print("\nWhole page within 25 miles, milliseconds, median / 95th percentile\n")
    print_row(["place", "page", "the same with nothing found", "ratio"])
    print_row(["---"] * 4)
    for city in CITIES:
        rounds = [[milliseconds(partial(get, client, near)) for near in (city, NOWHERE)] for _ in range(ROUNDS + 1)]
        # The first round fills the caches.
        full, empty = ([pair[side] for pair in rounds[1:]] for side in (0, 1))
        print_row([city, spread(full), spread(empty), ratio(full, empty)])


def get(client: Client, near: str) -> None:
    response = client.get(reverse("directory"), {"near": near, "radius": "25"})
    assert response.status_code == 200, response


def measure_memory(asked: Sequence[Place], searches: int) -> None:
    """Whether memory grows with the number of searches, after each place was searched once."""
    known = search.catalogue()

    def search_for(place: Place) -> None:
        found = search.answer(search.Question(near=place.name, radius=100), known)
        assert found.counts()
        assert found.listings is not None

    for place in asked:
        search_for(place)
    before = resident_megabytes()
    for number in range(searches):
        search_for(asked[number % len(asked)])
    print(f"\nMemory: {before:.0f} MB, after {searches:,} more searches {resident_megabytes():.0f} MB")


# Measures


def milliseconds(action: Callable[[], object]) -> float:
    began = perf_counter()
    action()
    return 1000 * (perf_counter() - began)


def resident_megabytes() -> float:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]) / 1024


def percentile(values: Sequence[float]) -> float:
    """The 95th."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def spread(values: Iterable[float]) -> str:
    values = list(values)
    return f"{statistics.median(values):.2f} / {percentile(values):.2f}"


def ratio(own: Sequence[float], other: Sequence[float]) -> str:
    return f"{statistics.median(own) / statistics.median(other):.2f} / {percentile(own) / percentile(other):.2f}"


def report_sizes() -> None:
    names = {"the site's cells": Cell._meta.db_table, "its entries": Entry._meta.db_table}
    names["the covering index and its table"] = CoveringIndex.table
    print("Size: " + ", ".join(f"{label} {megabytes(name):,.0f} MB" for label, name in names.items()))


def megabytes(table: str) -> float:
    """The size of a table with its indexes."""
    size = (
        "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = %s)"
        if connection.vendor == "sqlite"
        else "SELECT pg_total_relation_size(%s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(size, [table])
        return cursor.fetchone()[0] / 2**20


def print_row(cells: Iterable[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)
