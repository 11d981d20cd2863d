"""The public pages of the ledger: every published page, and the public history of each."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from publishing import addresses, clock, doubts, parts
from publishing.models import Edition


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Whatever the ledger has at this address: the live page, a redirect to where it went, or word that it is gone."""
    found = addresses.look_up(f"/{path}")
    if found.edition:
        return render_edition(request, found.edition)
    if found.moved_to:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(found.moved_to + (f"?{query}" if query else ""))
    if found.withdrawn:
        return gone(request, found.withdrawn)
    raise Http404("Nothing was ever published at this address.")


def render_edition(request: HttpRequest, edition: Edition, **extra: object) -> HttpResponse:
    """A page as readers see it; previews call this too, so that what staff check is what readers get."""
    kind = edition.kind
    request.disclaimer_subjects = edition.facts.get("disclaimer_subjects", [])  # type: ignore[attr-defined]  # read by disclaimers.words
    doubtful = doubts.about(edition) if getattr(edition, "is_in_doubt", False) else []
    context = {
        "edition": edition,
        "facts": edition.facts,
        "doubts": doubtful,
        "structured_data": parts.of_edition(request, edition, "structured data", lambda: _for_machines(edition)),
        **kind.surroundings(edition),
        **extra,
    }
    return render(request, kind.public_template, context)


def _for_machines(edition: Edition) -> SafeString:
    # Machines would be told what a doubtful page says without the warning that people get.
    return json_ld({} if getattr(edition, "is_in_doubt", False) else edition.kind.structured_data(edition))


def json_ld(data: dict[str, Any]) -> SafeString:
    """A data block for machines. No character of it can end the script element or begin another."""
    if not data:
        return mark_safe("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (escaped above)


def gone(request: HttpRequest, withdrawal: Edition) -> HttpResponse:
    suggestions = addresses.suggestions(withdrawal.path)
    return render(request, "410.html", {"withdrawal": withdrawal, "suggestions": suggestions}, status=410)


@require_safe
def page_history(request: HttpRequest, path: str) -> HttpResponse:
    """Every edition of a page that readers have seen, with its date and what changed."""
    found = addresses.look_up(f"/{path}")
    if found.moved_to:
        return HttpResponsePermanentRedirect(f"{found.moved_to}history/")
    standing = found.edition or found.withdrawn
    if standing is None:
        raise Http404("Nothing was ever published at this address.")
    editions = Edition.objects.shown().filter(
        content_type=standing.content_type_id, object_id=standing.object_id, live_from__lte=clock.now()
    )
    context = {"standing": standing, "editions": editions.for_lists().order_by("-number")}
    return render(request, "publishing/page_history.html", context)
