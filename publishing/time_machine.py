"""The time machine: staff look at the public site as it stood, or will stand, at any moment.

It is the ledger's rule with another moment in it. The choice is kept in the session of the person who made it, so no
reader ever meets it.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from publishing import clock

SESSION_KEY = "time_machine"


class TimeMachineMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        moment = chosen_moment(request)
        if moment is None or request.path.startswith("/admin/"):
            return self.get_response(request)
        request.time_machine = moment  # type: ignore[attr-defined]  # read by backpain.context_processors
        with clock.at(moment):
            response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response


def chosen_moment(request: HttpRequest) -> datetime | None:
    """The moment that a member of staff has travelled to. Reads no session where there is no session cookie."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    kept = request.session.get(SESSION_KEY)
    return datetime.fromisoformat(kept) if kept and request.user.is_staff else None
