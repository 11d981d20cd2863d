from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection
from django.test import Client, TransactionTestCase

from publishing import databases
from tests import factories
from tests.shared_redis import redis_server, redis_url  # noqa: F401 (fixtures)

_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _flush_the_ledger_too(self: Any) -> None:
    """Transactional tests empty every table; the ledger's triggers refuse that, so they step aside for a moment."""
    for model in apps.get_app_config("publishing").get_models():
        databases.remove_append_only(connection, model._meta.db_table)
    _flush(self)
    ContentType.objects.clear_cache()


TransactionTestCase._fixture_teardown = _flush_the_ledger_too  # type: ignore[attr-defined]


@pytest.fixture
def editor(db: None) -> User:
    """Somebody who may edit and publish everything."""
    return factories.make_editor()


@pytest.fixture
def writer(db: None) -> User:
    """Somebody who may edit everything and publish nothing."""
    return factories.make_writer()


@pytest.fixture
def editor_client(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def writer_client(writer: User) -> Client:
    client = Client()
    client.force_login(writer)
    return client


@pytest.fixture
def database_away(db: None) -> Iterator[None]:
    """Every query fails, as it does while the database server is restarted."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError("The database is away.")

    with connection.execute_wrapper(refuse):
        yield
