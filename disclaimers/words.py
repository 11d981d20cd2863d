"""The disclaimer in force and its markup, to be had even while the database is away."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from publishing import clock, parts
from publishing.models import Edition
from publishing.prepared import prepared

logger = logging.getLogger(__name__)

PATH = "/disclaimer/"
_REFERENCE = "disclaimer/disclaimer"


@dataclass(frozen=True)
class Words:
    """One version of the disclaimer."""

    notice: str
    html: SafeString
    number: int = 0
    live_from: datetime | None = None
    additions: dict[str, str] = field(default_factory=dict)

    def notice_markup(self, subjects: Iterable[str] = ()) -> SafeString:
        """The notice near the top of a page, with what the page's subjects add to it."""
        additions = [self.additions[subject] for subject in subjects if subject in self.additions]
        return render_to_string("disclaimers/notice.html", {"words": self, "additions": additions, "path": PATH})

    @property
    def full_markup(self) -> SafeString:
        """The full text at the foot of a page."""
        return render_to_string("disclaimers/full.html", {"words": self})


# Stands in until the first disclaimer is published, and while a database that was never reached is away.
BUILT_IN = Words(
    notice=(
        "This site gives general information. It is not medical advice, diagnosis or treatment. Do not put off seeing "
        "a doctor because of something you read here. In an emergency, call 911."
    ),
    html=mark_safe(
        "<p>The information on this site is general and is no substitute for advice from a physician or another "
        "qualified clinician. Ask one about any medical condition, and never disregard or delay professional advice "
        "because of something read here. In an emergency call a doctor or the emergency services at once. You rely on "
        "this site at your own risk. As far as the law allows, we give no warranty of any kind, and we are not liable "
        "for loss or damage from its use. Links and listings are not recommendations. By using this site you accept "
        "this disclaimer.</p>"
    ),
)

_last_known = BUILT_IN


def in_force() -> Words:
    """The words in force at the moment the site is shown at. One query; the last known words if it fails."""
    try:
        return _read()
    except DatabaseError:
        return _last_resort()


def _read() -> Words:
    """Raises DatabaseError."""
    global _last_known
    found = BUILT_IN
    for edition in _edition_in_force():
        found = Words(
            notice=edition.facts["notice"],
            html=mark_safe(edition.html),  # noqa: S308 (sanitised when it was published)
            number=edition.number,
            live_from=edition.live_from,
            additions=edition.facts["additions"],
        )
        if clock.shows_the_present():
            _last_known = found
    return found


@prepared()
def _edition_in_force() -> QuerySet[Edition]:
    return Edition.objects.live().filter(reference=_REFERENCE).only("html", "facts", "number", "live_from")[:1]


def _last_resort() -> Words:
    logger.warning("The database did not answer; the last known disclaimer is shown.")
    return _last_known


@dataclass(frozen=True)
class PageDisclaimer:
    """What one page has to carry."""

    words: Words
    notice: SafeString
    full: SafeString


def for_request(request: HttpRequest) -> PageDisclaimer:
    """What the page that answers this request has to carry; looked up once a request."""
    kept = getattr(request, "_disclaimer", None)
    subjects = tuple(getattr(request, "disclaimer_subjects", ()))
    if kept is None or kept[0] != subjects:
        page = _with_words(kept[1].words, subjects) if kept else _for_subjects(request, subjects)
        kept = request._disclaimer = (subjects, page)  # type: ignore[attr-defined]  # read at the next call
    return kept[1]


def _for_subjects(request: HttpRequest, subjects: tuple[str, ...]) -> PageDisclaimer:
    try:
        return parts.shared(request, ("disclaimer", subjects), lambda: _with_words(_read(), subjects))
    except DatabaseError:
        parts.miss_one(request)
        return _with_words(_last_resort(), subjects)


def _with_words(words: Words, subjects: tuple[str, ...]) -> PageDisclaimer:
    return PageDisclaimer(words, words.notice_markup(subjects), words.full_markup)
