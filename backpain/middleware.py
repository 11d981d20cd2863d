from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from backpain import views

#: Longer addresses than this are nobody's bookmark. In bytes.
MAX_ADDRESS = 4096


class AddressMiddleware:
    """Refuses addresses that no page of this site can have, before a database is asked about them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if len(request.path) + len(query) > MAX_ADDRESS:
            return views.error(request, 414)
        # PostgreSQL cannot store NUL, so no parameter or path with one can name anything.
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            return views.bad_request(request, BadRequest("The address holds a NUL character."))
        return self.get_response(request)


class DesignedErrorMiddleware:
    """Gives errors that Django answers with an empty body, such as 405, a page that says what happened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or response.streaming or response.content:
            return response
        designed = views.error(request, response.status_code)
        if response.has_header("Allow"):
            designed["Allow"] = response["Allow"]
        return designed
