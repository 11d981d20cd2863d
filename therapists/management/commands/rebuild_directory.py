import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.models import Count

from publishing import clock
from publishing.databases import wait_for_turn
from therapists import cells, listing
from therapists.models import Cell, Entry, Practice

#: Entries that are in memory at a time while cells are packed.
MOST_ENTRIES = 20_000
#: Differences that are named; of the others only their number is said.
NAMED = 20


class Command(BaseCommand):
    help = (
        "Write the directory's index anew from the records and the rule: first the entry of every practice, then the "
        "cells that searches read. Entries whose day has passed go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; say where the index is wrong.")
        parser.add_argument(
            "--from", dest="start", type=int, default=0, metavar="PK",
            help="Go on from this practice, as an interrupted run says.",
        )  # fmt: skip

    def handle(self, *args: Any, check: bool, start: int, **options: Any) -> None:
        if check:
            self.compare(start)
        else:
            self.rebuild(start)

    def rebuild(self, start: int) -> None:
        try:
            for first, last in batches(start):
                with collected_at_the_end(), writing_the_index():
                    listing.write_entries(Practice.objects.filter(pk__range=(first, last)))
                start = last + 1
                self.say(f"Entries: practices up to {last} are done.")
            count = 0
            for portion in portions(all_cells()):
                with writing_the_index():
                    listing.write_cells(portion)
                count += len(portion)
                self.say(f"Cells: {count} are done.")
        except KeyboardInterrupt:
            raise CommandError(
                f"Interrupted. Searches may be wrong until it is done: manage.py rebuild_directory --from {start}"
            ) from None
        self.stdout.write(f"The index has {Entry.objects.count()} entries in {Cell.objects.count()} cells.")

    def compare(self, start: int) -> None:
        named, count = [], 0
        for difference in self.differences(start):
            count += 1
            if count <= NAMED:
                named.append(difference)
        if count:
            raise CommandError("\n".join([*named, f"Differences: {count}. To mend them: manage.py rebuild_directory"]))
        self.stdout.write("Every entry agrees with the rule, and every cell with its entries.")

    def differences(self, start: int) -> Iterator[str]:
        for first, last in batches(start):
            with collected_at_the_end():
                wrong = list(wrong_entries(first, last))
            yield from wrong
            self.say(f"Entries: practices up to {last} are looked at.")
        for portion in portions(all_cells()):
            yield from wrong_cells(portion)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def writing_the_index() -> Iterator[None]:
    """A transaction in which nobody else writes the index, as those of `therapists.listing` are."""
    with transaction.atomic():
        wait_for_turn(connection, Cell._meta.db_table)
        yield


@contextmanager
def collected_at_the_end() -> Iterator[None]:
    """Look for garbage once after a batch, not all the time while its records are made: that takes a third longer."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def batches(start: int) -> Iterator[tuple[int, int]]:
    """The first and the last practice of each batch."""
    keys = Practice.objects.order_by("pk").values_list("pk", flat=True)
    while batch := list(keys.filter(pk__gte=start)[: listing.BATCH]):
        yield batch[0], batch[-1]
        start = batch[-1] + 1


def all_cells() -> dict[int, int]:
    """How many entries every cell has, also cells that have none and should go."""
    counts = dict(Entry.objects.order_by().values_list("cell").annotate(Count("pk")))
    return dict.fromkeys(Cell.objects.values_list("pk", flat=True), 0) | counts


def portions(counts: dict[int, int]) -> Iterator[list[int]]:
    """Cells in groups whose entries fit into memory together."""
    portion: list[int] = []
    entries = 0
    for cell, count in sorted(counts.items()):
        if portion and (entries + count > MOST_ENTRIES or len(portion) == listing.BATCH):
            yield portion
            portion, entries = [], 0
        portion.append(cell)
        entries += count
    if portion:
        yield portion


def wrong_entries(first: int, last: int) -> Iterator[str]:
    """What is wrong with the entries of practices. An entry whose day has passed counts for nothing, so it may stay."""
    practices = Practice.objects.filter(pk__range=(first, last))
    kept = {entry.pk: entry for entry in Entry.objects.filter(practice__in=practices).select_related("practice")}
    right = {entry.pk: entry for entry in listing.right_entries(practices)}
    for key in sorted(kept.keys() | right.keys()):
        if key not in right:
            if kept[key].listed_until >= clock.today():
                yield f"Practice {key} ({kept[key].practice}) has an entry and should have none."
        elif key not in kept:
            yield f"Practice {key} ({right[key].practice}) has no entry and should have one."
        elif listing.values(kept[key]) != listing.values(right[key]):
            yield f"Practice {key} ({right[key].practice}) has an entry that differs from what it should be."


def wrong_cells(numbers: Iterable[int]) -> Iterator[str]:
    """Which cells differ from what their entries make."""
    written = {cell.pk: cell for cell in Cell.objects.filter(pk__in=numbers)}
    entries: dict[int, list[Entry]] = {}
    for entry in Entry.objects.filter(cell__in=numbers):
        entries.setdefault(entry.cell, []).append(entry)
    for number in numbers:
        right = cells.pack(number, entries[number]) if number in entries else None
        if packed(written.get(number)) != packed(right):
            yield f"Cell {number} differs from what its {len(entries.get(number, []))} entries make."


def packed(cell: Cell | None) -> tuple[object, ...] | None:
    """What two rows of one cell can differ in."""
    if cell is None:
        return None
    found = (getattr(cell, field.name) for field in Cell._meta.fields)
    return tuple(bytes(value) if isinstance(value, (bytes, memoryview)) else value for value in found)
