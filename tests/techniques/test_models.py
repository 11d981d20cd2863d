"""What must never be: in the database, and in words for whoever typed it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from evidence.models import Certainty
from publishing import ledger
from techniques.composing import lowest_certainty
from techniques.models import EvidenceProfile, Finding, TechniqueContraindication
from tests import factories

pytestmark = pytest.mark.django_db


def assert_refused(row: models.Model, message: str) -> None:
    """By the form, with words, and by the database, whatever got past the form."""
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert message in str(refusal.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("least", "most", "message"),
    [
        (3, 2, "The lower pressure comes first, on the scale from 1 to 5."),
        (0, 3, "is not a valid choice"),
        (2, 6, "is not a valid choice"),
    ],
)
def test_pressure_is_a_range_on_the_scale(least: int, most: int, message: str) -> None:
    technique = factories.make_technique()
    technique.pressure_least, technique.pressure_most = least, most
    assert_refused(technique, message)


@pytest.mark.parametrize(("least", "most"), [(60, 30), (4, 30), (30, 241)])
def test_length_is_a_range_of_minutes(least: int, most: int) -> None:
    technique = factories.make_technique()
    technique.minutes_least, technique.minutes_most = least, most
    assert_refused(technique, "The shorter length comes first, between 5 and 240 minutes.")


def contraindication(**values: object) -> TechniqueContraindication:
    given_values = {"kind": "local", "what": "A bruise", "reason": "It hurts.", "source": "Custom."} | values
    return TechniqueContraindication(parent=factories.make_technique(), **given_values)


def test_a_contraindication_has_a_reason() -> None:
    assert_refused(contraindication(reason=""), "'reason': ['This field cannot be blank.']")


def test_a_contraindication_has_a_source_and_a_study_is_one() -> None:
    assert_refused(contraindication(source=""), "Name a study or another source.")
    row = contraindication(source="", study=factories.make_study())
    row.full_clean()
    row.save()


def test_there_is_one_profile_a_cell() -> None:
    profile = factories.make_profile(technique=factories.make_technique())
    again = EvidenceProfile(
        technique=profile.technique, condition=profile.condition, title="Again", slug="again", conclusion="No.",
        meaning="<p>x</p>",
    )  # fmt: skip
    assert_refused(again, "There is already a profile of this technique for this condition.")


def test_there_is_one_profile_of_massage_of_any_kind_for_a_condition() -> None:
    profile = factories.make_profile()
    again = EvidenceProfile(condition=profile.condition, title="A", slug="a", conclusion="No.", meaning="<p>x</p>")
    assert_refused(again, "There is already a profile of massage of any kind for this condition.")


def test_what_a_profile_stands_on_cannot_be_deleted() -> None:
    profile = factories.make_profile(technique=factories.make_technique(), findings=[{"study": factories.make_study()}])
    finding = profile.findings.get()
    for used in (profile.technique, profile.condition, finding.study):
        with pytest.raises(models.ProtectedError):
            used.delete()
    assert Finding.objects.filter(pk=finding.pk).exists()


@pytest.mark.parametrize("kind", ["technique", "condition", "profile"])
def test_a_working_copy_is_described_and_put_back_without_loss(kind: str) -> None:
    values = {"findings": [{"certainty": "low", "is_indirect": True}, {}]} if kind == "profile" else {}
    content = getattr(factories, f"make_{kind}")(**values)
    kept = content.working_copy()
    for part in content.working_parts:
        part.objects.filter(parent=content).delete()
    content.authors.clear()
    type(content).objects.filter(pk=content.pk).update(slug="changed")
    content.refresh_from_db()
    assert content.working_copy() != kept

    assert ledger.restore(content, kept, by=None) == []

    assert content.working_copy() == kept


@given(st.lists(st.sampled_from(Certainty.values)))
def test_the_certainty_of_a_cell_is_the_lowest_that_a_source_states(stated: list[str]) -> None:
    order = ["very-low", "low", "moderate", "high"]
    expected = next((value for value in order if value in stated), "not-graded")
    assert lowest_certainty(stated) == expected
