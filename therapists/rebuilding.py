"""The whole index, a batch at a time: what is in it, and where it differs from the records and the rule."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models import Count

from publishing import clock
from therapists import cells, listing
from therapists.models import Cell, Entry, Practice

#: Entries that are in memory at a time while cells are packed.
MOST_ENTRIES = 20_000


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
