"""What must never be: in the database, and in words for whoever typed it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from evidence.models import Certainty
from publishing import ledger
from techniques.composing import lowest_certainty
from techniques.models import (
    Condition,
    ConditionCareCard,
    ConditionContraindication,
    ConditionQuestion,
    EvidenceProfile,
    Finding,
    Technique,
    TechniqueContraindication,
    TechniqueQuestion,
)
from tests import factories
from tests.publishing.pages import words_of

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


@pytest.mark.parametrize(("pressure", "minutes"), [((1, 1), (5, 5)), ((5, 5), (240, 240)), ((1, 5), (5, 240))])
def test_the_ends_of_the_scales_are_kept(pressure: tuple[int, int], minutes: tuple[int, int]) -> None:
    technique = factories.make_technique(
        pressure_least=pressure[0], pressure_most=pressure[1], minutes_least=minutes[0], minutes_most=minutes[1]
    )
    technique.full_clean()
    assert Technique.objects.get() == technique


def test_what_is_wrong_with_both_ranges_is_said_at_once() -> None:
    technique = factories.make_technique()
    technique.pressure_least, technique.pressure_most, technique.minutes_least = 4, 3, 1
    with pytest.raises(ValidationError) as refused:
        technique.full_clean()
    assert refused.value.messages == [
        "The lower pressure comes first, on the scale from 1 to 5.",
        "The shorter length comes first, between 5 and 240 minutes.",
    ]


def test_what_speaks_against_massage_with_a_condition_has_a_reason_and_a_source_too() -> None:
    sound = {"kind": "absolute", "what": "A clot", "reason": "It can move.", "source": "Custom."}
    for missing, message in (("reason", "Say why: a contraindication without a reason helps nobody to decide."),
                             ("source", "Name a study or another source.")):  # fmt: skip
        row = ConditionContraindication(parent=factories.make_condition(), **sound | {missing: ""})
        with pytest.raises(ValidationError) as refused:
            row.validate_constraints()
        assert refused.value.messages == [message]
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_the_other_cells_of_the_same_row_and_column_are_free() -> None:
    profile = factories.make_profile(technique=factories.make_technique())
    same = {"technique": profile.technique, "condition": profile.condition}
    others = [{"technique": factories.make_technique()}, {"condition": factories.make_condition()}, {"technique": None}]
    for number, values in enumerate(others):
        values |= {"title": "A", "slug": f"a{number}", "conclusion": "No.", "meaning": "<p>x</p>"}
        neighbour = EvidenceProfile(**same | values)
        neighbour.full_clean()
        neighbour.save()
    assert EvidenceProfile.objects.count() == 4


@pytest.mark.parametrize("kind", ["technique", "condition", "profile"])
def test_two_pages_of_one_kind_cannot_have_one_address(kind: str) -> None:
    make = getattr(factories, f"make_{kind}")
    first, second = make(), make()
    second.slug = first.slug
    assert_refused(second, "already exists")


def test_a_finding_needs_its_study_outcome_direction_and_size() -> None:
    with pytest.raises(ValidationError) as refused:
        Finding(parent=factories.make_profile()).full_clean()
    assert set(refused.value.message_dict) == {"study", "outcome", "direction", "size"}


# Deleting


BURN = {"kind": "local", "what": "A burn", "reason": "It hurts."}


def a_finding_of(study: Any) -> None:
    factories.make_profile(findings=[{"study": study, "outcome": "sleep"}])


def a_technique_warning_of(study: Any) -> None:
    TechniqueContraindication.objects.create(parent=factories.make_technique(), study=study, **BURN)


def a_condition_warning_of(study: Any) -> None:
    ConditionContraindication.objects.create(parent=factories.make_condition(), study=study, **BURN)


@pytest.mark.parametrize(
    ("use", "named"),
    [(a_finding_of, "doe-2020: Sleep"), (a_technique_warning_of, "A burn"), (a_condition_warning_of, "A burn")],
)
def test_a_study_behind_a_finding_or_a_warning_cannot_be_deleted(editor_client: Client, use: Any, named: str) -> None:
    study = factories.make_study(key="doe-2020")
    use(study)

    response = editor_client.post(f"/admin/evidence/study/{study.pk}/delete/", {"post": "yes"})

    assert response.status_code == 200
    assert named in words_of(response, "#content")
    with pytest.raises(models.ProtectedError), transaction.atomic():
        study.delete()


def test_a_draft_that_nothing_is_about_can_be_deleted_with_its_parts(editor_client: Client) -> None:
    for page in (factories.make_technique(), factories.make_condition()):
        where = f"/admin/techniques/{page._meta.model_name}/{page.pk}/delete/"
        assert editor_client.post(where, {"post": "yes"}).status_code == 302
    assert not Technique.objects.exists()
    assert not Condition.objects.exists()
    assert not TechniqueContraindication.objects.exists()
    assert not ConditionCareCard.objects.exists()


# The working copy


def a_full_technique() -> Technique:
    technique = factories.make_technique(
        contraindications=2, also_known_as="One\nTwo", hero=factories.make_picture(),
        medical_reviewer=factories.make_contributor(), authors=[factories.make_contributor() for _ in range(2)],
    )  # fmt: skip
    TechniqueContraindication.objects.create(parent=technique, study=factories.make_study(), ordering=7, **BURN)
    TechniqueQuestion.objects.create(parent=technique, question="Why?", body="<p>Because.</p>", ordering=3)
    return technique


def a_full_condition() -> Condition:
    condition = factories.make_condition(
        care_cards=2, also_known_as="One", hero=factories.make_picture(), medical_reviewer=factories.make_contributor()
    )
    ConditionContraindication.objects.create(parent=condition, study=factories.make_study(), **BURN)
    ConditionQuestion.objects.create(parent=condition, question="Why?", body="<p>Because.</p>", ordering=3)
    return condition


def a_full_profile() -> EvidenceProfile:
    profile = factories.make_profile(
        technique=factories.make_technique(),
        medical_reviewer=factories.make_contributor(),
        findings=[
            {"outcome": "sleep", "comparator": "Rest", "size": "Half an hour.", "certainty": "low"},
            {"direction": "mixed", "is_indirect": True, "ordering": 9},
        ],
    )
    profile.searches.add(factories.make_search())
    return profile


def rows_of(page: Any) -> list[list[dict[str, Any]]]:
    """Everything that the tables hold of a page's parts, but the numbers of the rows."""
    rows = [list(part.objects.filter(parent=page).values()) for part in page.working_parts]
    return [[{name: row[name] for name in row if name != "id"} for row in part] for part in rows]


@pytest.mark.parametrize("make", [a_full_technique, a_full_condition, a_full_profile])
def test_a_working_copy_with_everything_in_it_is_put_back_to_the_letter(make: Any) -> None:
    page = make()
    people = list(page.authors.all())
    before, parts, html = page.working_copy(), rows_of(page), page.compose().html
    assert all(parts)
    stored = type(page).objects.filter(pk=page.pk).values().get()

    for part in page.working_parts:
        part.objects.filter(parent=page).delete()
    page.authors.clear()
    for name in page.working_fields:
        field = page._meta.get_field(name)
        if field.null:
            setattr(page, name, None)
        elif isinstance(field, models.CharField | models.TextField):
            setattr(page, name, "other")
    page.save()
    assert page.working_copy() != before

    assert page.load_working_copy(before) == []

    restored = type(page).objects.get(pk=page.pk)
    assert restored.working_copy() == before
    assert type(page).objects.filter(pk=page.pk).values().get() == stored
    assert rows_of(restored) == parts
    assert list(restored.authors.all()) == people
    assert restored.compose().html == html


@pytest.mark.parametrize("make", [a_full_technique, a_full_condition, a_full_profile])
def test_a_working_copy_holds_everything_of_a_page_that_an_editor_can_type(make: Any) -> None:
    """A field that is left out would be lost by restoring, and could be changed behind an approval's back."""
    page = make()
    editable = {
        field.name for field in [*page._meta.fields, *page._meta.many_to_many] if field.editable and field.name != "id"
    }
    assert editable == set(page.working_copy()["fields"])
    for part in page.working_parts:
        typed = {field.name for field in part._meta.fields} - {"id", "parent"}
        for row in page.working_copy()["parts"][part._meta.label_lower]:
            assert set(row) == typed


@pytest.mark.parametrize("make", [a_full_technique, a_full_condition, a_full_profile])
def test_one_changed_letter_in_any_part_voids_an_approval(make: Any) -> None:
    page = make()
    ledger.keep_draft(page, by=None)
    ledger.approve(page, by=factories.make_editor())
    for part in page.working_parts:
        text = next(name for name in ("what", "question", "heading", "size") if hasattr(part, name))
        row = part.objects.filter(parent=page).first()
        kept = getattr(row, text)
        for value, fits in ((f"{kept}!", False), (kept, True)):
            part.objects.filter(pk=row.pk).update(**{text: value})
            ledger.keep_draft(page, by=None)
            assert (ledger.approval_of(page) is not None) is fits, part
