"""The one place that knows what time it is.

Every question about what is live takes its moment from here. That is what lets staff look at the site as it stood at
another instant, and lets tests move time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
_day: ContextVar[date | None] = ContextVar("day", default=None)


def present() -> datetime:
    """The real time, for what is written down: publishing, saving, approving."""
    return timezone.now()


def now() -> datetime:
    """The moment that the site is shown at, aware, in UTC: the present unless `at` says otherwise."""
    return _moment.get() or present()


def shows_the_present() -> bool:
    """Whether nobody has chosen another moment for what is shown."""
    return _moment.get() is None


def today() -> date:
    """The day of `now` in the site's own time zone."""
    return _day.get() or timezone.localtime(now()).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Look at the site as of another moment."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


@contextmanager
def standing_in(moment: Any, day: Any) -> Iterator[None]:
    """Give these instead of a moment and its day: for what is prepared before the moment is known."""
    tokens = _moment.set(moment), _day.set(day)
    try:
        yield
    finally:
        _moment.reset(tokens[0])
        _day.reset(tokens[1])
