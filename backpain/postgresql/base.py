"""Django's backend for PostgreSQL, which leaves a server alone for a moment after it could not be reached.

Otherwise each request would wait for a connection of its own, several times over, until no thread is left that could
hand out the pages that are kept.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError

#: How long the server is left alone, in seconds.
REST = 3.0


class Attempts:
    """One attempt at a time, and a rest after each, once one has failed."""

    def __init__(self) -> None:
        self.is_away = False
        self._rests_until = 0.0
        self._trying = threading.Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises OperationalError if it is not the moment for an attempt."""
        is_watched = self.is_away
        if is_watched and (monotonic() < self._rests_until or not self._trying.acquire(blocking=False)):
            raise OperationalError("The database could not be reached a moment ago.")
        try:
            yield
            self.is_away = False
        except OperationalError:
            self.is_away, self._rests_until = True, monotonic() + REST
            raise
        finally:
            if is_watched:
                self._trying.release()


#: By server: all connections of a process share what it knows.
_attempts: dict[tuple[Any, Any], Attempts] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        server = conn_params.get("host"), conn_params.get("port")
        with _attempts.setdefault(server, Attempts()).one():
            return super().get_new_connection(conn_params)
