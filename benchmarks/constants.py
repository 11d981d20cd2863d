"""Constants that pages are measured against, answered by the process that serves the pages.

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

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]

BODY = b"x" * int(os.environ["BENCHMARK_BYTES"])


def constant_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("__view__/", constant_view)]


class BareRequest(WSGIRequest):
    urlconf = "benchmarks.constants"


class BareHandler(WSGIHandler):
    request_class = BareRequest

    def load_middleware(self, is_async: bool = False) -> None:
        with override_settings(MIDDLEWARE=[]):
            super().load_middleware(is_async)


def constant_function(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(BODY)))])
    return [BODY]


def beside_constants(site: Application) -> Application:
    """The site, with the constants at their addresses. Django has to be set up before."""
    constants: dict[str, Application] = {"/__wsgi__/": constant_function, "/__view__/": BareHandler()}

    def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        return constants.get(environ["PATH_INFO"], site)(environ, start_response)

    return application
