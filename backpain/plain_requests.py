"""Requests as every layer of this site reads them alike, whatever a client writes into them.

A browser tells a server in no way what a page of this site depends on but by its address. What Django would believe
besides is put right before the page cache or Django see the request.
"""

import re
from collections.abc import Iterable

from django.conf import settings

from publishing.page_cache import Application, Environ, StartResponse

_BOUNDARY = re.compile(r';\s*boundary=("[^"]*"|[^;\s]+)', re.IGNORECASE)


def plain_requests(application: Application) -> Application:
    """The application, asked in plain words only."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return application(put_right(environ), start_response)

    return answer


def put_right(environ: Environ) -> Environ:
    """The same request without what may not decide how it is read."""
    content_type = environ.get("CONTENT_TYPE")
    if content_type:
        environ["CONTENT_TYPE"] = _in_utf_8(content_type) if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} else ""
    # The site stands at the root of its host. Some servers take another place from a header.
    environ["SCRIPT_NAME"] = ""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, _ = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            # Each proxy on the way may have added its word; the first is the one that the reader spoke with.
            environ[name] = environ[name].partition(",")[0].strip()
    return environ


def _in_utf_8(content_type: str) -> str:
    """The kind of a body and the boundary of its parts. Django would read address and form in a charset named there."""
    kind, boundary = content_type.partition(";")[0].strip(), _BOUNDARY.search(content_type)
    return f"{kind}; boundary={boundary[1]}" if boundary else kind
