"""Who may be listed, until when, and why not: the one rule of the directory.

A practice is listed only while the law of its own state is met. In a state that licenses, certifies or registers, the
therapist holds that credential there; where the state does not regulate, a current certification of a private body is
asked for instead. The credential is looked up at its source and looked up again in time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.text import capfirst

from publishing import clock
from therapists.names import same_surname

if TYPE_CHECKING:
    from therapists.models import Certification, Jurisdiction, Licence, Practice, Therapist


@dataclass(frozen=True)
class Verdict:
    """Whether a practice may be listed on a day, and the reason in words for staff."""

    reason: str
    #: The last day on which that stays so if nothing else changes. None: it may not be listed.
    until: date | None = None
    licence: "Licence | None" = None
    certification: "Certification | None" = None

    @property
    def may_be_listed(self) -> bool:
        return self.until is not None

    @property
    def credential(self) -> "Licence | Certification | None":
        return self.licence or self.certification


@dataclass(frozen=True)
class Finding:
    """What one credential is worth on a day: until when it is good, or what is wrong with it."""

    problem: str = ""
    until: date = field(default=date.min)


def judge(practice: "Practice", *, on: date | None = None) -> Verdict:
    """Whether a practice may be listed on a day, today by default.

    Reads the therapist with licences and certifications, and the jurisdictions; prefetch them for many practices.
    """
    if said := _not_approved(practice.therapist) or not_placed(practice):
        return Verdict(said)
    return judge_credential(practice, on=on)


def judge_credential(practice: "Practice", *, on: date | None = None) -> Verdict:
    """Whether the credential that a practice's state asks for is there and good, whatever else is missing."""
    on = on or clock.today()
    therapist, jurisdiction = practice.therapist, practice.state
    if jurisdiction.regulation == jurisdiction.Regulation.NONE:
        return _by_certification(therapist, jurisdiction, on)
    return _by_licence(therapist, jurisdiction, on)


def not_placed(practice: "Practice") -> str:
    """Why an address could not be put on the map, or nothing."""
    point = practice.point
    if point is None:
        return (
            f"The address could not be placed: ZIP code {practice.zip_code} is not known in {practice.state}. "
            "Correct it, or enter latitude and longitude."
        )
    if not practice.state.state.contains(point):
        return f"The address could not be placed: its coordinates lie outside {practice.state}."
    return ""


def next_check(checked_on: date | None, jurisdiction: "Jurisdiction") -> date | None:
    """The day by which a credential has to be looked up again."""
    return checked_on + timedelta(days=jurisdiction.check_every_days) if checked_on else None


def _not_approved(therapist: "Therapist") -> str:
    status = therapist.Status
    if therapist.status == status.LISTED:
        return ""
    if therapist.status == status.DRAFT:
        return "Nobody has listed this therapist yet."
    return f"{therapist.get_status_display()}: {therapist.status_reason}"


def _by_licence(therapist: "Therapist", jurisdiction: "Jurisdiction", on: date) -> Verdict:
    candidates = [licence for licence in therapist.licences.all() if covers(licence, jurisdiction)]
    if not candidates:
        return Verdict(f"No {jurisdiction} {jurisdiction.credential_word} is on record.")
    findings = [(licence, examine(licence, therapist, on)) for licence in candidates]
    good = [(finding.until, licence) for licence, finding in findings if not finding.problem]
    if not good:
        return Verdict(" ".join(finding.problem for _, finding in findings))
    until, best = max(good, key=lambda pair: (pair[0], pair[1].pk))
    return Verdict(f"{best} is good until {say(until)}.", until, licence=best)


def covers(licence: "Licence", jurisdiction: "Jurisdiction") -> bool:
    """Whether a license was issued by a jurisdiction, or is accepted there under a compact."""
    if licence.jurisdiction_id == jurisdiction.pk:
        return True
    return any(other.pk == jurisdiction.pk for other in licence.valid_in.all())


def examine(licence: "Licence", therapist: "Therapist", on: date) -> Finding:
    """What a license is worth on a day."""
    kind, status = licence.Kind, licence.Status
    if licence.kind != kind.THERAPIST:
        return Finding(f"{licence} is not a massage therapist's: {licence.get_kind_display().lower()}.")
    if wrong := _names_differ(licence.name, therapist, str(licence)):
        return Finding(wrong)
    if not licence.match_is_sure:
        return Finding(f"It is not sure that {licence} belongs to {therapist}.")
    if licence.status not in (status.ACTIVE, status.ACTIVE_WITH_CONDITIONS):
        return Finding(f"{licence} is not active: {licence.get_status_display().lower()}.")
    needs_a_look = licence.status == status.ACTIVE_WITH_CONDITIONS or licence.has_discipline
    if needs_a_look and licence.conditions_seen_by_id is None:
        return Finding(f"Nobody has looked at the conditions or the discipline of {licence} yet.")
    ends = [(licence.expires_on, "expired"), (licence.registered_until, "had its registration end")]
    return _in_time(str(licence), ends, licence.checked_on, licence.jurisdiction, on)


def _by_certification(therapist: "Therapist", jurisdiction: "Jurisdiction", on: date) -> Verdict:
    certifications: Iterable[Certification] = therapist.certifications.all()
    if not certifications:
        return Verdict(
            f"{jurisdiction} does not regulate massage therapists, and no certification of a private body is on record."
        )
    problems, good = [], []
    for certification in certifications:
        finding = _examine_certification(certification, therapist, jurisdiction, on)
        if finding.problem:
            problems.append(finding.problem)
        else:
            good.append((finding.until, certification))
    if not good:
        return Verdict(" ".join(problems))
    until, best = max(good, key=lambda pair: (pair[0], pair[1].pk))
    said = f"{jurisdiction} does not regulate massage therapists; {_called(best)} is good until {say(until)}."
    return Verdict(said, until, certification=best)


def _examine_certification(
    certification: "Certification", therapist: "Therapist", jurisdiction: "Jurisdiction", on: date
) -> Finding:
    called = _called(certification)
    if wrong := _names_differ(certification.name, therapist, called):
        return Finding(wrong)
    return _in_time(called, [(certification.expires_on, "expired")], certification.checked_on, jurisdiction, on)


def _in_time(
    called: str,
    ends: list[tuple[date | None, str]],
    checked_on: date | None,
    jurisdiction: "Jurisdiction",
    on: date,
) -> Finding:
    """Whether neither the credential itself nor its last check is out of date."""
    for end, verb in ends:
        if end and end < on:
            return Finding(f"{capfirst(called)} {verb} on {say(end)}.")
    check_due = next_check(checked_on, jurisdiction)
    if checked_on is None or check_due is None:
        return Finding(f"{capfirst(called)} was never looked up at its source.")
    if checked_on > on:
        return Finding(f"{capfirst(called)} is marked as checked on {say(checked_on)}, which is still to come.")
    if check_due < on:
        return Finding(
            f"{capfirst(called)} was last checked on {say(checked_on)}, "
            f"more than {jurisdiction.check_every_days} days ago."
        )
    return Finding(until=min(check_due, *(end for end, _ in ends if end)))


def _names_differ(name: str, therapist: "Therapist", called: str) -> str:
    if not same_surname(name, therapist.licensed_name):
        return f"{capfirst(called)} is in the name of {name}, not of {therapist.licensed_name}."
    if not same_surname(therapist.display_name, therapist.licensed_name):
        return f"The name in lists, {therapist.display_name}, is not the name on {called}."
    return ""


def _called(certification: "Certification") -> str:
    return f"the certification {certification}"


def say(day: date) -> str:
    """A day as staff and visitors read it, such as “May 1, 2026”."""
    return f"{day:%B} {day.day}, {day.year}"
