"""What publishing puts into an edition of a technique, a condition or a profile."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from disclaimers.models import Subject
from publishing import ledger
from publishing.composition import Composition
from publishing.models import Edition
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
from tests.techniques.pages import words
from tests.techniques.rows import CLOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("author")]


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


# What an edition remembers


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
