"""Who stands at an address: pages, redirects and withdrawals, all read from the ledger."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve

from publishing import clock
from publishing.composition import Problem
from publishing.models import Edition, Publishable, published_kinds
from publishing.prepared import Slot, prepared


@dataclass(frozen=True)
class Found:
    """At most one of the three is set; none means that nothing ever stood at the address."""

    edition: Edition | None = None
    moved_to: str | None = None
    withdrawn: Edition | None = None


def look_up(path: str) -> Found:
    """What stands at a path now. One query where a page is live, two where it moved or was withdrawn."""
    if live := _live_at(path=path):
        return Found(edition=live[0])
    # The content that stood here last may have moved on: it is always sent to its present address, never on a chain.
    stood_here = Edition.objects.shown().filter(path=path, live_from__lte=clock.now(), is_withdrawal=False)
    former = stood_here.order_by("-live_from", "-pk")[:1]
    reigning = Edition.objects.reigning().filter(
        content_type__in=former.values("content_type"), object_id__in=former.values("object_id")
    )
    last = reigning.select_related("content_type").first()
    if last is None:
        return Found()
    return Found(withdrawn=last) if last.is_withdrawal else Found(moved_to=last.path)


@prepared(path=models.CharField())
def _live_at(path: Slot) -> QuerySet[Edition]:
    live = Edition.objects.live().with_doubt()
    return live.defer("text", "working_copy").filter(path=path)[:1]


def holder(path: str, *, other_than: Publishable) -> Edition | None:
    """The edition of other content that is live at a path or scheduled to be."""
    pending = Edition.objects.pending().filter(path=path).for_lists().select_related("content_type")
    for edition in pending:
        if edition.content_type.model_class() is not type(other_than) or edition.object_id != other_than.pk:
            return edition
    return None


def belongs_to_the_ledger(path: str) -> bool:
    """Whether an address leads to published pages, rather than to a list or another fixed part of the site."""
    try:
        return resolve(path).url_name == "page"
    except Resolver404:
        return False


def address_of(reference: str) -> tuple[str | None, Problem | None]:
    """The address that a permanent name stands for, for links between pages.

    A page that is not live yet is linked at the address it will have, with a warning; what does not exist is an error.
    """
    live = Edition.objects.live().filter(reference=reference).only("path").first()
    if live:
        return live.path, None
    content = content_named(reference)
    if content is None:
        return None, Problem(f"A link leads to “{reference}”, which does not exist. Choose another page.")
    return content.public_path(), Problem(f"A link leads to “{content}”, which is not live yet.", blocks=False)


def every_page() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Every page that a link can name, drafts included because pages may go live together.

    Yields each kind's plural name with the permanent names and titles of its pages.
    """
    for kind, model in published_kinds().items():
        pages = [(f"{kind}/{content.key}", str(content)) for content in model._default_manager.all()]
        if pages:
            yield str(model._meta.verbose_name_plural).capitalize(), sorted(pages, key=lambda page: page[1])


def content_named(reference: str) -> Publishable | None:
    kind, _, key = reference.partition("/")
    model = published_kinds().get(kind)
    return model._default_manager.filter(key=key).first() if model else None


def suggestions(path: str, *, limit: int = 5) -> list[Edition]:
    """Live pages whose address or title resembles an unknown address, the likeliest first."""
    # Below a shelf such as /articles/ everything shares its name, so that it tells nothing.
    shelf, _, rest = path.lower()[:200].strip("/").partition("/")
    wanted = [word for word in re.findall(r"[a-z]{3,}", rest or shelf) if word != "html"][:8]
    if not wanted:
        return []
    alike = Q()
    for word in wanted:
        alike |= Q(path__icontains=word[:6]) | Q(title__icontains=word[:6])
    candidates = list(Edition.objects.live().filter(alike).for_lists()[:100])
    target = " ".join(wanted)

    def likeness(edition: Edition) -> float:
        offered = " ".join(re.findall(r"[a-z]{3,}", edition.path.lower()))
        return SequenceMatcher(None, target, offered).ratio()

    return sorted(candidates, key=likeness, reverse=True)[:limit]
