"""The guard behind the templates: no HTML page leaves without the disclaimer in force."""

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from disclaimers import words

logger = logging.getLogger(__name__)

Response = HttpResponse | StreamingHttpResponse


class MissingDisclaimer(AssertionError):
    """A template forgot the disclaimer."""


class DisclaimerGuard:
    """Puts a missing disclaimer into the page and logs the fault; raises it where DISCLAIMER_GUARD_RAISES is set.

    Every response of whatever kind also gets a Link header that leads to the full text.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Response]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Response:
        response = self.get_response(request)
        links = [response.headers.get("Link"), f'<{words.PATH}>; rel="terms-of-service"']
        response.headers["Link"] = ", ".join(link for link in links if link)
        if response.headers.get("Content-Type", "").startswith(("text/html", "application/xhtml")):
            _check(request, response)
        return response


def _check(request: HttpRequest, response: Response) -> None:
    if isinstance(response, StreamingHttpResponse):
        content = b"".join(response)
        guarded = _guarded(request, response, content)
        response.streaming_content = [guarded]
    elif content := response.content:
        guarded = _guarded(request, response, content)
        response.content = guarded
    else:
        return
    if guarded is not content and response.has_header("Content-Length"):
        response["Content-Length"] = str(len(guarded))


def _guarded(request: HttpRequest, response: Response, content: bytes) -> bytes:
    page = words.for_request(request)
    charset = response.charset or "utf-8"
    notice, full = (part.encode(charset, errors="xmlcharrefreplace") for part in (page.notice, page.full))
    if notice in content and full in content:
        return content
    if settings.DEBUG and response.status_code >= 400:
        return _insert(content, notice, full)  # Django's own technical error page
    logger.error("The page %s lacked the disclaimer; it was put in.", request.path)
    if settings.DISCLAIMER_GUARD_RAISES:
        raise MissingDisclaimer(f"The page {request.path} lacks the disclaimer in force.")
    return _insert(content, notice, full)


def _insert(content: bytes, notice: bytes, full: bytes) -> bytes:
    if notice not in content:
        body = re.search(rb"<body[^>]*>", content, re.IGNORECASE)
        start = body.end() if body else 0
        content = content[:start] + notice + content[start:]
    if full not in content:
        end = content.lower().rfind(b"</body>")
        end = end if end >= 0 else len(content)
        content = content[:end] + full + content[end:]
    return content
