"""What machines get of the directory: the search as JSON (docs/api.md), and places for the combobox of the search."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from disclaimers import words
from places.finding import suggest
from therapists import rate_limit, search


@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """Places that what was typed so far could mean, for the combobox of the search."""
    found = suggest(request.GET.get("q", ""))
    rows = [{"label": place.label, "value": place.label, "detail": place.detail} for place in found]
    return JsonResponse({"places": rows, "disclaimer": words.for_request(request).words.notice})


@require_safe
def therapists(request: HttpRequest) -> JsonResponse:
    """The same search as the page, by the same rule. 429 when asked too often."""
    notice = words.for_request(request).words.notice
    wait = rate_limit.seconds_to_wait(request)
    if wait:
        response = JsonResponse({"error": "Too many requests.", "disclaimer": notice}, status=429)
        response["Retry-After"] = str(wait)
        return response
    found = search.ask(request)
    return JsonResponse(
        {
            "place": found.place_name if found.area else None,
            "outcome": found.place.outcome,
            "places": [place.label for place in found.place.choices],
            "notes": found.question.notes,
            "total": found.total,
            "page": found.page,
            "pages": found.last_page,
            "shuffle_seed": found.day.isoformat(),
            "results": [_described(listing) for listing in found.listings],
            "counts": _counts(found),
            "disclaimer": notice,
        }
    )


def _counts(found: search.Answer) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for choice, count in found.counts().items():
        counts.setdefault(choice.facet.parameter, {})[choice.value] = count
    return counts


def _described(listing: search.Listing) -> dict[str, Any]:
    entry, practice, therapist = listing.entry, listing.entry.practice, listing.entry.therapist
    return {
        "name": therapist.display_name,
        "name_as_licensed": therapist.licensed_name,
        "url": f"{settings.SITE_URL}{therapist.get_absolute_url()}",
        "is_sample": therapist.is_sample,
        "regulation": entry.state.adjective,
        "credential": entry.credential_words,
        "checked_on": entry.checked_on.isoformat(),
        "listed_until": entry.listed_until.isoformat(),
        "practice": practice.name,
        "setting": practice.setting,
        "town": practice.town,
        "state": entry.state_id,
        "phone": practice.phone,
        "website": practice.website,
        "distance_miles": None if listing.miles is None else max(1, round(listing.miles)),
        "languages": therapist.languages,
        "accepting_new_clients": practice.is_accepting,
    }
