"""The site's generation: a mark that moves in the same transaction as any change of what the public may see.

Triggers in the database move it, so that no way of changing a row can forget it: not the admin, not a bulk update, not
a shell. Two marks are only ever compared for equality; they do not count. Everything is watched but a short list of
what no public page reads.
"""

import logging
import threading
from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

from django.apps import apps
from django.db import DatabaseError, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from publishing import clock
from publishing.models import Edition, Generation
from publishing.prepared import prepared

logger = logging.getLogger(__name__)

#: Apps and models that no page for the public reads.
PRIVATE_APPS = {"admin", "auth", "sessions"}
PRIVATE_MODELS = {"publishing.Approval", "publishing.Draft", "publishing.Generation"}
#: How long a process trusts the mark that it read, in seconds.
TRUSTED = 1.0


class Epoch(NamedTuple):
    """A time in which public pages stay as they are: one mark, until time itself changes something."""

    mark: int
    until: datetime


def watched_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label not in PRIVATE_APPS and model._meta.label not in PRIVATE_MODELS
    ]


def read() -> Epoch:
    """The epoch that the database is in. Two queries. Raises DatabaseError."""
    mark = sum(_marks())
    tomorrow = clock.today() + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, datetime.min.time()))
    return Epoch(mark, min([midnight, *_next_moment()]))


@prepared()
def _marks() -> models.QuerySet:
    return Generation.objects.values_list("mark", flat=True)


@prepared()
def _next_moment() -> models.QuerySet:
    """When the next edition goes live, if one is scheduled."""
    coming = Edition.objects.filter(live_from__gt=clock.now()).order_by("live_from")
    return coming.values_list("live_from", flat=True)[:1]


class Watch:
    """The epoch as one process knows it: read from the database at most once a second."""

    def __init__(self) -> None:
        self._epoch: Epoch | None = None
        self._trusted_until = 0.0
        self._reading = threading.Lock()

    def epoch(self) -> Epoch | None:
        """The epoch, or None if the database has to be asked and is away.

        While it is away the last epoch goes on, but never past the moment at which time itself ends it.
        """
        known = self._epoch if self._epoch and clock.now() < self._epoch.until else None
        if known and monotonic() < self._trusted_until:
            return known
        # Whoever comes while another thread reads goes on with what is known, if anything is.
        if not self._reading.acquire(blocking=known is None):
            return known
        # A change that is made while it is read may not be in what is read.
        began = monotonic()
        try:
            self._epoch = self._read() or known
        finally:
            self._trusted_until = began + TRUSTED
            self._reading.release()
        return self._epoch

    def _read(self) -> Epoch | None:
        try:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            return read()
        except DatabaseError:
            logger.warning("The database did not answer; pages that are kept go on being served.")
            return None


# The triggers


def install(connection: BaseDatabaseWrapper, tables: Collection[str]) -> None:
    """Let every change of a watched table move the mark, for those tables that are there. Safe to run again."""
    if Generation._meta.db_table not in tables:
        return
    watched = [model._meta.db_table for model in watched_models() if model._meta.db_table in tables]
    with connection.cursor() as cursor:
        for statement in _FUNCTION[connection.vendor]:
            cursor.execute(statement)
        for table in watched:
            for statement in _TRIGGERS[connection.vendor]:
                cursor.execute(statement.format(table=table))


_FUNCTION = {
    "sqlite": [],
    # A row a transaction, not one counter for which all writers would have to queue. Old ones go with a new one.
    "postgresql": [
        """
        CREATE OR REPLACE FUNCTION publishing_move_generation() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('publishing.moved_by', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
            PERFORM set_config('publishing.moved_by', pg_current_xact_id()::text, true);
            DELETE FROM publishing_generation WHERE id IN (
              SELECT id FROM publishing_generation WHERE moved_at < now() - interval '1 minute' FOR UPDATE SKIP LOCKED
            );
            INSERT INTO publishing_generation (mark, moved_at) VALUES ((random() * 9e15)::bigint, now());
          END IF;
          RETURN NULL;
        END $$
        """
    ],
}
# Not INSERT OR REPLACE: the statement that fires a trigger decides what a conflict in it does.
_MOVE_ON_SQLITE = """
    BEGIN
      DELETE FROM publishing_generation;
      INSERT INTO publishing_generation (id, mark, moved_at) VALUES (1, random() / 1024, CURRENT_TIMESTAMP);
    END
"""
_TRIGGERS = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {{table}}_{event}_moves AFTER {event} ON {{table}} {_MOVE_ON_SQLITE}"
        for event in ("insert", "update", "delete")
    ],
    "postgresql": [
        "CREATE OR REPLACE TRIGGER {table}_moves AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION publishing_move_generation()"
    ],
}
