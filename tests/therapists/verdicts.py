"""What the rule says of a therapist, on one certain day."""

from datetime import date, timedelta
from typing import Any

from tests.therapists import factories
from therapists.licensing import Verdict, judge
from therapists.models import Practice

TODAY = date(2026, 3, 5)
DAY = timedelta(days=1)


def verdict(code: str = "TX", **licence: Any) -> Verdict:
    """What is said of a therapist's one practice when the license differs from a good one in some values."""
    therapist = factories.make_therapist(code=code, licensed_name="Ana Ruiz", licence={"number": "MT1"} | licence)
    return judge(Practice.objects.get(therapist=therapist))


def assert_refused(said: Verdict, reason: str) -> None:
    assert said == Verdict(reason)
    assert not said.may_be_listed
    assert said.credential is None
