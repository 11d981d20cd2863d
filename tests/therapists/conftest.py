from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from places import finding
from publishing import clock
from tests.factories import make_live_disclaimer
from tests.therapists import factories
from tests.therapists.staff import ALL, client_who_may, codes
from tests.therapists.verdicts import TODAY


@pytest.fixture
def country(db: None) -> Iterator[None]:
    """Two states with their rules, a few places, and a disclaimer."""
    cache.clear()
    make_live_disclaimer()
    factories.make_place("Austin", county="Travis County")
    factories.make_place("Houston", point=(29.76, -95.36))
    factories.make_place("Texas", kind="state", point=(31.5, -97.3), weight=29_000_000)
    factories.make_place("Kansas", "KS", kind="state", point=(38.5, -98.3), weight=3_000_000)
    for code in ("KS", "MO"):
        factories.make_place("Springfield", code, point=factories.TOWNS[code][2])
    factories.make_jurisdiction("TX", lookup_url="https://board.example/")
    finding.forget()
    yield
    finding.forget()


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


@pytest.fixture
def clerk(db: None) -> Client:
    """Somebody who may change every record, but list nobody and see nothing private."""
    return client_who_may(*codes(ALL))


@pytest.fixture
def march_5(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is the day from which the tests of the rule count."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def texas(db: None) -> None:
    factories.make_jurisdiction("TX")
    factories.make_place("78701", kind="zip", town="Austin")
