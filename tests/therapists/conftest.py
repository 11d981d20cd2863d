from collections.abc import Iterator

import pytest
from django.core.cache import cache

from places import finding
from tests.factories import make_live_disclaimer
from tests.therapists import factories


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
