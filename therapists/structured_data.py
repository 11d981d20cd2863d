"""What a profile says, for machines, in the words of schema.org. Nothing here that the page does not show."""

from typing import Any

from django.conf import settings

from therapists.hours import Span
from therapists.models import Entry


def person(entries: list[Entry]) -> dict[str, Any]:
    """A therapist with credentials and practices, from the entries in force. Source: https://schema.org/Person"""
    therapist = entries[0].therapist
    url = f"{settings.SITE_URL}{therapist.get_absolute_url()}"
    return {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": therapist.display_name,
        "url": url,
        **({"knowsLanguage": therapist.language_names} if therapist.languages else {}),
        "hasCredential": [_credential(entry) for entry in entries],
        "worksFor": [_business(entry) for entry in entries],
    }


def _credential(entry: Entry) -> dict[str, Any]:
    if entry.certification:
        certification = entry.certification
        return {
            "@type": "Certification",
            "name": certification.title,
            "certificationIdentification": certification.number,
            "issuedBy": {"@type": "Organization", "name": certification.body},
            "expires": certification.expires_on.isoformat(),
        }
    licence = entry.licence
    assert licence is not None, "the database lets no entry stand on nothing"
    return {
        "@type": "Permit",
        "name": licence.title or f"{licence.jurisdiction} massage therapist {licence.jurisdiction.credential_word}",
        "identifier": licence.number,
        "issuedBy": {"@type": "GovernmentOrganization", "name": licence.jurisdiction.agency}
        if licence.jurisdiction.regulation != "certification"
        else {"@type": "Organization", "name": licence.jurisdiction.agency},
        "validIn": {"@type": "State", "name": licence.jurisdiction.state.name},
        "validUntil": licence.expires_on.isoformat(),
    }


def _business(entry: Entry) -> dict[str, Any]:
    practice = entry.practice
    place = {"@type": "PostalAddress", "addressLocality": practice.town, "addressRegion": entry.state_id,
             "addressCountry": "US"}  # fmt: skip
    if practice.public_street:
        place |= {"streetAddress": practice.public_street, "postalCode": practice.zip_code}
    business: dict[str, Any] = {
        "@type": "LocalBusiness",
        "name": practice.name or entry.therapist.display_name,
        "address": place,
    }
    if not practice.is_home and practice.spot:
        middle = practice.spot.point
        business["geo"] = {"@type": "GeoCoordinates", "latitude": round(middle.latitude, 3),
                           "longitude": round(middle.longitude, 3)}  # fmt: skip
    hours = [_hours(span) for span in practice.open_spans]
    known = {"telephone": practice.phone, "url": practice.website, "openingHoursSpecification": hours}
    return business | {name: value for name, value in known.items() if value}


def _hours(span: Span) -> dict[str, Any]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{day}" for day in span.days],
        "opens": f"{span.opens:%H:%M}",
        "closes": f"{span.closes:%H:%M}",
    }
