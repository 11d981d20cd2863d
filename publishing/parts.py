"""Parts that many pages share, made once where the page cache makes pages for everybody.

Only there: whoever is signed in, looks at a preview or travels in time gets everything made anew.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from publishing.models import Edition

#: Where a request carries them.
ENVIRON_KEY = "publishing.parts"
#: How many renderings of editions a process keeps.
MOST_RENDERINGS = 5_000

T = TypeVar("T")
Kept = dict[Hashable, Any]


@dataclass
class Parts:
    """What one page is put together from."""

    #: Gone with the epoch (`publishing.generation`).
    of_epoch: Kept
    #: An edition never changes, so what is rendered from it alone outlives epochs.
    of_editions: Kept
    #: Whether the page has all it should have. If not, it is not kept.
    are_complete: bool = True


def shared(request: HttpRequest, name: Hashable, make: Callable[[], T]) -> T:
    """A part that is the same on every page of an epoch. Names never come from visitors, so there are few."""
    parts = _of(request)
    return _kept(parts, parts.of_epoch, name, make) if parts else make()


def of_edition(request: HttpRequest, edition: Edition, name: str, make: Callable[[], T]) -> T:
    """A part that depends on nothing but a published edition, in which nothing is in doubt."""
    parts = _of(request)
    if parts is None or edition.pk is None or getattr(edition, "is_in_doubt", False):
        return make()
    if len(parts.of_editions) >= MOST_RENDERINGS:
        parts.of_editions.clear()
    return _kept(parts, parts.of_editions, (name, edition.pk, edition.published_at), make)


def miss_one(request: HttpRequest) -> None:
    """Take note that the page is shown without something that it should have."""
    if parts := _of(request):
        parts.are_complete = False


def _of(request: HttpRequest) -> Parts | None:
    return request.META.get(ENVIRON_KEY)


def _kept(parts: Parts, kept: Kept, name: Hashable, make: Callable[[], T]) -> T:
    found = kept.get(name)
    if found is None:
        found = make()
        if parts.are_complete:
            kept[name] = found
    return found
