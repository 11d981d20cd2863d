"""What it means that the directory's index is true."""

from typing import Any

from django.db import connection

from publishing import clock
from therapists import cells, listing
from therapists.models import Cell, Entry, Practice, Therapist


def assert_index_is_true() -> None:
    """Every entry is what the rule says, apart from those that only ended; every cell is what its entries say."""
    connection.check_constraints()
    today = clock.today()
    kept = {entry.pk: entry for entry in Entry.objects.all()}
    right = {entry.pk: entry for entry in listing.right_entries(Practice.objects.all())}
    in_force = {key: listing.values(entry) for key, entry in kept.items() if entry.listed_until >= today}
    assert in_force == {key: listing.values(entry) for key, entry in right.items()}
    assert set(Entry.objects.in_force().values_list("pk", flat=True)) == set(right)
    assert set(Therapist.objects.listed()) == {entry.therapist for entry in right.values()}

    by_cell: dict[int, list[Entry]] = {}
    for entry in kept.values():
        by_cell.setdefault(entry.cell, []).append(entry)
    there = {cell.pk: columns(cell) for cell in Cell.objects.all()}
    assert there == {number: columns(cells.pack(number, entries)) for number, entries in by_cell.items()}


def columns(cell: Cell) -> list[Any]:
    values = [getattr(cell, field.name) for field in Cell._meta.fields]
    return [bytes(value) if isinstance(value, bytes | memoryview) else value for value in values]
