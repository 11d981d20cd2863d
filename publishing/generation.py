"""The site's generation: a mark that moves in the same transaction as any change of what the public may see.

Triggers in the database move it, so that no way of changing a row can forget it: not the admin, not a bulk update, not
a shell. Two marks are only ever compared for equality; they do not count. Everything is watched but a short list of
what no public page reads.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from publishing import clock
from publishing.models import Edition, Generation
from publishing.prepared import prepared

#: Apps and models that no page for the public reads.
PRIVATE_APPS = {"admin", "auth", "sessions"}
PRIVATE_MODELS = {"publishing.Approval", "publishing.Draft", "publishing.Generation"}


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
    """The epoch that the database is in. One query, and one for each kind of coming moment. Raises DatabaseError."""
    mark = sum(_marks())
    tomorrow = clock.today() + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, datetime.min.time()))
    return Epoch(mark, min([midnight, *(moment for kind in coming for moment in kind())]))


@prepared()
def _marks() -> models.QuerySet:
    return Generation.objects.values_list("mark", flat=True)


@prepared()
def _next_edition() -> models.QuerySet:
    """When the next edition goes live, if one is scheduled."""
    scheduled = Edition.objects.filter(live_from__gt=clock.now()).order_by("live_from")
    return scheduled.values_list("live_from", flat=True)[:1]


#: Prepared queries for the moments at which time itself changes pages. Apps above add theirs.
coming: list[Callable[[], list[datetime]]] = [_next_edition]


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
