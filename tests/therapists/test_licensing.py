"""The one rule: who may be listed, until when, and why not."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.therapists import factories
from tests.therapists.verdicts import DAY, TODAY, assert_refused, verdict
from therapists import licensing
from therapists.licensing import judge, judge_credential
from therapists.models import Licence, Practice, Therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march_5")]


# What is good


def test_a_good_license_is_enough_until_its_next_check_is_due() -> None:
    said = verdict()
    assert said.reason == "Texas license MT1 is good until June 3, 2026."
    assert said.until == TODAY + 90 * DAY
    assert said.credential == said.licence == Licence.objects.get()
    assert said.certification is None


@pytest.mark.parametrize(
    ("values", "until"),
    [
        ({"expires_on": TODAY + 20 * DAY}, TODAY + 20 * DAY),
        ({"expires_on": TODAY + 20 * DAY, "registered_until": TODAY + 10 * DAY}, TODAY + 10 * DAY),
        ({"expires_on": TODAY + 10 * DAY, "registered_until": TODAY + 20 * DAY}, TODAY + 10 * DAY),
        ({"expires_on": TODAY + 200 * DAY, "registered_until": TODAY + 200 * DAY}, TODAY + 90 * DAY),
        ({"checked_on": TODAY - 85 * DAY}, TODAY + 5 * DAY),
    ],
)
def test_it_is_good_until_the_first_of_expiry_registration_and_check(values: Any, until: date) -> None:
    assert verdict(**values).until == until


def test_the_state_says_how_often_its_licenses_are_checked() -> None:
    factories.make_jurisdiction("TX", check_every_days=7)
    assert verdict().until == TODAY + 7 * DAY


@pytest.mark.parametrize(
    ("regulation", "word"), [("license", "license"), ("certification", "certificate"), ("registration", "registration")]
)
def test_the_credential_is_called_what_the_state_calls_it(regulation: str, word: str) -> None:
    factories.make_jurisdiction("VT", regulation=regulation)
    assert verdict("VT").reason == f"Vermont {word} MT1 is good until June 3, 2026."
    Licence.objects.all().delete()
    assert judge(Practice.objects.get()).reason == f"No Vermont {word} is on record."


def test_the_best_of_several_licenses_counts() -> None:
    therapist = factories.make_therapist(licence={"expires_on": TODAY + 3 * DAY})
    best = factories.make_licence(therapist, expires_on=TODAY + 30 * DAY)
    factories.make_licence(therapist, expires_on=TODAY + 200 * DAY, status="revoked")
    said = judge(therapist.practices.get())
    assert (said.licence, said.until) == (best, TODAY + 30 * DAY)


# Staff


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "draft"}, "Nobody has listed this therapist yet."),
        ({"status": "frozen", "status_reason": "A report."}, "Frozen: A report."),
        ({"status": "withdrawn", "status_reason": "Asked to go."}, "Withdrawn: Asked to go."),
    ],
)
def test_nobody_is_listed_whom_staff_do_not_list(values: Any, reason: str) -> None:
    practice = factories.make_therapist(**values).practices.get()
    assert_refused(judge(practice), reason)
    # The checklist asks for the credential alone.
    assert judge_credential(practice).may_be_listed


# The license itself


@pytest.mark.parametrize("status", [status for status in Licence.Status if status != "active"])
def test_no_other_status_than_active_is_good(status: Licence.Status) -> None:
    reasons = {
        "active_with_conditions": "Nobody has looked at the conditions or the discipline of Texas license MT1 yet."
    }
    assert_refused(
        verdict(status=status), reasons.get(status, f"Texas license MT1 is not active: {status.label.lower()}.")
    )


@pytest.mark.parametrize("status", [status for status in Licence.Status if not status.startswith("active")])
def test_a_look_at_the_conditions_does_not_make_another_status_good(status: Licence.Status) -> None:
    said = verdict(status=status, has_discipline=True, conditions_seen_by=User.objects.create_user("reader"))
    assert_refused(said, f"Texas license MT1 is not active: {status.label.lower()}.")


@pytest.mark.parametrize("values", [{"status": "active_with_conditions"}, {"has_discipline": True}])
def test_conditions_and_discipline_need_somebody_of_the_staff_to_look(values: Any) -> None:
    reason = "Nobody has looked at the conditions or the discipline of Texas license MT1 yet."
    assert_refused(verdict(**values), reason)
    Therapist.objects.all().delete()
    assert verdict(**values, conditions_seen_by=User.objects.create_user("reader")).may_be_listed


@pytest.mark.parametrize("kind", [kind for kind in Licence.Kind if kind != "therapist"])
def test_a_license_of_another_kind_does_not_count(kind: Licence.Kind) -> None:
    assert_refused(verdict(kind=kind), f"Texas license MT1 is not a massage therapist's: {kind.label.lower()}.")


def test_a_match_that_is_not_sure_does_not_count() -> None:
    assert_refused(verdict(match_is_sure=False), "It is not sure that Texas license MT1 belongs to Ana Ruiz.")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"expires_on": TODAY - DAY}, "Texas license MT1 expired on March 4, 2026."),
        ({"registered_until": TODAY - DAY}, "Texas license MT1 had its registration end on March 4, 2026."),
        (
            {"checked_on": TODAY - 91 * DAY},
            "Texas license MT1 was last checked on December 4, 2025, more than 90 days ago.",
        ),
        (
            {"checked_on": TODAY + DAY},
            "Texas license MT1 is marked as checked on March 6, 2026, which is still to come.",
        ),
    ],
)
def test_what_is_out_of_date_is_said_with_its_day(values: Any, reason: str) -> None:
    assert_refused(verdict(**values), reason)


@pytest.mark.parametrize(
    "values", [{"expires_on": TODAY}, {"registered_until": TODAY}, {"checked_on": TODAY - 90 * DAY}]
)
def test_the_last_day_counts_and_the_next_does_not(values: Any) -> None:
    said = verdict(**values)
    practice = Practice.objects.get()
    assert said.until == TODAY
    assert judge(practice, on=TODAY) == said
    assert not judge(practice, on=TODAY + DAY).may_be_listed


def test_what_was_checked_today_was_not_good_yesterday() -> None:
    verdict()
    assert not judge(Practice.objects.get(), on=TODAY - DAY).may_be_listed


def test_a_license_that_was_never_looked_up_does_not_count() -> None:
    therapist = factories.make_therapist(licensed_name="Ana Ruiz")
    licence = therapist.licences.get()
    licence.checked_on = None
    assert licensing.examine(licence, therapist, TODAY) == licensing.Finding(
        f"{licence} was never looked up at its source."
    )


def test_every_problem_of_every_license_is_said() -> None:
    therapist = factories.make_therapist(licence={"number": "MT1", "status": "retired"})
    factories.make_licence(therapist, number="MT2", expires_on=TODAY - DAY)
    assert_refused(
        judge(therapist.practices.get()),
        "Texas license MT1 is not active: retired. Texas license MT2 expired on March 4, 2026.",
    )
