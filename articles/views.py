"""Lists of articles. The pages themselves are served by the ledger."""

from typing import Any

from django.db.models import QuerySet, SlugField, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from taggit.models import Tag

from articles.models import Article, Series, Topic
from publishing import parts
from publishing.lists import render_list
from publishing.models import Edition
from publishing.prepared import Slot, prepared


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """All articles, newest first, narrowed down by topic and tag."""
    chosen = {"topic": request.GET.get("topic", ""), "tag": request.GET.get("tag", "")}
    choices = parts.shared(request, "choices of articles", _choices)
    for kind, slug in chosen.items():
        if slug and slug not in {choice["slug"] for choice in choices[kind]}:
            raise Http404(f"There is no {kind} “{slug}”.")
    context = {"choices": choices, "chosen": chosen, "narrowed": any(chosen.values())}
    editions = _filed.pages(topic=chosen["topic"] or None, tag=chosen["tag"] or None)
    return render_list(request, "articles/article_list.html", editions, context, filters=("topic", "tag"))


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    shelf = get_object_or_404(Topic, slug=slug)
    context = {"heading": shelf.title, "summary": shelf.summary, "kind": "Topic"}
    return render_list(request, "articles/shelf.html", _filed.pages(topic=slug), context)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    label = get_object_or_404(Tag, slug=slug)
    context = {"heading": f"Tagged “{label.name}”", "summary": "", "kind": "Tag"}
    return render_list(request, "articles/shelf.html", _filed.pages(tag=slug), context)


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """A series in its own order; it is short enough for one page."""
    found = get_object_or_404(Series, slug=slug)
    filed = dict(Article.objects.filter(series=found).values_list("pk", "series_position"))
    in_order = sorted(_filed(series=slug), key=lambda part: filed[part.object_id] or 0)
    return render(request, "articles/series.html", {"series": found, "parts": in_order})


@prepared(topic=SlugField(), tag=SlugField(), series=SlugField())
def _filed(topic: Slot | None = None, tag: Slot | None = None, series: Slot | None = None) -> QuerySet[Edition]:
    """Live articles, the newest first, narrowed down by the slugs that are given."""
    asked = {"topic__slug": topic, "tags__slug": tag, "series__slug": series}
    filed = Article.objects.filter(**{name: slug for name, slug in asked.items() if slug is not None})
    editions = Edition.objects.live().of(Article).filter(object_id__in=filed.values("pk"))
    return editions.for_lists().order_by("-first_live_from", "title", "pk")


def _choices() -> dict[str, list[dict[str, Any]]]:
    """The topics and tags that some article has, in one query."""
    choices: dict[str, list[dict[str, Any]]] = {"topic": [], "tag": []}
    for kind, slug, title in sorted(_topics_and_tags(), key=lambda row: row[2].lower()):
        choices[kind].append({"slug": slug, "title": title})
    return choices


@prepared()
def _topics_and_tags() -> QuerySet:
    live = Edition.objects.live().of(Article).values("object_id")
    topics = Topic.objects.filter(articles__in=live).order_by().annotate(_kind=Value("topic")).distinct()
    tags = Tag.objects.filter(article__in=live).order_by().annotate(_kind=Value("tag")).distinct()
    rows = topics.values_list("_kind", "slug", "title").union(tags.values_list("_kind", "slug", "name"))
    return rows.order_by()
