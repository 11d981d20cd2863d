import logging
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles.models import MenuItem
from publishing import parts
from publishing.prepared import prepared

logger = logging.getLogger(__name__)


def site(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` shows on every page: the site's name and its menus."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "menus": SimpleLazyObject(lambda: _menus(request)),
        "time_machine": getattr(request, "time_machine", None),
    }


def _menus(request: HttpRequest) -> dict[str, Any]:
    """The items of each menu, and where the reader is if one of them leads there."""
    try:
        items = parts.shared(request, "menus", lambda: [item for item in _all_items() if item.address])
    except DatabaseError:
        # An error page that says so is worth more without menus than not at all.
        logger.warning("The database did not answer; the page is shown without menus.")
        parts.miss_one(request)
        items = []
    menus: dict[str, Any] = {place: [item for item in items if item.place == place] for place in MenuItem.Place.values}
    return menus | {"here": request.path if any(item.address == request.path for item in items) else ""}


@prepared()
def _all_items() -> QuerySet[MenuItem]:
    return MenuItem.objects.with_addresses()
