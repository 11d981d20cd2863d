"""What stands in the way of publishing a technique, a condition or a profile, or asks for a reason."""

from typing import Any

import pytest

from publishing import ledger
from techniques.models import Condition, ConditionCareCard, ConditionQuestion, Technique
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("author")]

MAKERS = [factories.make_technique, factories.make_condition, factories.make_profile]
of_every_kind = pytest.mark.parametrize("make", MAKERS)


def problems(content: Any) -> list[tuple[str, bool]]:
    return [(problem.message, problem.blocks) for problem in content.compose().problems]


@of_every_kind
def test_a_complete_page_has_no_problems(make: Any) -> None:
    assert problems(make()) == []


@of_every_kind
def test_a_page_that_nobody_signs_cannot_be_published(make: Any) -> None:
    page = make()
    page.authors.clear()
    assert problems(page) == [("No author is named.", True)]
    with pytest.raises(ledger.NotReady):
        ledger.publish(page, by=None)


EMPTY_SECTIONS = [(factories.make_technique, name) for name in Technique.sections] + [
    (factories.make_condition, name) for name in Condition.sections
]


@pytest.mark.parametrize(
    ("make", "name"), EMPTY_SECTIONS, ids=[f"{make.__name__[5:]}-{name}" for make, name in EMPTY_SECTIONS]
)
def test_an_empty_section_is_named(make: Any, name: str) -> None:
    page = make(**{name: "<p></p>"})
    assert problems(page) == [(f"The section “{page.section_titles()[name]}” is empty.", True)]


@pytest.mark.parametrize("empty", ["", "<p> <br> </p>", "<script>alert(1)</script>"])
def test_a_section_without_words_is_empty_whatever_its_markup(empty: str) -> None:
    technique = factories.make_technique()
    Technique.objects.update(suits=empty)
    technique.refresh_from_db()
    assert problems(technique) == [("The section “Who it may suit” is empty.", True)]


def test_a_technique_that_nothing_speaks_against_is_too_good_to_be_published() -> None:
    technique = factories.make_technique(contraindications=0)
    assert problems(technique) == [("There is no contraindication. No massage is for everybody.", True)]


@pytest.mark.parametrize("levels", [[], ["urgent"], ["advice", "urgent"]])
def test_a_condition_without_an_emergency_card_cannot_be_published(levels: list[str]) -> None:
    condition = factories.make_condition(care_cards=0)
    for level in levels:
        ConditionCareCard.objects.create(parent=condition, level=level, heading="See:", body="<p>So.</p>")
    assert problems(condition) == [("There is no emergency card: say when to call 911.", True)]


def test_an_empty_card_or_answer_is_a_problem() -> None:
    condition = factories.make_condition()
    ConditionCareCard.objects.create(parent=condition, level="urgent", heading="See:", body="<p></p>")
    ConditionQuestion.objects.create(parent=condition, question="Why?", body="")
    assert problems(condition) == [
        ("A question and answer block has no text.", True),
        ("A care card block has no text.", True),
    ]


@pytest.mark.parametrize("indirect", [[], [{"is_indirect": True}]], ids=["no finding", "an indirect finding"])
def test_a_profile_without_a_direct_finding_has_to_say_so(indirect: list[dict[str, Any]]) -> None:
    profile = factories.make_profile(findings=indirect, conclusion="It helps a lot.")
    assert problems(profile) == [
        ("There is no direct finding, so the conclusion has to begin “No studies found”.", True)
    ]
    profile.conclusion = "No studies found of this."
    assert problems(profile) == []


def test_a_profile_with_a_direct_finding_cannot_say_that_there_is_none() -> None:
    profile = factories.make_profile(findings=[{}, {"is_indirect": True}], conclusion="No studies found.")
    assert problems(profile) == [("The conclusion says “No studies found”, but there is a direct finding.", True)]


@pytest.mark.parametrize(
    ("findings", "blocks"), [([], True), ([{"is_indirect": True}], True), ([{}], False)],
    ids=["no finding", "an indirect finding", "a direct finding"],
)  # fmt: skip
def test_where_nothing_was_found_somebody_has_to_have_looked(findings: list[dict[str, Any]], blocks: bool) -> None:
    conclusion = "No studies found." if blocks else "May help."
    profile = factories.make_profile(findings=findings, conclusion=conclusion)
    profile.searches.clear()
    assert problems(profile) == [("Say when and where studies were searched for.", blocks)]


def test_a_finding_of_a_study_in_doubt_asks_for_a_reason() -> None:
    study = factories.make_live_study(key="doe-2020", notice="retracted", notice_words="Its data were made up.")
    profile = factories.make_profile(findings=[{"study": study}])
    with pytest.raises(ledger.ReasonMissing, match="Its data were made up"):
        ledger.publish(profile, by=None)


def test_a_citation_of_nothing_is_a_problem_wherever_it_stands() -> None:
    technique = factories.make_technique(suits="<p>You.[@nobody]</p>")
    condition = factories.make_condition()
    ConditionQuestion.objects.create(parent=condition, question="Why?", body="<p>So.[@nobody]</p>")
    profile = factories.make_profile(meaning="<p>So.[@nobody]</p>")
    for page in (technique, condition, profile):
        assert problems(page) == [("The text cites [@nobody], but there is no study with this key.", True)]


@pytest.mark.parametrize(
    ("of_finding", "of_study", "asks"),
    [
        ("high", "very-low", "a reason"),
        ("moderate", "not-graded", "a look"),
        ("low", "low", None),
        ("very-low", "low", None),
        ("not-graded", "low", None),
    ],
)
def test_a_finding_that_is_surer_than_its_study_is_pointed_out(
    of_finding: str, of_study: str, asks: str | None
) -> None:
    study = factories.make_live_study(certainty=of_study)
    profile = factories.make_profile(findings=[{"study": study, "certainty": of_finding}])
    said = [problem for problem in profile.compose().problems if "but its study" in problem.message]
    expected = [(False, asks == "a reason")] if asks else []
    assert [(problem.blocks, problem.needs_reason) for problem in said] == expected
