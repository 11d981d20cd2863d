"""The site, and beside it in the same process the constants that it is measured against.

A request with the header X-Uncached passes by the page cache.
`/__wsgi__/` is a bare WSGI function, `/__view__/` a Django view without middleware; both answer with as many bytes as
BENCHMARK_BYTES says.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path

from backpain.wsgi import application as site

BODY = b"x" * int(os.environ["BENCHMARK_BYTES"])


def constant_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("__view__/", constant_view)]


class BareRequest(WSGIRequest):
    urlconf = "benchmarks.wsgi"


class BareHandler(WSGIHandler):
    request_class = BareRequest

    def load_middleware(self, is_async: bool = False) -> None:
        with override_settings(MIDDLEWARE=[]):
            super().load_middleware(is_async)


_view, _uncached = BareHandler(), WSGIHandler()


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/__wsgi__/":
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(BODY)))])
        return [BODY]
    if environ["PATH_INFO"] == "/__view__/":
        return _view(environ, start_response)
    return (_uncached if "HTTP_X_UNCACHED" in environ else site)(environ, start_response)
