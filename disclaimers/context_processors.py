from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from disclaimers import words


def disclaimer(request: HttpRequest) -> dict[str, Any]:
    """`disclaimer.notice` and `disclaimer.full`, for the templates that every page extends."""
    return {"disclaimer": SimpleLazyObject(lambda: words.for_request(request))}
