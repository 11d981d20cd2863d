"""What a server process does before its first reader comes."""

import gc
import logging
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import override_settings

from backpain import context_processors
from backpain.start import FIRST_PAGES, warm_up
from publishing import prepared
from tests import factories
from tests.door import away

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def statuses_of(django: WSGIHandler) -> list[str]:
    """Warm up, and tell how each page was answered."""
    found: list[str] = []

    def noting(environ: Any, start_response: Any) -> Any:
        return django(environ, lambda status, headers, *rest: found.append(status))

    warm_up(noting)  # Django, and a note of what it answers
    return found


def test_the_first_reader_does_not_wait_for_what_can_be_done_before() -> None:
    factories.make_live_disclaimer()
    prepared.forget_all()
    assert statuses_of(WSGIHandler()) == ["200 OK"] * len(FIRST_PAGES)
    assert context_processors._all_items._built


@pytest.mark.parametrize("behind_proxy", [True, False])
def test_a_site_that_demands_https_is_asked_over_https(behind_proxy: bool) -> None:
    factories.make_live_disclaimer()
    header = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    with override_settings(
        SITE_URL="https://example.org", ALLOWED_HOSTS=["example.org"], SECURE_SSL_REDIRECT=True,
        SECURE_PROXY_SSL_HEADER=header,
    ):  # fmt: skip
        assert statuses_of(WSGIHandler()) == ["200 OK"] * len(FIRST_PAGES)


def test_what_is_in_memory_is_left_out_of_garbage_collections() -> None:
    gc.unfreeze()
    warm_up(WSGIHandler())
    assert gc.get_freeze_count() > 10_000


def test_no_connection_is_left_for_processes_that_are_forked() -> None:
    warm_up(WSGIHandler())
    assert connection.connection is None or connection.is_in_memory_db()  # of SQLite


def test_a_page_that_cannot_be_made_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: Any, start_response: Any) -> Any:
        raise RuntimeError("a fault")

    with caplog.at_level(logging.ERROR):
        warm_up(broken)  # in the place of Django
    assert [record.args for record in caplog.records] == [(address,) for address in FIRST_PAGES]


def test_a_database_that_is_away_is_asked_once(caplog: pytest.LogCaptureFixture) -> None:
    began = monotonic()
    with away():
        warm_up(WSGIHandler())
    assert monotonic() - began < 5
    assert [record.levelname for record in caplog.records] == ["WARNING"]
