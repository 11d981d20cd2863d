"""A medical review has a date and an end of its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from publishing import clock, ledger
from publishing.models import Edition
from tests.factories import make_article, make_contributor, make_live_article, make_live_page

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_review_has_its_own_date_which_a_typo_does_not_move() -> None:
    article = make_article(medical_reviewer=make_contributor(name="Ada Reader", credentials="MD"))
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False):
        ledger.publish(article, by=None, reviewed=True, review_due_on=date(2027, 3, 1))
    with time_machine.travel(datetime(2026, 4, 1, 12, tzinfo=UTC), tick=False):
        typo = ledger.publish(article, by=None, note="A typo.")
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC), tick=False):
        again = ledger.publish(article, by=None, note="Read anew.", reviewed=True, review_due_on=date(2027, 5, 1))

    assert (typo.reviewed_on, typo.reviewer) == (date(2026, 3, 1), "Ada Reader, MD")
    assert typo.review_due_on == date(2027, 3, 1)
    assert (again.reviewed_on, again.review_due_on) == (date(2026, 5, 1), date(2027, 5, 1))


def test_a_review_outlives_a_withdrawal() -> None:
    article = make_article(medical_reviewer=make_contributor())
    reviewed = ledger.publish(article, by=None, reviewed=True, review_due_on=date(2099, 1, 1))
    ledger.withdraw(article, by=None, reason="By mistake.")

    assert ledger.publish(article, by=None).reviewed_on == reviewed.reviewed_on


def test_a_review_is_dated_in_the_time_zone_of_the_site() -> None:
    article = make_article(medical_reviewer=make_contributor())
    with time_machine.travel(datetime(2026, 3, 2, 3, tzinfo=UTC), tick=False):
        edition = ledger.publish(article, by=None, reviewed=True, review_due_on=date(2099, 1, 1))

    assert edition.reviewed_on == date(2026, 3, 1)


def test_a_review_without_a_reviewer_is_refused() -> None:
    with pytest.raises(ledger.NotReady, match="Choose the medical reviewer"):
        ledger.publish(make_article(), by=None, reviewed=True, review_due_on=date(2099, 1, 1))


def test_pages_without_a_review_or_with_an_overdue_one_await_review() -> None:
    reviewer = make_contributor()
    _, unreviewed = make_live_article()
    make_live_page()
    current = make_article(medical_reviewer=reviewer)
    overdue = make_article(medical_reviewer=reviewer)
    due_on = clock.today() + 10 * DAY
    ledger.publish(current, by=None, reviewed=True, review_due_on=due_on + DAY)
    late = ledger.publish(overdue, by=None, reviewed=True, review_due_on=due_on)

    assert list(Edition.objects.awaiting_review()) == [unreviewed]
    with clock.at(clock.present() + 11 * DAY):
        assert set(Edition.objects.awaiting_review()) == {unreviewed, late}
