"""What pages say, for machines, in the words of schema.org. Nothing here that the page does not show."""

from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from publishing.models import Edition


def medical_web_page(edition: Edition, *, about: Any = None) -> dict[str, Any]:
    """A page with its people, dates and sources. Source: https://schema.org/MedicalWebPage"""
    facts = edition.facts
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": edition.title,
        "url": f"{settings.SITE_URL}{edition.path}",
        "inLanguage": "en-US",
        "datePublished": localtime(edition.first_live_from).date().isoformat(),
        "dateModified": localtime(edition.live_from).date().isoformat(),
        "author": [_author(author) for author in facts["authors"]],
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME},
        "citation": [_citation(reference) for reference in facts["references"]],
    }
    if not getattr(edition, "is_in_doubt", False):
        page["description"] = edition.summary
    if edition.reviewed_on:
        page["lastReviewed"] = edition.reviewed_on.isoformat()
        page["reviewedBy"] = {"@type": "Person", "name": edition.reviewer}
    if about:
        page["about"] = about
    return page


def _author(author: dict[str, Any]) -> dict[str, Any]:
    described = {"@type": "Organization" if author.get("is_team") else "Person", "name": author["name"]}
    return described | ({"url": f"{settings.SITE_URL}{author['path']}"} if author["path"] else {})


def _citation(reference: dict[str, Any]) -> dict[str, Any]:
    cited = {"@type": "ScholarlyArticle", "name": reference["title"], "author": reference["authors"]}
    return cited | ({"sameAs": f"https://doi.org/{reference['doi']}"} if reference["doi"] else {})
