"""Who is listed, and until when: what staff decide, and the days that pass."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from publishing import clock
from tests.factories import make_editor
from tests.therapists import factories
from tests.therapists.index import assert_index_is_true
from therapists import listing
from therapists.models import Cell, Entry, Licence, Therapist

pytestmark = pytest.mark.django_db


# What staff decide


def test_listing_needs_everything_and_says_by_whom_and_when() -> None:
    editor = make_editor()
    therapist = factories.make_therapist(status="draft", approved_by=None, approved_at=None, licence=False)
    with pytest.raises(listing.NotListed) as refusal:
        listing.list_therapist(therapist, by=editor)
    assert str(refusal.value) == "Missing: Hands, Austin, TX: No Texas license is on record."
    therapist.refresh_from_db()
    assert (therapist.status, therapist.approved_by) == ("draft", None)
    factories.make_licence(therapist)
    with time_machine.travel(datetime(2026, 3, 5, 17, tzinfo=UTC), tick=False):
        Licence.objects.update(checked_on=clock.today(), expires_on=clock.today())
        listing.list_therapist(therapist, by=editor)
        therapist.refresh_from_db()
        assert (therapist.status, therapist.approved_by, therapist.approved_at) == ("listed", editor, clock.present())
        assert list(Therapist.objects.listed()) == [therapist]


def test_freezing_hides_at_once_and_listing_again_shows() -> None:
    therapist = factories.make_therapist()
    listing.freeze(therapist, reason="A report.")
    assert (therapist.status, therapist.status_reason) == ("frozen", "A report.")
    assert not Therapist.objects.listed().exists()
    assert not Entry.objects.exists()
    assert not Cell.objects.exists()
    listing.list_therapist(therapist, by=make_editor())
    assert (therapist.status, therapist.status_reason) == ("listed", "")
    assert Therapist.objects.listed().exists()
    listing.withdraw(therapist, reason="Asked to go.")
    assert not Therapist.objects.listed().exists()
    assert not Cell.objects.exists()


@pytest.mark.parametrize("status", ["draft", "frozen", "withdrawn"])
def test_an_entry_alone_does_not_show_anybody(status: str) -> None:
    """A status that was changed in bulk, without signals, hides as well."""
    factories.make_therapist()
    Therapist.objects.update(status=status, status_reason="A report.")
    assert Entry.objects.in_force().exists()
    assert not Therapist.objects.listed().exists()


# Days


@pytest.mark.parametrize(
    ("midnight", "last_day"),
    [
        # In New York, in winter and in summer, and on the days when its clocks change.
        (datetime(2026, 3, 6, 5, 0, tzinfo=UTC), date(2026, 3, 5)),
        (datetime(2026, 7, 6, 4, 0, tzinfo=UTC), date(2026, 7, 5)),
        (datetime(2026, 3, 9, 4, 0, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 11, 2, 5, 0, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_a_listing_ends_at_midnight_where_the_site_is_without_any_job(midnight: datetime, last_day: date) -> None:
    with time_machine.travel(midnight - timedelta(hours=10), tick=False) as now:
        therapist = factories.make_therapist(licence={"expires_on": last_day})
        now.move_to(midnight - timedelta(seconds=1))
        assert list(Therapist.objects.listed()) == [therapist]
        assert Entry.objects.in_force().count() == 1
        assert_index_is_true()
        now.move_to(midnight)
        assert not Therapist.objects.listed().exists()
        assert not Entry.objects.in_force().exists()
        assert_index_is_true()
        # It is still there until the next writing.
        assert Entry.objects.count() == Cell.objects.count() == 1
        listing.refresh([therapist.pk])
        assert Entry.objects.count() == Cell.objects.count() == 0


def test_one_of_two_practices_is_enough_to_be_listed() -> None:
    therapist = factories.make_therapist(licence={"expires_on": clock.today()})
    factories.make_licence(therapist, code="OK", expires_on=clock.today() + timedelta(days=1))
    factories.make_practice(therapist, code="OK")
    with time_machine.travel(clock.present() + timedelta(days=1)):
        assert list(Therapist.objects.listed()) == [therapist]
        assert Entry.objects.in_force().get().state_id == "OK"
    with time_machine.travel(clock.present() + timedelta(days=2)):
        assert not Therapist.objects.listed().exists()
