"""Putting therapists into the directory and taking them out, and keeping its index true.

`refresh` is the one function that writes the index. Every change of a record calls it in the same transaction
(`therapists.signals`); changes in bulk, which send no signals, call it themselves.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet

from publishing import clock
from publishing.databases import wait_for_turn
from therapists import cells, filters
from therapists.checklist import missing
from therapists.licensing import judge
from therapists.models import Cell, Entry, Licence, Practice, Therapist
from therapists.names import sort_name

#: Practices that are judged at a time.
BATCH = 2_000

_COLUMNS = ("therapist_id", "state_id", "licence_id", "certification_id", "cell", "spot", "listed_until", "checked_on",
            "sort_name", "choices")  # fmt: skip


class NotListed(Exception):
    """Why a therapist cannot be listed, in words for staff."""


# What staff decide


@transaction.atomic
def list_therapist(therapist: Therapist, *, by: AbstractBaseUser) -> None:
    """Show a therapist to the public from now on, for as long as the rule is met.

    Raises NotListed if something is missing.
    """
    if lacks := missing(therapist):
        raise NotListed(" ".join(lacks))
    therapist.status, therapist.status_reason = Therapist.Status.LISTED, ""
    therapist.approved_by_id, therapist.approved_at = by.pk, clock.present()
    therapist.save()


@transaction.atomic
def freeze(therapist: Therapist, *, reason: str) -> None:
    """Hide a therapist at once, while something is looked into."""
    therapist.status, therapist.status_reason = Therapist.Status.FROZEN, reason
    therapist.save()


@transaction.atomic
def withdraw(therapist: Therapist, *, reason: str) -> None:
    """Take a therapist out of the directory for good. The address answers 410."""
    therapist.status, therapist.status_reason = Therapist.Status.WITHDRAWN, reason
    therapist.save()


# The index

_waiting: ContextVar["_Waiting | None"] = ContextVar("waiting", default=None)


class _Waiting:
    """What changed since `together` began."""

    def __init__(self) -> None:
        self.therapists: set[int] = set()
        self.cells: set[int] = set()


@contextmanager
def together() -> Iterator[None]:
    """One transaction for many changes, at whose end the index is written once."""
    if _waiting.get() is not None:
        yield
        return
    waiting = _Waiting()
    token = _waiting.set(waiting)
    try:
        with transaction.atomic():
            yield
            with writing():
                _write(waiting.therapists, waiting.cells)
    finally:
        _waiting.reset(token)


def refresh(therapists: Iterable[int], *, cells_too: Iterable[int] = ()) -> None:
    """Make the index agree with the rule for therapists, by primary key, and with the entries for cells, by number."""
    waiting = _waiting.get()
    if waiting is None:
        with writing():
            _write(set(therapists), set(cells_too))
    else:
        waiting.therapists.update(therapists)
        waiting.cells.update(cells_too)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction in which nobody else writes the index: two at once would pack a cell from half of its entries."""
    with transaction.atomic():
        wait_for_turn(connection, Cell._meta.db_table)
        yield


def _write(therapists: set[int], changed_cells: set[int]) -> None:
    keys = sorted(therapists)
    for start in range(0, len(keys), BATCH):
        practices = Practice.objects.filter(therapist__in=keys[start : start + BATCH])
        changed_cells |= write_entries(practices)
    write_cells(changed_cells)


def write_entries(practices: QuerySet[Practice]) -> set[int]:
    """Make the entries of practices agree with the rule; the numbers of the cells that have to be written anew."""
    kept = {entry.pk: entry for entry in Entry.objects.filter(practice__in=practices)}
    right = {entry.pk: entry for entry in right_entries(practices)}
    gone = [key for key in kept if key not in right]
    differing = [entry for key, entry in right.items() if key in kept and values(kept[key]) != values(entry)]
    new = [entry for key, entry in right.items() if key not in kept]
    changed = {entry.cell for entry in [*differing, *new]} | {kept[entry.pk].cell for entry in differing}
    changed |= drop_entries(Entry.objects.filter(pk__in=gone))
    Entry.objects.bulk_create(new, batch_size=500)
    Entry.objects.bulk_update(differing, _COLUMNS, batch_size=50)
    return changed


def drop_entries(entries: QuerySet[Entry]) -> set[int]:
    """Delete entries; the numbers of the cells that have to be written anew."""
    changed = set(entries.values_list("cell", flat=True))
    # Not `delete`: its signals would have each cell written once for every entry.
    entries._raw_delete(entries.db)
    return changed


def right_entries(practices: QuerySet[Practice]) -> Iterator[Entry]:
    """The entries that practices should have, by the rule, as it is today."""
    return filter(None, map(entry_of, for_judging(practices)))


def entry_of(practice: Practice) -> Entry | None:
    """The entry that a practice should have, by the rule, as it is today; None if it should have none."""
    verdict, spot = judge(practice), practice.spot
    credential = verdict.credential
    if verdict.until is None or credential is None or credential.checked_on is None or spot is None:
        return None
    return Entry(
        practice=practice,
        therapist=practice.therapist,
        state=practice.state,
        licence=verdict.licence,
        certification=verdict.certification,
        cell=spot.cell,
        spot=spot.number,
        listed_until=verdict.until,
        checked_on=credential.checked_on,
        sort_name=sort_name(practice.therapist.display_name)[: cells.NAME_LENGTH].rstrip(),
        choices=cells.pack_choices(filters.choices_of(practice)),
    )


def for_judging(practices: QuerySet[Practice]) -> QuerySet[Practice]:
    """Practices with all that the rule and the filters read."""
    licences = Licence.objects.select_related("jurisdiction__state").prefetch_related("valid_in")
    return practices.select_related("therapist", "state__state").prefetch_related(
        Prefetch("therapist__licences", licences),
        "therapist__certifications",
        "therapist__techniques",
        "therapist__conditions",
        "access_facts",
    )


def values(entry: Entry) -> tuple[object, ...]:
    """What two entries of one practice can differ in."""
    return tuple(bytes(entry.choices) if name == "choices" else getattr(entry, name) for name in _COLUMNS)


def write_cells(numbers: Iterable[int]) -> None:
    """Pack cells anew from their entries; a cell without entries goes."""
    keys = sorted(numbers)
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        entries: dict[int, list[Entry]] = {}
        for entry in Entry.objects.filter(cell__in=batch):
            entries.setdefault(entry.cell, []).append(entry)
        Cell.objects.filter(cell__in=[key for key in batch if key not in entries]).delete()
        Cell.objects.bulk_create(
            [cells.pack(key, rows) for key, rows in entries.items()],
            batch_size=100,
            update_conflicts=True,
            unique_fields=["cell"],
            update_fields=[field.name for field in Cell._meta.fields if field.name != "cell"],
        )
