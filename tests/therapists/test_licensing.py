"""The one rule: who may be listed, until when, and why not."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from publishing import clock
from tests.therapists import factories
from therapists import licensing
from therapists.licensing import Verdict, judge, judge_credential, say
from therapists.models import Certification, Licence, Practice, Therapist
from therapists.names import normal_number, sort_name, surname

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 5)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def verdict(code: str = "TX", **licence: Any) -> Verdict:
    """What is said of a therapist's one practice when the license differs from a good one in some values."""
    therapist = factories.make_therapist(code=code, licensed_name="Ana Ruiz", licence={"number": "MT1"} | licence)
    return judge(Practice.objects.get(therapist=therapist))


def assert_refused(said: Verdict, reason: str) -> None:
    assert said == Verdict(reason)
    assert not said.may_be_listed
    assert said.credential is None


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


# Names


def test_a_license_in_another_name_does_not_count() -> None:
    said = verdict(name="Ana Reyes")
    assert_refused(said, "Texas license MT1 is in the name of Ana Reyes, not of Ana Ruiz.")


def test_the_name_in_lists_has_the_last_name_of_the_license() -> None:
    therapist = factories.make_therapist(licensed_name="Ana Ruiz", display_name="Ana Healer", licence={"number": "MT1"})
    assert_refused(
        judge(therapist.practices.get()), "The name in lists, Ana Healer, is not the name on Texas license MT1."
    )


SAME = [
    ("Ana Ruiz", "RUIZ, ANA"),
    ("Ana Ruiz", "ana  ruíz"),
    ("José Núñez", "Jose Nunez"),
    ("Jose Nun\u0303ez", "José Núñez"),
    ("Ana Smith-Jones", "Ana Smithjones"),
    ("Ana Smith-Jones", "SMITH JONES, ANA"),
    ("Sean O’Brien", "Sean O'Brien"),
    ("Sean OBRIEN", "O'Brien, Sean"),
    ("Juan Ruiz Jr.", "Juan Ruiz"),
    ("Juan Ruiz, Jr.", "RUIZ, JUAN"),
    ("RUIZ JR, JUAN", "Juan Ruiz III"),
    ("Ana M. Ruiz", "Ana Ruiz"),
    ("Ana Ruiz, LMT", "Ana Ruiz"),
    ("Ana Ruiz LMT, BCTMB", "RUIZ, ANA M"),
    ("Ruiz, Ana, LMT", "Ana Ruiz"),
    ("V", "v"),
]
#: Spelled differently by the same person, or by her state.
SAME_TOO = [
    ("Ana de la Cruz", "DE LA CRUZ, ANA"),
    ("Ana García López", "GARCIA LOPEZ, ANA"),
    ("Łukasz Małek", "MALEK, LUKASZ"),
    ("Ingrid Sørensen", "Ingrid Sorensen"),
    ("Ana Ruiz, L.M.T.", "Ana Ruiz"),
]
DIFFERENT = [
    ("Ana Ruiz", "Ana Reyes"),
    ("Ana Ruiz", "Ruiz Ana"),
    ("Ana Ruiz", "ANA, RUIZ"),
    ("Ana Ruiz", "Ana Ruizz"),
    ("Ana Smith-Jones", "Ana Smith"),
    ("Ana Ruiz", ""),
    ("Ana Ruiz", "—"),
    # Nothing of them is left in plain letters, which does not make them one person.
    ("王伟", "李娜"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_last_names_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert surname(one) == surname(other) != ""


@pytest.mark.parametrize(("one", "other"), [*SAME, *SAME_TOO])
def test_a_license_counts_however_its_name_is_written(one: str, other: str) -> None:
    for licensed_name, name in [(one, other), (other, one)]:
        therapist = factories.make_therapist(licensed_name=licensed_name, licence={"name": name})
        assert judge(therapist.practices.get()).may_be_listed, (licensed_name, name)


@pytest.mark.parametrize(("one", "other"), [*SAME, *SAME_TOO])
def test_the_name_in_lists_may_be_written_more_kindly(one: str, other: str) -> None:
    for licensed_name, display_name in [(one, other), (other, one)]:
        therapist = factories.make_therapist(licensed_name=licensed_name, display_name=display_name)
        assert judge(therapist.practices.get()).may_be_listed, (licensed_name, display_name)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_license_of_somebody_else_never_counts(one: str, other: str) -> None:
    for licensed_name, name in [(one, other), (other, one)]:
        therapist = factories.make_therapist(licensed_name=licensed_name, licence={"name": name})
        assert not judge(therapist.practices.get()).may_be_listed, (licensed_name, name)


@pytest.mark.parametrize(
    ("number", "normal"),
    [("MT 012-345", "MT012345"), ("mt012345", "MT012345"), ("00123", "123"), ("12.A", "12A"), ("–", ""), ("0", "")],
)
def test_numbers_are_compared_by_letters_and_digits(number: str, normal: str) -> None:
    assert normal_number(number) == normal


@pytest.mark.parametrize(
    ("name", "sorted_by"),
    [("Ana Ruiz", "ruiz ana"), ("RUIZ, ANA", "ruiz ana"), ("José Núñez", "nunez jose"), ("Ruiz", "ruiz")],
)
def test_people_are_sorted_by_last_name(name: str, sorted_by: str) -> None:
    assert sort_name(name) == sorted_by


# States


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


# The address


def test_an_unknown_zip_code_is_on_no_map() -> None:
    therapist = factories.make_therapist(practice={"point": None, "zip_code": "99999"})
    practice = therapist.practices.get()
    said = (
        "The address could not be placed: ZIP code 99999 is not known in Texas. "
        "Correct it, or enter latitude and longitude."
    )
    assert_refused(judge(practice), said)
    assert licensing.not_placed(practice) == said
    assert judge_credential(practice).may_be_listed


def test_a_zip_code_of_another_state_is_not_taken_for_this_one() -> None:
    factories.make_place("73102", "OK", kind="zip", point=(35.468, -97.516))
    therapist = factories.make_therapist(practice={"point": None, "zip_code": "73102"})
    assert "ZIP code 73102 is not known in Texas" in judge(therapist.practices.get()).reason


@pytest.mark.parametrize(
    ("code", "point", "lies_inside"),
    [
        ("TX", (36.59, -100.0), True),
        ("TX", (36.61, -100.0), False),
        ("TX", (25.71, -97.0), True),
        ("TX", (25.69, -97.0), False),
        ("TX", (31.0, -106.79), True),
        ("TX", (31.0, -106.81), False),
        ("TX", (31.0, -93.41), True),
        ("TX", (31.0, -93.39), False),
        ("TX", (30.267, 97.743), False),
        ("AK", (52.0, 179.9), True),
        ("AK", (52.0, -179.9), True),
        ("AK", (52.0, 180.0), True),
        ("AK", (52.0, -180.0), True),
        ("AK", (52.0, 172.0), False),
        ("AK", (55.0, -129.0), False),
        ("AK", (55.0, 0.0), False),
        ("GU", (13.475, 144.75), True),
        ("GU", (13.475, -144.75), False),
    ],
)
def test_coordinates_have_to_lie_in_the_state(code: str, point: Any, lies_inside: bool) -> None:
    therapist = factories.make_therapist(code=code, practice={"point": point})
    said = judge(therapist.practices.get())
    assert said.may_be_listed == lies_inside
    if not lies_inside:
        name = factories.BOXES[code][0]
        assert_refused(said, f"The address could not be placed: its coordinates lie outside {name}.")
