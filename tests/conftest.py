import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker

from publishing import databases
from tests import factories
from tests.door import away
from tests.shared_redis import redis_server, redis_url  # noqa: F401 (fixtures)

_flush = TransactionTestCase._fixture_teardown


def _flush_the_ledger_too(self: Any) -> None:
    """Transactional tests empty every table; the ledger's triggers refuse that, so they step aside for a moment."""
    for model in apps.get_app_config("publishing").get_models():
        databases.remove_append_only(connection, model._meta.db_table)
    _flush(self)
    ContentType.objects.clear_cache()


TransactionTestCase._fixture_teardown = _flush_the_ledger_too


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks the database, so that the run on another database can leave out the rest: see .ci/run."""
    for item in items:
        fixtures = {"db", "module_db", "class_db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        is_test_case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
        if fixtures or is_test_case or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end, so that looking for garbage need not go through it each time."""
    gc.collect()
    gc.freeze()


@contextmanager
def _rows_for_several_tests(blocker: DjangoDbBlocker) -> Iterator[None]:
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a fixture of scope "module" that makes rows: every test of the file finds them as they were made.

    What a test itself changes is rolled back after it, as always. The rows are there for the tests without the fixture,
    too, so let it be `autouse`, and put a test that wants an empty site into another file.
    """
    with _rows_for_several_tests(django_db_blocker):
        yield


@pytest.fixture(scope="class")
def class_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The same for the tests of one class."""
    with _rows_for_several_tests(django_db_blocker):
        yield


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
    with away():
        yield
