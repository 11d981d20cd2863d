from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from publishing.models import Edition


class EditionSitemap(Sitemap):
    """Every live page of the ledger."""

    limit = 10_000

    def items(self) -> QuerySet[Edition]:
        return Edition.objects.live().for_lists().order_by("path")

    def lastmod(self, item: Edition) -> datetime:
        return item.live_from


class FixedSitemap(Sitemap):
    """The home page and the lists."""

    def items(self) -> list[str]:
        return ["/", "/articles/", "/contributors/"]

    def location(self, item: str) -> str:
        return item


SITEMAPS = {"pages": EditionSitemap, "fixed": FixedSitemap}
