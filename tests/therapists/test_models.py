"""What must never be in the directory's records, and what follows from what is typed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishing import clock
from tests.therapists import factories
from therapists.models import AccessFact, Certification, Entry, Jurisdiction, Language, Licence, Practice, Therapist

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 5)

#: For each constraint, what breaks it.
BROKEN: list[tuple[str, type[models.Model], list[dict[str, Any]]]] = [
    (
        "no_regulation_has_no_agency",
        Jurisdiction,
        [
            {"regulation": "none", "agency": "A board"},
            {"regulation": "none", "agency": "", "letters": "LMT"},
            {"regulation": "none", "agency": "", "letters": "", "lookup_url": "https://example.org/"},
        ],
    ),
    ("credentials_are_checked_at_least_yearly", Jurisdiction, [{"check_every_days": 0}, {"check_every_days": 401}]),
    (
        "listed_means_approved",
        Therapist,
        [
            {"status": "listed", "approved_by": None},
            {"status": "listed", "approved_at": None},
            {"status": "listed", "approved_by": None, "approved_at": None},
        ],
    ),
    (
        "hidden_for_a_reason",
        Therapist,
        [{"status": "frozen", "status_reason": ""}, {"status": "withdrawn", "status_reason": ""}],
    ),
    (
        "pregnancy_training_is_whole",
        Therapist,
        [
            {"pregnancy_course": "A course"},
            {"pregnancy_hours": 8},
            {"pregnancy_trained_on": DAY},
            {"pregnancy_course": "A course", "pregnancy_hours": 8},
            {"pregnancy_course": "A course", "pregnancy_trained_on": DAY},
            {"pregnancy_hours": 8, "pregnancy_trained_on": DAY},
            {"pregnancy_course": "A course", "pregnancy_hours": 0, "pregnancy_trained_on": DAY},
        ],
    ),
    ("practicing_since_a_year", Therapist, [{"practicing_since": 1939}, {"practicing_since": 2101}]),
    ("license_has_a_number", Licence, [{"normal_number": ""}]),
    (
        "license_expires_after_it_was_issued",
        Licence,
        [{"first_issued_on": DAY, "expires_on": DAY - timedelta(days=1)}],
    ),
    (
        "active_license_was_looked_up",
        Licence,
        [
            {"status": status} | lacking
            for status in ("active", "active_with_conditions")
            for lacking in ({"checked_on": None}, {"source": ""}, {"checked_on": None, "source": ""})
        ],
    ),
    (
        "certification_expires_after_it_was_issued",
        Certification,
        [{"issued_on": DAY, "expires_on": DAY - timedelta(days=1)}],
    ),
    (
        "practice_is_on_the_earth",
        Practice,
        [
            {"latitude": 90.001},
            {"latitude": -90.001},
            {"longitude": 180.001},
            {"longitude": -180.001},
            {"latitude": None},
            {"longitude": None},
        ],
    ),
    (
        "public_point_is_on_the_earth",
        Practice,
        [
            {"public_latitude": 90.001},
            {"public_latitude": -90.001},
            {"public_longitude": 180.001},
            {"public_longitude": -180.001},
            {"public_latitude": None},
            {"public_longitude": None},
        ],
    ),
    (
        "accepting_has_a_date",
        Practice,
        [{"is_accepting": True, "accepting_as_of": None}, {"is_accepting": False, "accepting_as_of": None}],
    ),
    ("price_is_a_band", Practice, [{"price": 0}, {"price": 4}]),
    ("entry_stands_on_a_credential", Entry, [{"licence": None}]),
]
UNIQUE = {"one_license_of_a_number", "one_certification_of_a_number", "one_access_fact_of_a_kind"}


def make_one_of_each() -> Therapist:
    therapist = factories.make_therapist()
    factories.make_certification(therapist)
    practice = therapist.practices.get()
    factories.make_access_fact(practice)
    return therapist


@pytest.mark.parametrize(
    ("name", "model", "values"),
    [(name, model, values) for name, model, several in BROKEN for values in several],
)
def test_the_database_refuses_it_whoever_writes(name: str, model: Any, values: Any) -> None:
    make_one_of_each()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        model.objects.update(**values)
    assert name in str(refusal.value)


def test_every_constraint_is_tried() -> None:
    there = {
        constraint.name for model in apps.get_app_config("therapists").get_models()
        for constraint in model._meta.constraints
    }  # fmt: skip
    assert there == {name for name, _, _ in BROKEN} | UNIQUE


@pytest.mark.parametrize(
    ("model", "values", "message"),
    [
        (Therapist, {"status": "listed", "approved_by": None}, "Nobody is listed before somebody of the staff"),
        (Therapist, {"status": "frozen"}, "Say why the listing is frozen or withdrawn."),
        (Therapist, {"pregnancy_course": "A course"}, "A course on massage in pregnancy needs its name, its hours"),
        (
            Therapist,
            {"pregnancy_course": "A course", "pregnancy_trained_on": DAY},
            "A course on massage in pregnancy needs its name, its hours",
        ),
        (Licence, {"number": "—"}, "The number needs a letter or a digit."),
        (Licence, {"first_issued_on": date(2100, 1, 1)}, "A license cannot expire before it was issued."),
        (Licence, {"source": ""}, "Active means that somebody looked: say where and when."),
        (Certification, {"issued_on": date(2100, 1, 1)}, "A certification cannot expire before it was issued."),
        (Practice, {"latitude": 91}, "Latitude is between −90 and 90"),
        (Practice, {"longitude": None}, "Enter latitude and longitude, or locate it by its ZIP code."),
        (Practice, {"zip_code": "7870"}, "Enter the five digits of the ZIP code."),
        (Practice, {"zip_code": "78701\n"}, "Enter the five digits of the ZIP code."),
        (Practice, {"session_minutes": "an hour"}, "Enter minutes with commas between: 30, 60, 90"),
        (Practice, {"is_accepting": True}, "Say as of when new clients are accepted or not."),
        (Jurisdiction, {"regulation": "none"}, "A state that does not regulate has no agency"),
        (Jurisdiction, {"check_every_days": 0}, "Between 1 and 400 days."),
        (Practice, {"opening_hours": "weekdays"}, "“weekdays” cannot be read. Write hours like this"),
    ],
)
def test_a_form_says_in_words_what_is_wrong(model: Any, values: Any, message: str) -> None:
    make_one_of_each()
    row = model.objects.get()
    row.full_clean()
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert message in str(refusal.value)


def test_what_the_factories_make_is_valid() -> None:
    factories.make_jurisdiction("KS", regulation="none")
    for code in factories.BOXES:
        therapist = factories.make_therapist(code=code)
        rows = [therapist, therapist.practices.get().state, *therapist.practices.all(), *therapist.licences.all()]
        for row in [*rows, *therapist.certifications.all()]:
            row.full_clean()
    assert Entry.objects.in_force().count() == len(factories.BOXES)


# Numbers


@pytest.mark.parametrize("number", ["MT012345", "mt 012-345", "MT012345.", "00MT012345"])
def test_a_license_is_in_the_directory_once_however_its_number_is_written(number: str) -> None:
    factories.make_licence(factories.make_therapist(licence=False), number="MT-012345")
    other = factories.make_therapist(licence=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_licence(other, number=number)
    copy = Licence.objects.get()
    copy.pk, copy.number = None, number
    with pytest.raises(ValidationError) as refusal:
        copy.full_clean()
    assert "This license is in the directory already." in str(refusal.value)


def test_another_state_or_another_kind_has_numbers_of_its_own() -> None:
    therapist = factories.make_therapist(licence={"number": "1"})
    factories.make_licence(therapist, code="OK", number="1")
    factories.make_licence(therapist, kind="instructor", number="1")
    assert therapist.licences.count() == 3


def test_a_certification_is_in_the_directory_once() -> None:
    therapist = factories.make_therapist()
    factories.make_certification(therapist, number="7")
    factories.make_certification(therapist, number="7", body="Another body")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_certification(factories.make_therapist(), number="7")


def test_certifications_without_a_number_are_not_the_same() -> None:
    therapist = factories.make_therapist()
    for _ in range(2):
        factories.make_certification(therapist, number="")
    assert therapist.certifications.count() == 2


def test_a_practice_has_one_fact_of_a_kind() -> None:
    practice = factories.make_therapist().practices.get()
    factories.make_access_fact(practice, "elevator")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_access_fact(practice, "elevator")
    factories.make_access_fact(practice, "table")
    assert AccessFact.objects.count() == 2


def test_number_and_next_check_follow_from_what_is_saved() -> None:
    licence = factories.make_therapist(licence={"number": "MT 1", "checked_on": DAY}).licences.get()
    assert (licence.normal_number, licence.next_check_on) == ("MT1", DAY + timedelta(days=90))
    licence.number, licence.checked_on = "0-2", DAY + timedelta(days=1)
    licence.save(update_fields=["number", "checked_on"])
    licence.refresh_from_db()
    assert (licence.normal_number, licence.next_check_on) == ("2", DAY + timedelta(days=91))
    licence.status, licence.checked_on = "unknown", None
    licence.save()
    licence.refresh_from_db()
    assert licence.next_check_on is None


def test_the_next_check_follows_the_rule_of_the_state() -> None:
    licence = factories.make_therapist(licence={"checked_on": DAY}).licences.get()
    never = factories.make_licence(licence.therapist, status="unknown", checked_on=None)
    factories.make_jurisdiction("TX", check_every_days=30)
    licence.refresh_from_db()
    never.refresh_from_db()
    assert (licence.next_check_on, never.next_check_on) == (DAY + timedelta(days=30), None)


# Words


def test_records_are_called_what_staff_call_them() -> None:
    therapist = factories.make_therapist(licensed_name="Ana Ruiz", licence={"number": "MT 1"}, languages=["es", "xx"])
    practice = therapist.practices.get()
    assert [str(row) for row in (therapist, practice, therapist.licences.get(), Entry.objects.get())] == [
        "Ana Ruiz", "Hands, Austin, TX", "Texas license MT 1", "Entry of Hands, Austin, TX",
    ]  # fmt: skip
    assert str(factories.make_certification(therapist, number="")) == "BCTMB"
    assert str(factories.make_access_fact(practice)) == "Step-free entrance"
    assert therapist.language_names == ["Spanish"]
    assert therapist.get_absolute_url() == f"/therapists/{therapist.slug}/"


@pytest.mark.parametrize(
    ("regulation", "adjective", "word"),
    [
        ("license", "licensed", "license"),
        ("certification", "certified", "certificate"),
        ("registration", "registered", "registration"),
        ("none", "not regulated by the state", "credential"),
    ],
)
def test_the_words_follow_the_law_of_the_place(regulation: str, adjective: str, word: str) -> None:
    jurisdiction = factories.make_jurisdiction("VT", regulation=regulation)
    assert (jurisdiction.adjective, jurisdiction.credential_word) == (adjective, word)


def test_an_entry_says_what_it_stands_on_and_where_that_was_looked_up() -> None:
    factories.make_jurisdiction("KS", regulation="none")
    licence = factories.make_therapist(licence={"number": "MT1", "source_words": "", "source": "phone"}).licences.get()
    entry = Entry.objects.get()
    assert (entry.credential_words, entry.checked_with) == ("Texas license MT1", "Phone call to the agency")
    licence.source_words = "TDLR license search"
    licence.save()
    assert Entry.objects.get().checked_with == "TDLR license search"
    therapist = factories.make_therapist(code="KS")
    entry = therapist.entries.get()
    assert entry.credential_words == str(therapist.certifications.get())
    assert entry.checked_with == "Look-up page of the agency"


@given(languages=st.lists(st.sampled_from([*Language.values, "xx", ""]), max_size=5))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_languages_that_nobody_knows_are_not_shown(languages: list[str]) -> None:
    known = [str(Language(code).label) for code in languages if code in Language.values]
    assert Therapist(languages=languages).language_names == known


def test_entries_are_in_force_up_to_their_last_day() -> None:
    factories.make_therapist()
    for days, count in [(0, 1), (-1, 0)]:
        Entry.objects.update(listed_until=clock.today() + timedelta(days=days))
        assert Entry.objects.in_force().count() == count
