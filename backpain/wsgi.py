"""The WSGI application that every server in production loads."""

import os
from collections.abc import Mapping

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backpain.settings")

django_application = get_wsgi_application()

# Not before Django is set up.
from django.conf import settings  # noqa: E402

from publishing.page_cache import Application, PageCache  # noqa: E402
from therapists.search import PARAMETERS  # noqa: E402

#: What queries may ask, by the first part of the path. Anything else is dropped before a page is looked for or made.
QUERIES: Mapping[str, frozenset[str]] = {
    "articles": frozenset({"page", "topic", "tag"}),
    "topics": frozenset({"page"}),
    "tags": frozenset({"page"}),
    "techniques": frozenset({"condition", "technique"}),
    "evidence": frozenset({"page", "type"}),
    "contributors": frozenset({"page"}),
    "therapists": PARAMETERS | {"q"},
    "api": PARAMETERS,
    "sitemap.xml": frozenset({"p"}),
}


def behind_the_door(application: Application) -> Application:
    """The application with the page cache in front of it, unless the settings want none."""
    if not settings.PAGE_CACHE_MEGABYTES:
        return application
    return PageCache(application, parameters=QUERIES, most_bytes=settings.PAGE_CACHE_MEGABYTES * 2**20)


application = behind_the_door(django_application)
