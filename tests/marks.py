"""Lets a test, which is one transaction, change the site more than once."""

from django.db import connection


def forget_the_transaction() -> None:
    """On PostgreSQL the first change of a transaction moves the mark for all of it; let the next one move it too."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('publishing.moved_by', '', true)")
