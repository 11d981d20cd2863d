"""The rule from state to state: whose license counts where, and what counts where there are none."""

from datetime import date
from typing import Any

import pytest

from tests.therapists import factories
from tests.therapists.verdicts import DAY, TODAY, assert_refused
from therapists.licensing import Verdict, judge, say
from therapists.models import Certification, Practice, Therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march_5")]


def test_a_license_of_another_state_does_not_count() -> None:
    therapist = factories.make_therapist(practice=False)
    practice = factories.make_practice(therapist, code="OK")
    assert_refused(judge(practice), "No Oklahoma license is on record.")


def test_a_license_counts_where_a_compact_accepts_it() -> None:
    therapist = factories.make_therapist(practice=False)
    practice = factories.make_practice(therapist, code="OK")
    factories.make_jurisdiction("OK", check_every_days=30)
    licence = therapist.licences.get()
    licence.valid_in.set([factories.make_jurisdiction("OK"), factories.make_jurisdiction("MO")])
    said = judge(Practice.objects.get(pk=practice.pk))
    assert said.licence == licence
    # By the rule of the state that issued it.
    assert said.until == TODAY + 90 * DAY
    elsewhere = factories.make_practice(therapist, code="NY")
    assert_refused(judge(elsewhere), "No New York license is on record.")


def test_each_practice_is_judged_by_its_own_state() -> None:
    factories.make_jurisdiction("KS", regulation="none")
    therapist = factories.make_therapist(licensed_name="Ana Ruiz", licence={"number": "MT1", "status": "suspended"})
    licence = factories.make_licence(therapist, code="OK", number="7", expires_on=TODAY + DAY)
    certification = factories.make_certification(therapist, number="C1", expires_on=TODAY + 2 * DAY)
    for code in ("OK", "KS", "MO"):
        factories.make_practice(therapist, code=code)
    said = {practice.state_id: judge(practice) for practice in therapist.practices.all()}
    assert said == {
        "TX": Verdict("Texas license MT1 is not active: suspended."),
        "OK": Verdict("Oklahoma license 7 is good until March 6, 2026.", TODAY + DAY, licence=licence),
        "KS": Verdict(
            "Kansas does not regulate massage therapists; the certification BCTMB C1 is good until March 7, 2026.",
            TODAY + 2 * DAY,
            certification=certification,
        ),
        "MO": Verdict("No Missouri license is on record."),
    }


# States without regulation


def unregulated(**values: Any) -> Verdict:
    factories.make_jurisdiction("KS", regulation="none")
    therapist = factories.make_therapist(code="KS", licensed_name="Ana Ruiz", licence=False)
    factories.make_certification(therapist, **{"number": "C1"} | values)
    return judge(therapist.practices.get())


def test_without_regulation_a_certification_is_asked_for() -> None:
    factories.make_jurisdiction("KS", regulation="none")
    therapist = factories.make_therapist(code="KS", licence={"code": "TX"})
    assert_refused(
        judge(therapist.practices.get()),
        "Kansas does not regulate massage therapists, and no certification of a private body is on record.",
    )


def test_where_the_state_regulates_a_certification_does_not_count() -> None:
    therapist = factories.make_therapist(licence=False)
    factories.make_certification(therapist)
    assert_refused(judge(therapist.practices.get()), "No Texas license is on record.")


@pytest.mark.parametrize(
    ("values", "until"),
    [
        ({}, TODAY + 90 * DAY),
        ({"expires_on": TODAY}, TODAY),
        ({"expires_on": TODAY + 5 * DAY}, TODAY + 5 * DAY),
        ({"checked_on": TODAY - 90 * DAY}, TODAY),
    ],
)
def test_a_certification_is_good_until_it_expires_or_has_to_be_checked(values: Any, until: date) -> None:
    said = unregulated(**values)
    assert (said.until, said.licence) == (until, None)
    assert said.credential == said.certification == Certification.objects.get()
    assert said.reason == (
        f"Kansas does not regulate massage therapists; the certification BCTMB C1 is good until {say(until)}."
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"expires_on": TODAY - DAY}, "the certification BCTMB C1 expired on March 4, 2026."),
        ({"checked_on": None}, "The certification BCTMB C1 was never looked up at its source."),
        (
            {"checked_on": TODAY - 91 * DAY},
            "the certification BCTMB C1 was last checked on December 4, 2025, more than 90 days ago.",
        ),
        (
            {"checked_on": TODAY + DAY},
            "the certification BCTMB C1 is marked as checked on March 6, 2026, which is still to come.",
        ),
        ({"name": "Ana Reyes"}, "the certification BCTMB C1 is in the name of Ana Reyes, not of Ana Ruiz."),
    ],
)
def test_what_is_wrong_with_a_certification_is_said(values: Any, reason: str) -> None:
    said = unregulated(**values)
    assert_refused(said, said.reason)
    assert said.reason.lower() == reason.lower()


def test_what_is_said_of_a_certification_is_a_sentence() -> None:
    assert unregulated(expires_on=TODAY - DAY).reason[0].isupper()


def test_the_best_of_several_certifications_counts() -> None:
    unregulated(expires_on=TODAY + DAY)
    therapist = Therapist.objects.get()
    best = factories.make_certification(therapist, expires_on=TODAY + 8 * DAY)
    factories.make_certification(therapist, checked_on=None)
    said = judge(Practice.objects.get())
    assert (said.certification, said.until) == (best, TODAY + 8 * DAY)
