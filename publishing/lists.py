"""Lists of editions, a page at a time."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from publishing.prepared import Pages

PER_PAGE = 12


def render_list(
    request: HttpRequest,
    template: str,
    editions: QuerySet | Pages,
    context: dict[str, Any] | None = None,
    *,
    filters: Iterable[str] = (),
    per_page: int = PER_PAGE,
) -> HttpResponse:
    """One page of a list. `filters` names the parameters that its other pages keep in their addresses."""
    page = _page(request, Paginator(editions, per_page))  # type: ignore[arg-type]  # `count` and slices are enough for it
    return render(request, template, {"page": page, "page_query": _query(request, filters)} | (context or {}))


def _page(request: HttpRequest, paginator: Paginator) -> Page:
    """The page asked for. Anything but the number of a page that exists is a 404, so that no list has two addresses."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7 and 1 <= int(asked) <= paginator.num_pages):
        raise Http404("This list has no such page.")
    return paginator.page(int(asked))


def _query(request: HttpRequest, filters: Iterable[str]) -> str:
    kept = request.GET.copy()
    for name in list(kept):
        if name not in set(filters) or not kept[name]:
            del kept[name]
    return f"{kept.urlencode()}&" if kept else ""
