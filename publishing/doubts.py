"""Doubts: what a page shows can become doubtful after it was published, such as a study that is retracted.

An app whose rows can become doubtful registers a function that gives those rows. Readers of every page that mentions
one are told at once, whatever the edition says, and the page joins the review queue.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

if TYPE_CHECKING:
    from publishing.models import Edition

#: Each gives rows of one model, with `doubt` (words for readers) and `doubted_at` (since when).
Source = Callable[[], QuerySet]

_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


def raised() -> Q:
    """A condition on editions: the page mentions something that is in doubt now."""
    return _mentions(lambda things: things)


def unanswered() -> Q:
    """A condition on editions: something on the page fell into doubt after it was published, or after its review."""
    since_published = Q(doubted_at__gt=OuterRef("edition__published_at"))
    since_review = Q(_doubted_on__gt=OuterRef("edition__reviewed_on"))
    return _mentions(
        lambda things: things.annotate(_doubted_on=TruncDate("doubted_at")).filter(since_published | since_review)
    )


def about(edition: "Edition") -> list[Any]:
    """The doubtful things that an edition mentions. One query a source."""
    return [
        thing
        for source in _sources
        for thing in source().filter(
            pk__in=edition.mentions.filter(content_type=ContentType.objects.get_for_model(source().model)).values(
                "object_id"
            )
        )
    ]


def _mentions(narrow: Callable[[QuerySet], QuerySet]) -> Q:
    from publishing.models import Mention

    condition = Q(pk__in=[])
    for source in _sources:
        things = source()
        mentions = Mention.objects.filter(
            edition=OuterRef("pk"), content_type=ContentType.objects.get_for_model(things.model)
        )
        condition |= Q(Exists(mentions.filter(Exists(narrow(things.filter(pk=OuterRef("object_id")))))))
    return condition
