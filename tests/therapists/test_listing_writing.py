"""The index is written once a change, in one piece with it, and in batches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from tests.therapists import factories
from tests.therapists.index import assert_index_is_true
from therapists import listing
from therapists.models import Cell, Entry, Licence, Practice, Therapist

pytestmark = pytest.mark.django_db


@contextmanager
def writes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[set[int]]]:
    """The therapists for whom the index is written, each time it is."""
    seen: list[set[int]] = []
    write = listing._write

    def count(therapists: set[int], changed_cells: set[int]) -> None:
        seen.append(set(therapists))
        write(therapists, changed_cells)

    with monkeypatch.context() as patched:
        patched.setattr(listing, "_write", count)
        yield seen


def test_every_change_writes_once_and_many_together_write_once(monkeypatch: pytest.MonkeyPatch) -> None:
    therapists = [factories.make_therapist() for _ in range(3)]
    with writes(monkeypatch) as seen:
        for therapist in therapists:
            therapist.save()
    assert seen == [{therapist.pk} for therapist in therapists]
    with writes(monkeypatch) as seen, listing.together():
        for therapist in therapists:
            therapist.gender = "woman"
            therapist.save()
            with listing.together():
                therapist.practices.get().save()
        assert seen == []
    assert seen == [{therapist.pk for therapist in therapists}]
    assert_index_is_true()


def test_a_change_that_matters_to_nobody_writes_no_row() -> None:
    therapist = factories.make_therapist()
    with connection.execute_wrapper(refuse_writing_the_index):
        therapist.notes = "Seen."
        therapist.save()
        listing.refresh([therapist.pk])


def refuse_writing_the_index(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert not (sql.startswith(("INSERT", "UPDATE", "DELETE")) and ("_entry" in sql or "_cell" in sql)), sql
    return execute(sql, params, many, context)


def fail_after(change: Callable[[], Any]) -> None:
    change()
    raise RuntimeError


def test_what_fails_together_leaves_the_index_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    therapist = factories.make_therapist()
    before = [listing.values(entry) for entry in Entry.objects.all()]
    with writes(monkeypatch) as seen:
        with pytest.raises(RuntimeError), listing.together():
            fail_after(lambda: listing.freeze(therapist, reason="A report."))
        assert seen == []
    assert [listing.values(entry) for entry in Entry.objects.all()] == before
    assert Therapist.objects.listed().exists()
    assert_index_is_true()
    # And the next change is written at once again.
    listing.freeze(Therapist.objects.get(), reason="A report.")
    assert not Entry.objects.exists()
    assert_index_is_true()


def test_a_step_that_fails_within_does_not_spoil_the_rest() -> None:
    therapist, other = factories.make_therapist(), factories.make_therapist()
    with listing.together():
        with pytest.raises(RuntimeError), transaction.atomic():
            fail_after(therapist.delete)
        listing.freeze(other, reason="A report.")
    assert Therapist.objects.listed().count() == 1
    assert_index_is_true()


def test_a_fault_while_the_index_is_written_undoes_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    therapist = factories.make_therapist()

    def fail(numbers: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(listing, "write_cells", fail)
    with pytest.raises(RuntimeError):
        listing.freeze(therapist, reason="A report.")
    assert Therapist.objects.get().status == "listed"
    assert Therapist.objects.listed().exists()


def test_changes_in_bulk_are_made_good_by_refresh() -> None:
    therapists = [factories.make_therapist() for _ in range(3)]
    Licence.objects.filter(therapist=therapists[0]).update(status="revoked")
    Practice.objects.filter(therapist=therapists[1]).update(takes_hsa=True)
    listing.refresh(therapist.pk for therapist in therapists)
    assert_index_is_true()
    assert set(Therapist.objects.listed()) == set(therapists[1:])


def test_many_therapists_are_judged_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 2)
    with listing.together():
        therapists = [factories.make_therapist(practice={"point": (30.0 + number, -97.0)}) for number in range(5)]
    assert_index_is_true()
    assert Entry.objects.count() == Cell.objects.count() == len(therapists)
    with listing.together():
        for therapist in therapists:
            therapist.delete()
    assert_index_is_true()
    assert Entry.objects.count() == Cell.objects.count() == 0
