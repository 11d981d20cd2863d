from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from publishing.models import Edition
from therapists.models import Therapist


class SiteSitemap(Sitemap):
    """Addresses under the site's own one, whichever host was asked."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class EditionSitemap(SiteSitemap):
    """Every live page of the ledger."""

    limit = 10_000

    def items(self) -> QuerySet[Edition]:
        return Edition.objects.live().for_lists().order_by("path")

    def lastmod(self, item: Edition) -> datetime:
        return item.live_from


class FixedSitemap(SiteSitemap):
    """The home page and the lists."""

    def items(self) -> list[str]:
        return [
            "/",
            "/articles/",
            "/conditions/",
            "/contributors/",
            "/evidence/",
            "/evidence/studies/",
            "/techniques/",
            "/therapists/",
        ]

    def location(self, item: str) -> str:
        return item


class TherapistSitemap(SiteSitemap):
    """Every therapist whom the public may see today; not the invented ones."""

    limit = 10_000

    def items(self) -> QuerySet[Therapist]:
        return Therapist.objects.listed().filter(is_sample=False).only("slug").order_by("slug")


SITEMAPS = {"pages": EditionSitemap, "fixed": FixedSitemap, "therapists": TherapistSitemap}
