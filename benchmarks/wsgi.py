"""The site as it is measured, with the constants of `benchmarks.constants` beside it in the same process.

A request with the header X-Uncached goes through a page cache that keeps no page. `/__made__/` tells how many answers
all workers together have had to ask Django for since the server started, those of X-Uncached left out.
"""

from collections.abc import Callable, Iterable
from multiprocessing import Value
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from backpain.plain_requests import PlainRequests
from backpain.wsgi import application as site
from benchmarks.constants import Application, beside_constants
from publishing.page_cache import PageCache

#: Workers that are forked share it.
made = Value("Q")


def counted(inner: Application) -> Application:
    def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        with made.get_lock():
            made.value += 1
        return inner(environ, start_response)

    return application


cache = site.application
cache.application = counted(cache.application)
_uncached = PlainRequests(PageCache(WSGIHandler(), parameters=cache.parameters, most_bytes=0))


def measured_site(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/__made__/":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(made.value).encode()]
    return (_uncached if "HTTP_X_UNCACHED" in environ else site)(environ, start_response)


application = beside_constants(measured_site)
