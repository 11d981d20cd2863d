"""Whoever edits neighbors at the same moment: the index has both changes, one after the other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from tests.therapists import factories
from tests.therapists.index import assert_index_is_true
from therapists import listing
from therapists.models import Entry, Therapist

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # SQLite lets one writer in at a time, and its database in memory is one for all threads.
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="Only on PostgreSQL do two write at once."),
]


@contextmanager
def while_somebody_else(does: Callable[[], Any]) -> Iterator[None]:
    """A transaction, before whose end somebody else begins to change something on a connection of their own."""
    faults: list[Exception] = []

    def work() -> None:
        try:
            does()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    other = Thread(target=work)
    with transaction.atomic():
        yield
        other.start()
        # By then it is done, or waits for this transaction.
        other.join(timeout=0.5)
    other.join(timeout=20)
    assert not other.is_alive()
    assert faults == []


def test_one_who_is_frozen_does_not_come_back_by_a_neighbor_s_edit() -> None:
    one, other = factories.make_therapist(), factories.make_therapist()
    other.gender = "man"
    with while_somebody_else(other.save):
        listing.freeze(one, reason="A report.")
    assert_index_is_true()
    assert list(Therapist.objects.listed()) == [other]


def test_two_edits_of_one_cell_are_both_kept() -> None:
    one, other = factories.make_therapist(), factories.make_therapist()
    one.gender, other.gender = "woman", "man"
    with while_somebody_else(other.save):
        one.save()
    assert_index_is_true()


def test_two_new_listings_in_an_empty_cell_are_both_kept() -> None:
    one, other = factories.make_therapist(practice=False), factories.make_therapist(practice=False)
    with while_somebody_else(lambda: factories.make_practice(other)):
        factories.make_practice(one)
    assert_index_is_true()
    assert Entry.objects.count() == 2


def test_a_license_that_is_revoked_does_not_come_back_by_an_edit_of_its_practice() -> None:
    therapist = factories.make_therapist()
    practice = therapist.practices.get()
    practice.takes_hsa = True
    with while_somebody_else(practice.save):
        licence = therapist.licences.get()
        licence.status = "revoked"
        licence.save()
    assert_index_is_true()
    assert not Entry.objects.exists()
