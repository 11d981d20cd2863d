"""The whole site behind its page cache, asked as a server asks it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection

from backpain.door import QUERIES
from backpain.plain_requests import PlainRequests
from disclaimers import words
from publishing.page_cache import PageCache
from publishing.shared_pages import SharedPages
from tests.marks import forget_the_transaction

SITE = WSGIHandler()
#: Headers that a server hands on without the prefix of the others.
OWN = {"content_type", "content_length", "script_name"}


class Answer:
    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = int(status[:3])
        self.headers = dict(headers)
        self.body = body

    @property
    def text(self) -> str:
        return self.body.decode()


class Door:
    """The site behind its cache, asked as a server asks it."""

    def __init__(
        self, application: Any = SITE, *, most_bytes: int = 10_000_000, shared: SharedPages | None = None
    ) -> None:
        self.asked = 0
        self.application = application
        at_new_epoch = {"at_new_epoch": words.in_force} if shared else {}
        self.cache = PageCache(self._count, parameters=QUERIES, most_bytes=most_bytes, shared=shared, **at_new_epoch)
        self.whole = PlainRequests(self.cache)

    def _count(self, environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        return self.application(environ, start_response)

    def get(self, address: str, *, method: str = "GET", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(), "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }  # fmt: skip
        environ |= {name.upper() if name in OWN else f"HTTP_{name.upper()}": headers[name] for name in headers}
        kept: list[Any] = []
        with one_connection():
            parts = self.whole(environ, lambda status, given, exc_info=None: kept.extend([status, given]))
            body = b"".join(parts)
            if close := getattr(parts, "close", None):
                close()
        return Answer(kept[0], kept[1], body)

    def a_second_later(self) -> None:
        """The mark is trusted no longer."""
        self.cache.watch._trusted_until = self.cache.watch._rests_until = 0
        forget_the_transaction()


@contextmanager
def away() -> Iterator[None]:
    """Every query fails, as it does while the database server is restarted."""

    def refuse(*query: Any) -> Any:
        raise OperationalError("The database is away.")

    with connection.execute_wrapper(refuse):
        yield


@contextmanager
def one_connection() -> Iterator[None]:
    """As Django's own test client does: the connection of the test, with its transaction, has to outlive a request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
