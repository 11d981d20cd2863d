import logging
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles.models import MenuItem

logger = logging.getLogger(__name__)


def site(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` shows on every page: the site's name and its menus."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "menus": SimpleLazyObject(_menus),
        "time_machine": getattr(request, "time_machine", None),
    }


def _menus() -> dict[str, list[MenuItem]]:
    try:
        items = [item for item in MenuItem.objects.with_addresses() if item.address]
    except DatabaseError:
        # An error page that says so is worth more without menus than not at all.
        logger.warning("The database did not answer; the page is shown without menus.")
        return {}
    return {place: [item for item in items if item.place == place] for place in MenuItem.Place.values}
