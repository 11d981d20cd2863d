from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from publishing import databases


class PublishingConfig(AppConfig):
    name = "publishing"

    def ready(self) -> None:
        post_migrate.connect(install_triggers, sender=self)
        post_migrate.connect(forget_prepared_queries, sender=self)


def install_triggers(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Guard every append-only table, and watch every public one. By now the tables of all apps are there."""
    from publishing import generation

    connection = connections[using]
    tables = connection.introspection.table_names()
    for model in sender.get_models():
        if getattr(model, "append_only", False) and model._meta.db_table in tables:
            databases.install_append_only(connection, model._meta.db_table)
    generation.install(connection, tables)


def forget_prepared_queries(**kwargs: Any) -> None:
    """Numbers of content types stand in them, and may be others now."""
    from publishing import prepared

    prepared.forget_all()
