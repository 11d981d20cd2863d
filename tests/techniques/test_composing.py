"""What publishing puts into an edition of a technique, a condition or a profile, and what stands in its way."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from disclaimers.models import Subject
from editorial.models import Contributor
from evidence.models import Certainty
from publishing import ledger
from publishing.composition import Composition
from publishing.models import Edition
from techniques import matrix
from techniques.composing import lowest_certainty
from techniques.models import (
    Condition,
    ConditionCareCard,
    ConditionContraindication,
    ConditionQuestion,
    Technique,
    TechniqueContraindication,
    TechniqueQuestion,
)
from tests import factories

pytestmark = pytest.mark.django_db

MAKERS = [factories.make_technique, factories.make_condition, factories.make_profile]
of_every_kind = pytest.mark.parametrize("make", MAKERS)


@pytest.fixture(autouse=True)
def author(db: None) -> Contributor:
    """Somebody with a page of their own, whom pages name unless they say otherwise."""
    return factories.publish(factories.make_contributor())


def problems(content: Any) -> list[tuple[str, bool]]:
    return [(problem.message, problem.blocks) for problem in content.compose().problems]


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ", strip=True).split())


def headings(composition: Composition) -> list[tuple[str, str]]:
    """Each heading of the page with the id that links lead to."""
    soup = BeautifulSoup(composition.html, "html.parser")
    return [(words(heading), str(heading["id"])) for heading in soup.select("h2")]


TECHNIQUE_HEADINGS = [
    ("What it is", "what-it-is"),
    ("What it feels like", "what-it-feels-like"),
    ("What a session is like", "what-a-session-is-like"),
    ("Who it may suit", "who-it-may-suit"),
    ("Who should not have it, or should ask first", "who-should-not-have-it-or-should-ask-first"),
    ("What studies found", "what-studies-found"),
    ("Common questions", "common-questions"),
]
CONDITION_HEADINGS = [
    ("What it is", "what-it-is"),
    ("How it feels", "how-it-feels"),
    ("Usual course", "usual-course"),
    ("What helps most", "what-helps-most"),
    ("Where massage fits", "where-massage-fits"),
    ("When massage is not for you, or has to wait", "when-massage-is-not-for-you-or-has-to-wait"),
    ("What to avoid", "what-to-avoid"),
    ("What studies found", "what-studies-found"),
    ("Common questions", "common-questions"),
]
CLOT = {"kind": "absolute", "what": "A clot", "reason": "It can move.", "source": "Custom."}


def test_a_technique_has_its_sections_in_order_each_with_an_address_of_its_own() -> None:
    technique = factories.make_technique()
    TechniqueQuestion.objects.create(parent=technique, question="Why?", body="<p>Because.</p>")
    composition = technique.compose()
    assert headings(composition) == TECHNIQUE_HEADINGS
    assert [(row["title"], row["id"]) for row in composition.contents] == TECHNIQUE_HEADINGS


def test_a_condition_has_its_sections_in_order_each_with_an_address_of_its_own() -> None:
    condition = factories.make_condition()
    ConditionContraindication.objects.create(parent=condition, **CLOT)
    ConditionQuestion.objects.create(parent=condition, question="Why?", body="<p>Because.</p>")
    composition = condition.compose()
    assert headings(composition) == CONDITION_HEADINGS
    assert [(row["title"], row["id"]) for row in composition.contents] == CONDITION_HEADINGS


def test_what_nobody_wrote_has_no_heading() -> None:
    assert [title for title, _ in headings(factories.make_technique().compose())] == [
        title for title, _ in TECHNIQUE_HEADINGS[:-1]
    ]
    without_warnings = [title for title, _ in headings(factories.make_condition().compose())]
    assert "When massage is not for you, or has to wait" not in without_warnings


def test_each_section_keeps_its_own_words() -> None:
    for page in (factories.make_technique(), factories.make_condition()):
        soup = BeautifulSoup(page.compose().html, "html.parser")
        for name, title in page.section_titles().items():
            heading = next(tag for tag in soup.select("h2") if words(tag) == title)
            assert words(heading.find_next_sibling("p")).startswith(f"Words on {name} of"), name


def test_the_at_a_glance_facts_are_words_that_a_reader_understands() -> None:
    technique = factories.make_technique(
        also_known_as="Finger pressure\n\n  Zen massage \n", pressure_least=2, pressure_most=4, minutes_least=45,
        minutes_most=90, clothing="Loose clothes.", equipment="A mat.",
    )  # fmt: skip
    facts = technique.compose().facts
    assert facts["also_known_as"] == ["Finger pressure", "Zen massage"]
    assert facts["pressure"] == {"least": 2, "most": 4, "words": "Light to firm"}
    assert facts["length"] == "45 to 90 minutes"
    assert (facts["clothing"], facts["equipment"]) == ("Loose clothes.", "A mat.")
    assert facts["contraindications"] == [{"kind": "absolute", "what": "A clot 0"}]


def test_a_range_of_one_is_said_once() -> None:
    technique = factories.make_technique(pressure_least=5, pressure_most=5, minutes_least=60, minutes_most=60)
    facts = technique.compose().facts
    assert facts["pressure"]["words"] == "Very firm"
    assert facts["length"] == "60 minutes"


@pytest.mark.parametrize(
    ("make", "model"),
    [
        (lambda: factories.make_technique(contraindications=0), TechniqueContraindication),
        (factories.make_condition, ConditionContraindication),
    ],
    ids=["technique", "condition"],
)
def test_what_speaks_against_it_stands_the_gravest_first_with_reason_source_and_citation(make: Any, model: Any) -> None:
    page, study = make(), factories.make_live_study(key="doe-2020")
    for place, (kind, values) in enumerate(
        [("ask-first", {"source": "Custom."}), ("absolute", {"study": study}), ("local", {"source": "Sense."}),
         ("absolute", {"study": study, "source": "Both."})]
    ):  # fmt: skip
        row = CLOT | {"kind": kind, "what": f"Thing {place}", "reason": f"Reason {place}.", "source": ""} | values
        model.objects.create(parent=page, ordering=place, **row)
    composition = page.compose()
    soup = BeautifulSoup(composition.html, "html.parser")
    assert [[words(item) for item in group.select("p, li")] for group in soup.select(".contraindications")] == [
        ["Do not have this massage", "Thing 1. Reason 1. [1]", "Thing 3. Reason 3. [1] Source: Both."],
        ["Leave the area alone", "Thing 2. Reason 2. Source: Sense."],
        ["Ask a clinician first", "Thing 0. Reason 0. Source: Custom."],
    ]
    assert [(row["key"], len(row["places"])) for row in composition.facts["references"]] == [("doe-2020", 2)]
    assert study in composition.mentions


def test_contraindications_are_text_and_never_markup() -> None:
    technique = factories.make_technique(contraindications=0)
    row = {"what": "<script>alert(1)</script>", "reason": "<b>Bold</b> & bad.", "source": "<i>x</i>"}
    TechniqueContraindication.objects.create(parent=technique, **CLOT | row)
    html = technique.compose().html
    assert "<script>" not in html
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; bad." in html


def test_care_cards_stand_before_everything_else_of_a_condition_in_the_order_given() -> None:
    condition = factories.make_condition(care_cards=0)
    for place, level in enumerate(["advice", "emergency", "urgent"]):
        ConditionCareCard.objects.create(
            parent=condition, level=level, heading=f"{level} card", body="<p>Now.</p>", ordering=10 - place
        )
    composition = condition.compose()
    soup = BeautifulSoup(composition.html, "html.parser")
    parts = [tag for tag in soup.children if isinstance(tag, Tag)]
    assert [words(tag.select_one(".care-card__heading")) for tag in parts[:3]] == [
        "urgent card", "emergency card", "advice card",
    ]  # fmt: skip
    assert words(parts[3]) == "What it is"
    assert [card["level"] for card in composition.facts["care_cards"]] == ["urgent", "emergency", "advice"]


def test_questions_come_last_and_in_order() -> None:
    technique = factories.make_technique()
    for place, question in enumerate(["Second?", "First?"]):
        TechniqueQuestion.objects.create(
            parent=technique, question=question, body="<p>So.[@doe-2020]</p>", ordering=10 - place
        )
    factories.make_study(key="doe-2020")
    composition = technique.compose()
    soup = BeautifulSoup(composition.html, "html.parser")
    last = [tag for tag in soup.children if isinstance(tag, Tag)][-1]
    assert [words(tag) for tag in last.select("summary")] == ["First?", "Second?"]
    assert words(last.select_one("details div")) == "So. [1]"


def test_the_text_for_search_and_for_the_claim_check_holds_every_word() -> None:
    technique = factories.make_technique(name="Shiatsu", also_known_as="Zen massage", clothing="Loose.")
    TechniqueQuestion.objects.create(parent=technique, question="Does it flush toxins?", body="<p>No.</p>")
    text = technique.compose().text
    for said in ("Shiatsu", "Zen massage", technique.standfirst, "Loose.", "A table.", "Does it flush toxins?", "No.",
                 "A clot 0. It can move."):  # fmt: skip
        assert said in text, said
    for name in Technique.sections:
        assert f"Words on {name} of" in text

    condition = factories.make_condition(also_known_as="Slipped disc")
    text = condition.compose().text
    for said in ("Slipped disc", "Call 911 now if:", "You cannot feel your legs.",
                 *(f"Words on {name} of" for name in Condition.sections)):  # fmt: skip
        assert said in text, said

    finding = {"comparator": "usual care", "size": "Two points less.", "certainty": "low", "is_indirect": True}
    profile = factories.make_profile(findings=[finding], meaning="<p>It may help.</p>")
    text = profile.compose().text
    for said in (profile.title, "May help a little.", "It may help.", "pain, compared with usual care: Better",
                 "Two points less.", "Low certainty", "About something near."):  # fmt: skip
        assert said in text, said


@pytest.mark.parametrize(
    "place",
    ["standfirst", "clothing", "equipment", "suits", "contraindication", "question", "care card", "size", "comparator"],
)
def test_no_part_of_a_page_escapes_the_claim_check(place: str) -> None:
    factories.make_claim(phrases="flush* ... toxin*")
    claim = "It flushes toxins."
    if place == "care card":
        page = factories.make_condition()
        ConditionCareCard.objects.create(parent=page, level="advice", heading="Ask:", body=f"<p>{claim}</p>")
    elif place in {"size", "comparator"}:
        page = factories.make_profile(findings=[{place: claim}])
    else:
        page = factories.make_technique(**{place: claim} if hasattr(Technique, place) else {})
        if place == "contraindication":
            TechniqueContraindication.objects.create(parent=page, **CLOT | {"reason": claim})
        if place == "question":
            TechniqueQuestion.objects.create(parent=page, question="Why?", body=f"<p>{claim}</p>")
    with pytest.raises(ledger.NotReady, match="flushes toxins"):
        ledger.publish(page, by=None)


# Profiles


def test_a_profile_keeps_its_findings_as_a_reader_reads_them() -> None:
    study = factories.make_live_study(key="doe-2020", authors="Doe J, Roe R", year=2020, design="A trial in 3 arms")
    profile = factories.make_profile(
        findings=[
            {"study": study, "outcome": "sleep", "comparator": "Rest", "direction": "no-difference", "size": "None.",
             "certainty": "very-low"},
            {"study": study, "outcome": "harms", "direction": "against", "size": "Some.", "is_indirect": True},
        ]
    )  # fmt: skip
    first, second = profile.compose().facts["findings"]
    assert first == {
        "key": "doe-2020", "study": "Doe J, 2020", "kind": "A trial in 3 arms", "path": "/evidence/studies/doe-2020/",
        "number": 1, "outcome": "Sleep", "comparator": "Rest", "direction": "No clear difference", "size": "None.",
        "certainty": "very-low", "is_indirect": False,
    }  # fmt: skip
    assert (second["certainty"], second["is_indirect"], second["number"]) == ("not-graded", True, 1)


def test_findings_are_numbered_after_what_the_text_cites_and_each_study_once() -> None:
    cited, found = factories.make_study(key="cited"), factories.make_study(key="found")
    profile = factories.make_profile(
        meaning="<p>So.[@cited]</p>", findings=[{"study": found}, {"study": cited}, {"study": found}]
    )
    facts = profile.compose().facts
    assert [row["key"] for row in facts["references"]] == ["cited", "found"]
    assert [row["number"] for row in facts["findings"]] == [2, 1, 2]


def test_only_direct_findings_decide_how_sure_a_profile_is() -> None:
    findings = [{"certainty": "moderate"}, {"certainty": "very-low", "is_indirect": True}, {}]
    edition = ledger.publish(factories.make_profile(findings=findings), by=None)
    assert matrix.around_profile(edition)["cell"].certainty == "Moderate certainty"


CERTAINTIES = st.lists(st.sampled_from(Certainty.values))


@given(certainties=CERTAINTIES, more=CERTAINTIES)
def test_another_source_never_makes_us_surer_unless_nobody_graded_before(
    certainties: list[str], more: list[str]
) -> None:
    surest_first = ["high", "moderate", "low", "very-low"]
    before, after = lowest_certainty(certainties), lowest_certainty(certainties + more)
    assert lowest_certainty(more + certainties) == after
    assert before in {*certainties, "not-graded"}
    if before != "not-graded":
        assert surest_first.index(after) >= surest_first.index(before)


def test_the_searches_of_a_profile_are_kept_the_last_one_first() -> None:
    profile = factories.make_profile()
    older = factories.make_search(searched_on="2026-01-02", place="Cochrane", question="back", limits="In English.")
    newer = factories.make_search(searched_on="2026-11-20", place="PEDro", question="hands")
    profile.searches.set([older, newer])
    assert profile.compose().facts["searches"] == [
        {"on": "2026-11-20", "where": "PEDro", "question": "hands", "limits": ""},
        {"on": "2026-01-02", "where": "Cochrane", "question": "back", "limits": "In English."},
    ]


def test_an_edition_remembers_everything_that_it_shows() -> None:
    author, reviewer, hero = factories.make_contributor(), factories.make_contributor(), factories.make_picture()
    study = factories.make_study()
    people = {"authors": [author], "medical_reviewer": reviewer}
    technique = factories.make_technique(hero=hero, **people)
    TechniqueContraindication.objects.create(parent=technique, study=study, **CLOT)
    condition = factories.make_condition(hero=hero, **people)
    ConditionContraindication.objects.create(parent=condition, study=study, **CLOT)
    profile = factories.make_profile(technique=technique, condition=condition, findings=[{"study": study}], **people)

    shown = {page: ledger.publish(page, by=None) for page in (technique, condition, profile)}

    for thing in (author, reviewer, study):
        assert set(Edition.objects.mentioning(thing)) == set(shown.values()), thing
    assert set(Edition.objects.mentioning(hero)) == {shown[technique], shown[condition]}
    for page in (technique, condition):
        assert list(Edition.objects.mentioning(page)) == [shown[profile]]


def test_an_edition_keeps_what_was_said_when_it_was_published() -> None:
    technique, study = factories.make_technique(name="Shiatsu"), factories.make_live_study(title="As it was")
    profile = factories.make_profile(technique=technique, findings=[{"study": study, "size": "A little."}])
    edition = ledger.publish(profile, by=None)
    profile.findings.update(size="Very much.")
    study.title = "As it is now"
    study.save()
    profile.searches.clear()
    edition.refresh_from_db()
    assert edition.facts["findings"][0]["size"] == "A little."
    assert edition.facts["references"][0]["title"] == "As it was"
    assert len(edition.facts["searches"]) == 1


def test_the_subjects_of_a_page_are_kept_with_it_and_with_its_profiles() -> None:
    heat, legs = (Subject.objects.create(slug=slug, name=slug) for slug in ("heat", "legs"))
    technique, condition = factories.make_technique(), factories.make_condition()
    technique.disclaimer_subjects.add(heat)
    condition.disclaimer_subjects.add(legs)
    profile = factories.make_profile(technique=technique, condition=condition)
    of_any_kind = factories.make_profile(condition=condition)
    assert technique.compose().facts["disclaimer_subjects"] == ["heat"]
    assert condition.compose().facts["disclaimer_subjects"] == ["legs"]
    assert profile.compose().facts["disclaimer_subjects"] == ["heat", "legs"]
    assert of_any_kind.compose().facts["disclaimer_subjects"] == ["legs"]


# Problems


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
