"""What a server process does once, before its first reader comes."""

import gc
import logging
import sys
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection, connections

from publishing.page_cache import Environ

logger = logging.getLogger(__name__)

#: Their making loads templates, addresses, names of places, and builds the SQL of queries.
FIRST_PAGES = ("/", "/articles/", "/disclaimer/", "/therapists/", "/therapists/places.json?q=spr")


def warm_up(django: WSGIHandler) -> None:
    """Do before the first reader comes what he would have to wait for.

    What is in memory then stays for as long as the process: the garbage collector need not look through it again, and
    processes that are forked from this one share it.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("The database did not answer at start-up; the first readers will wait a little longer.")
        return
    for address in FIRST_PAGES:
        try:
            with closing(django(_request(address), _unheard)) as answer:
                b"".join(answer)
        except Exception:
            # A site that starts slowly is better than one that does not start.
            logger.exception("The page %s could not be made at start-up.", address)
    connections.close_all()
    gc.collect()
    gc.freeze()


def _request(address: str) -> Environ:
    """As a reader sends it, or the proxy in front."""
    scheme, _, host = settings.SITE_URL.partition("://")
    path, _, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": scheme, "SERVER_NAME": settings.HOST, "SERVER_PORT": str(settings.PORT),
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr,
    }  # fmt: skip


def _unheard(*answer: Any) -> Callable[[bytes], object]:
    return lambda data: None
