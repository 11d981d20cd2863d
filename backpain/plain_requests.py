"""Requests without what a client can write into them to change how they are read.

A page depends on its address and host, on a cookie, on a form. What else Django would believe is put right before the
page cache or Django sees the request, so that both read the same.
"""

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings

#: Source for the length: RFC 2046, section 5.1.1.
_BOUNDARY = re.compile(r';\s*boundary=("[^"]{1,70}"|[^;\s]{1,70})', re.IGNORECASE)
#: In characters.
LONGEST_KIND = 100


class PlainRequests:
    """The application, asked in plain words only."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.application(put_right(environ), start_response)


def put_right(environ: WSGIEnvironment) -> WSGIEnvironment:
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
    kind, boundary = content_type.partition(";")[0].strip()[:LONGEST_KIND], _BOUNDARY.search(content_type)
    return f"{kind}; boundary={boundary[1]}" if boundary else kind
