from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed

from articles.models import Article
from disclaimers import words
from publishing.models import Edition


class ArticleFeed(Feed):
    """The newest articles, for feed readers, with the disclaimer's notice as the feed's subtitle and rights."""

    feed_type = Atom1Feed
    title = f"{settings.SITE_NAME}: articles"
    # Whole addresses, so that an entry has one identity whichever host was asked.
    link = f"{settings.SITE_URL}/articles/"
    feed_url = f"{settings.SITE_URL}/articles/feed/"
    description_template = None

    def get_object(self, request: HttpRequest) -> words.Words:
        """The disclaimer that the whole feed carries."""
        return words.for_request(request).words

    def subtitle(self, disclaimer: words.Words) -> str:
        return disclaimer.notice

    def feed_copyright(self, disclaimer: words.Words) -> str:
        return disclaimer.notice

    def items(self) -> QuerySet[Edition]:
        return Edition.objects.live().of(Article).for_lists().order_by("-first_live_from", "title")[:20]

    def item_title(self, item: Edition) -> str:
        return item.title

    def item_link(self, item: Edition) -> str:
        return f"{settings.SITE_URL}{item.path}"

    def item_description(self, item: Edition) -> str:
        return item.summary

    def item_author_name(self, item: Edition) -> str:
        return ", ".join(author["name"] for author in item.facts["authors"])

    def item_pubdate(self, item: Edition) -> datetime:
        return item.first_live_from

    def item_updateddate(self, item: Edition) -> datetime:
        return item.live_from
