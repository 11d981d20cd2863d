"""The page cache in front of this site, and what queries may ask of it."""

from collections.abc import Mapping

from django.conf import settings
from django.db import connection

from backpain import release
from disclaimers import words
from publishing.page_cache import Application, PageCache
from publishing.shared_pages import SharedPages
from publishing.watch import Watch
from therapists.search import PARAMETERS

#: How long the database may take to say which epoch it is, in seconds.
PATIENCE = 1.0
#: By the first part of the path. Anything else is dropped before a page is looked for or made.
QUERIES: Mapping[str, frozenset[str]] = {
    "articles": frozenset({"page", "topic", "tag"}),
    "topics": frozenset({"page"}),
    "tags": frozenset({"page"}),
    "conditions": frozenset({"page"}),
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
    most_bytes = settings.PAGE_CACHE_MEGABYTES * 2**20
    # SQLite is a file, which does not hang.
    watch = Watch(patience=None if connection.vendor == "sqlite" else PATIENCE)
    if not settings.REDIS_URL:
        return PageCache(application, parameters=QUERIES, most_bytes=most_bytes, watch=watch)
    shared = SharedPages(settings.REDIS_URL, release=release.fingerprint())
    # A process that takes its pages from others has to know the disclaimer, too, before the database is away.
    return PageCache(
        application,
        parameters=QUERIES,
        most_bytes=most_bytes,
        watch=watch,
        shared=shared,
        at_new_epoch=words.in_force,
    )
