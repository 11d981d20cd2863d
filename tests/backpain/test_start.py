"""What a server process does before its first reader comes."""

import gc
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from backpain.start import FIRST_PAGES, warm_up
from tests import factories
from tests.door import Door

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_the_first_reader_does_not_wait_for_what_can_be_done_before() -> None:
    factories.make_live_disclaimer()
    door = Door()
    warm_up(door.cache)
    assert door.get("/", host=urlsplit(settings.SITE_URL).netloc).status == 200
    assert door.asked == len(FIRST_PAGES)


def test_what_is_in_memory_is_left_out_of_garbage_collections() -> None:
    gc.unfreeze()
    warm_up(Door().cache)
    assert gc.get_freeze_count() > 10_000


def test_no_connection_is_left_for_processes_that_are_forked() -> None:
    warm_up(Door().cache)
    assert connection.connection is None or connection.is_in_memory_db()  # type: ignore[attr-defined]  # of SQLite


def test_a_page_that_cannot_be_made_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError("a fault")

    with caplog.at_level(logging.ERROR):
        warm_up(broken)
    assert [record.args for record in caplog.records] == [(address,) for address in FIRST_PAGES]
