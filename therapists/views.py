"""The public pages of the directory. All of them ask `listed()` or the index, never a table alone."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, SlugField, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from places import maps
from places.finding import Outcome
from places.gazetteer import ATTRIBUTION
from places.models import State
from publishing import parts
from publishing.models import Edition
from publishing.prepared import Slot, prepared
from publishing.views import json_ld
from techniques.models import Condition, Technique
from therapists import search, structured_data
from therapists.cells import unpack_choices
from therapists.filters import TITLES, Facet, number
from therapists.grid import Circle
from therapists.models import Entry, Jurisdiction, Practice, Therapist

DIRECTORY = "/therapists/"
#: Pages that profiles lead to while they are live.
CHOOSING, CONTACT = "article/choosing-a-massage-therapist", "sitepage/contact"
#: How far the map of a practice reaches.
PROFILE_MILES = 10


def _about_the_directory(request: HttpRequest) -> None:
    """The words on listings join the disclaimer of the page."""
    request.disclaimer_subjects = ["directory"]  # type: ignore[attr-defined]  # read by disclaimers.words


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The search: a form, and what was found for it."""
    _about_the_directory(request)
    found = search.ask(request)
    context: dict[str, Any] = {
        "found": found,
        "asked": found.question,
        "Outcome": Outcome,
        "facets": facets(found),
        "chips": chips(found.question),
        "suggestions": suggestions(found),
        "radii": search.RADII,
        "orders": search.Order.choices,
        "canonical": canonical(found),
        "most_compared": search.MOST_COMPARED,
        "attribution": ATTRIBUTION,
    }
    if found.area is not None:
        context |= {"map": picture(found), "pages": pages(found), "rule": rule_of(found)}
        context["has_samples"] = any(listing.entry.therapist.is_sample for listing in found.listings)
        on_this_page = {listing.entry.therapist.slug for listing in found.listings}
        context["shortlist_elsewhere"] = [slug for slug in found.question.shortlist if slug not in on_this_page]
        if not found.total:
            context |= nothing_found(found)
    else:
        rules = Jurisdiction.objects.select_related("state").order_by("state__name")
        context["states"] = [_in_state(found, rule.state) for rule in rules]
    return render(request, "therapists/directory.html", context)


def canonical(found: search.Answer) -> str:
    """The address under which search engines may keep the page: the directory's own, and that of each whole state."""
    asked = found.question
    if found.state and asked == search.Question(near=asked.near):
        return f"{DIRECTORY}?{urlencode({'near': found.state.label})}"
    return "" if asked != search.Question() else DIRECTORY


def address(question: search.Question, **changes: Any) -> str:
    return f"{DIRECTORY}?{urlencode(question.parameters(**changes))}"


def facets(found: search.Answer) -> list[dict[str, Any]]:
    """The filters with their choices, and how many practices each would leave."""
    counts, chosen = found.counts(), set(found.question.choices)
    groups: dict[Facet, list[dict[str, Any]]] = {}
    for choice in found.known:
        count = counts.get(choice, 0)
        if count or choice in chosen or not counts:
            row = {"choice": choice, "count": count if counts else None, "is_chosen": choice in chosen}
            groups.setdefault(choice.facet, []).append(row)
    return [
        {
            "facet": facet,
            "title": title,
            "rows": groups[facet],
            "is_chosen": any(row["is_chosen"] for row in groups[facet]),
        }
        for facet, title in TITLES.items()
        if facet in groups
    ]


def chips(question: search.Question) -> list[dict[str, str]]:
    """What was chosen, each with the address of the same search without it."""
    return [
        {"label": choice.label, "title": TITLES[choice.facet], "address": address(question, without=choice, page=1)}
        for choice in question.choices
    ]


def suggestions(found: search.Answer) -> list[dict[str, str]]:
    """Places to choose from when what was typed could mean several."""
    return [
        {"label": place.label, "address": address(found.question, near=place.label, page=1)}
        for place in found.place.choices
    ]


def picture(found: search.Answer) -> maps.Map:
    markers = [
        maps.Marker(
            listing.number, listing.entry.therapist.name_with_mark, listing.entry.practice.spot.point,
            f"#listing-{listing.entry.pk}",
        )
        for listing in found.listings
        if listing.entry.practice.spot
    ]  # fmt: skip
    return maps.draw(
        markers=markers, centre=found.centre, radius_miles=_reach(found), state=found.state, title=found.place_name
    )


def _reach(found: search.Answer) -> float | None:
    """How far the map of a circle reaches, in miles: as far as this page's listings, so that they can be told apart."""
    if not isinstance(found.area, Circle):
        return None
    farthest = max((listing.miles or 0 for listing in found.listings), default=0)
    return next((miles for miles in (2, *search.RADII) if farthest <= miles <= found.area.miles), found.area.miles)


def pages(found: search.Answer) -> dict[str, Any]:
    page, last = found.page, found.last_page
    return {
        "number": page,
        "last": last,
        "previous": address(found.question, page=page - 1) if page > 1 else "",
        "next": address(found.question, page=page + 1) if page < last else "",
    }


def rule_of(found: search.Answer) -> Jurisdiction | None:
    """The law of the place that was asked for: that of a result if one is there, for it is loaded already."""
    state = found.place.place.state_id if found.place.place else None
    for listing in found.listings:
        if state in (None, listing.entry.state_id):
            return listing.entry.state
    return Jurisdiction.objects.select_related("state").filter(pk=state).first() if state else None


def nothing_found(found: search.Answer) -> dict[str, Any]:
    """What a visitor can do next."""
    wider = [
        {"miles": miles, "count": count, "address": address(found.question, radius=miles, page=1)}
        for miles, count in found.wider()
    ]
    place = found.place.place
    return {
        "wider": wider,
        "without_filters": address(found.question, choices=(), page=1) if found.question.choices else "",
        "whole_state": _in_state(found, place.state) if place and not found.state else None,
        "neighbours": [_in_state(found, state) for state in place.state.neighbours.order_by("name")] if place else [],
    }


def _in_state(found: search.Answer, state: State) -> dict[str, str]:
    return {"name": state.name, "address": address(found.question, near=state.label, radius=None, page=1)}


# Profiles


def listed_entries(slugs: Iterable[str]) -> dict[str, list[Entry]]:
    """The entries in force of listed therapists by slug, with all that profiles show. Two queries."""
    asked = list(slugs)
    rows = _entries_of(slugs=asked) if asked else []
    prefetch_related_objects(rows, "practice__access_facts")
    found: dict[str, list[Entry]] = {}
    for entry in rows:
        found.setdefault(entry.therapist.slug, []).append(entry)
    return {slug: found[slug] for slug in asked if slug in found}


@prepared(slugs=SlugField())
def _entries_of(slugs: list[Slot]) -> QuerySet[Entry]:
    return (
        Entry.objects.in_force()
        .filter(therapist__slug__in=slugs, therapist__status=Therapist.Status.LISTED)
        .select_related(
            "therapist__portrait", "practice", "state__state", "licence__jurisdiction__state", "certification"
        )
        .order_by("pk")
    )


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """A therapist, or, if the listing is not shown today, a plain page that says nothing about the person."""
    _about_the_directory(request)
    entries = listed_entries([slug]).get(slug)
    if not entries:
        return not_shown(request, slug)
    context = {
        "therapist": entries[0].therapist,
        "practices": [(entry, _map_of(number, entry.practice)) for number, entry in enumerate(entries, 1)],
        "pages": related_pages(request, entries[0]),
        "structured_data": json_ld(structured_data.person(entries)),
    }
    return render(request, "therapists/profile.html", context)


def _map_of(number: int, practice: Practice) -> maps.Map | None:
    """The surroundings of a practice, from its coarse point. A home gets no pin: it would stand on somebody's house."""
    if practice.spot is None:
        return None
    point = practice.spot.point
    marker = maps.Marker(number, str(practice), point, f"#practice-{practice.pk}")
    return maps.draw(
        markers=[] if practice.is_home else [marker],
        centre=point,
        radius_miles=PROFILE_MILES,
        state=None,
        title=f"{practice.town}, {practice.state_id}",
    )


def related_pages(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """The live pages of a therapist's techniques and conditions, and of what to do next. At most one query."""
    chosen = set(unpack_choices(entry.choices))
    pages = parts.shared(request, "pages that profiles lead to", _pages_that_profiles_lead_to)

    def of_the_therapist(kind: type[Technique | Condition], facet: Facet) -> list[Edition]:
        return [page for page in pages if page.kind is kind and number(facet, page.object_id) in chosen]

    by_reference = {page.reference: page for page in pages}
    return {
        "choosing": by_reference.get(CHOOSING),
        "contact": by_reference.get(CONTACT),
        "techniques": of_the_therapist(Technique, Facet.TECHNIQUE),
        "conditions": of_the_therapist(Condition, Facet.CONDITION),
    }


@prepared()
def _pages_that_profiles_lead_to() -> QuerySet[Edition]:
    live = Edition.objects.live()
    wanted = live.of_kinds(Technique, Condition) | live.filter(reference__in=[CHOOSING, CONTACT])
    columns = ("path", "title", "reference", "object_id", "content_type")
    return wanted.only(*columns).order_by("title")


def not_shown(request: HttpRequest, slug: str) -> HttpResponse:
    therapist = Therapist.objects.exclude(status=Therapist.Status.DRAFT).filter(slug=slug).first()
    if therapist is None:
        raise Http404("There is no such listing.")
    is_gone = therapist.status == Therapist.Status.WITHDRAWN
    return render(request, "therapists/not_shown.html", {"is_gone": is_gone}, status=410 if is_gone else 404)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """A shortlist side by side. The address alone keeps it."""
    _about_the_directory(request)
    asked = search.shortlist(dict(request.GET.lists()))
    compared = asked[: search.MOST_COMPARED]
    shown = listed_entries(compared)
    context = {
        "columns": [
            {"therapist": entries[0].therapist, "entries": entries, "without": _shortlist(shown, without=slug)}
            for slug, entries in shown.items()
        ],
        "is_short": len(shown) < len(compared),
        "too_many": len(asked) > len(compared),
        "most": search.MOST_COMPARED,
        "search_on": DIRECTORY + _shortlist(shown),
    }
    return render(request, "therapists/compare.html", context)


def _shortlist(slugs: Iterable[str], *, without: str = "") -> str:
    return "?" + urlencode([("therapist", slug) for slug in slugs if slug != without])
