"""What stands beside an article and must be fresh, whatever the edition says."""

from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Subquery, Value, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article, Series, Topic
from publishing.models import Edition
from publishing.prepared import Slot, prepared

#: What an article can be filed under, by the names of their addresses.
SHELVES = {"topic", "tag", "series"}


def of_article(edition: Edition) -> dict[str, Any]:
    """Topic, tags, series and related articles, in one query however many there are."""
    found = _beside(article=edition.object_id, kind=edition.content_type_id)
    by_kind: dict[str, list[dict[str, Any]]] = {"topic": [], "tag": [], "series": [], "part": [], "related": []}
    for kind, title, address, position in found:
        if kind in SHELVES:
            address = _shelf_address(kind, address)
        by_kind[kind].append({"title": title, "address": address, "position": position or 0})
    parts = sorted(by_kind["part"], key=lambda part: part["position"])
    here = next((count for count, part in enumerate(parts) if part["address"] == edition.path), None)
    in_series = {part["address"] for part in parts}
    related = sorted(by_kind["related"], key=lambda page: page["position"])
    return {
        "topic": next(iter(by_kind["topic"]), None),
        "tags": sorted(by_kind["tag"], key=lambda tag: tag["title"]),
        "series": next(iter(by_kind["series"]), None),
        "parts": parts,
        "previous_part": parts[here - 1] if here else None,
        "next_part": parts[here + 1] if here is not None and here + 1 < len(parts) else None,
        "related": [page for page in related if page["address"] not in in_series][:3],
    }


@lru_cache(maxsize=1_000)
def _shelf_address(kind: str, slug: str) -> str:
    return reverse(kind, args=[slug])


@prepared(article=models.BigIntegerField(), kind=models.IntegerField())
def _beside(article: Slot, kind: Slot) -> models.QuerySet:
    """Rows of what it is, title, slug or path, and place in the order."""
    filed = Article.objects.filter(pk=article)
    live = Edition.objects.live().of(Article)

    def rows(name: str, query: models.QuerySet, title: str, address: str, position: Any = None) -> models.QuerySet:
        ordered = query.order_by().annotate(_kind=Value(name), _position=position if position is not None else Value(0))
        return ordered.values_list("_kind", title, address, "_position")

    place = Article.objects.filter(pk=OuterRef("object_id")).values("series_position")[:1]
    same_series = Article.objects.filter(series__in=filed.values("series"))
    same_topic = Article.objects.filter(topic__in=filed.values("topic")).exclude(pk=article)
    nearest = live.filter(object_id__in=same_topic.values("pk")).order_by("-first_live_from", "pk")
    rank = Window(RowNumber(), order_by=[F("first_live_from").desc(), "pk"])
    tagged = Tag.objects.filter(taggit_taggeditem_items__object_id=article, taggit_taggeditem_items__content_type=kind)
    return (
        rows("topic", Topic.objects.filter(articles__in=filed), "title", "slug")
        .union(
            rows("tag", tagged, "name", "slug"),
            rows("series", Series.objects.filter(articles__in=filed), "title", "slug"),
            rows("part", live.filter(object_id__in=same_series.values("pk")), "title", "path", Subquery(place)),
            rows("related", live.filter(pk__in=nearest.values("pk")[:6]), "title", "path", rank),
            all=True,
        )
        .order_by()
    )
