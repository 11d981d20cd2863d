"""The one place that knows what time it is."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
import time_machine
from django.utils import timezone

from publishing import clock

MOMENT = datetime(2026, 3, 5, 17, tzinfo=UTC)


@time_machine.travel(MOMENT, tick=False)
def test_the_site_is_shown_at_the_present_unless_somebody_says_otherwise() -> None:
    assert clock.now() == clock.present() == timezone.now() == MOMENT


@time_machine.travel(MOMENT, tick=False)
def test_another_moment_holds_as_long_as_it_is_looked_at_and_never_for_what_is_written_down() -> None:
    other = MOMENT - timedelta(days=9)

    with clock.at(other):
        assert (clock.now(), clock.present()) == (other, MOMENT)
        with clock.at(other - timedelta(days=9)):
            assert clock.now() == other - timedelta(days=9)
        assert clock.now() == other
    assert clock.now() == MOMENT


def test_a_fault_on_the_way_leads_back_to_the_present() -> None:
    with pytest.raises(RuntimeError), clock.at(MOMENT):
        raise RuntimeError

    assert clock.now() != MOMENT


def test_another_thread_stays_in_the_present() -> None:
    seen: list[datetime] = []

    with clock.at(MOMENT):
        other = Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()

    assert seen[0] > MOMENT


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 6, 4, 59, tzinfo=UTC), date(2026, 3, 5)),
        (datetime(2026, 3, 6, 5, 0, tzinfo=UTC), date(2026, 3, 6)),
        (datetime(2026, 7, 6, 3, 59, tzinfo=UTC), date(2026, 7, 5)),
        (datetime(2026, 7, 6, 4, 0, tzinfo=UTC), date(2026, 7, 6)),
    ],
)
def test_a_day_begins_at_midnight_where_the_site_is(moment: datetime, day: date) -> None:
    with clock.at(moment):
        assert clock.today() == day
