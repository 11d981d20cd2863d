"""What readers see of techniques, conditions and evidence profiles."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from evidence.models import Study
from publishing import ledger
from techniques.models import ConditionQuestion, TechniqueContraindication, TechniqueQuestion
from tests import factories

pytestmark = pytest.mark.django_db


def main_of(client: Client, address: str) -> Tag:
    response = client.get(address)
    assert response.status_code == 200, address
    found = BeautifulSoup(response.content, "html.parser").main
    assert isinstance(found, Tag)
    return found


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ", strip=True).split())


def retract(study: Study) -> None:
    study.notice, study.notice_words = "retracted", "The journal withdrew it."
    study.save()


# Techniques


def test_a_technique_shows_its_facts_sections_and_questions_in_order(client: Client) -> None:
    technique = factories.make_technique(
        name="Shiatsu", slug="shiatsu", also_known_as="Finger pressure\nZen massage", pressure_least=2, pressure_most=4,
        minutes_least=45, minutes_most=90,
    )  # fmt: skip
    TechniqueQuestion.objects.create(parent=technique, question="Does it hurt?", body="<p>It should not.</p>")
    factories.publish(technique)
    main = main_of(client, "/techniques/shiatsu/")
    assert words(main.h1) == "Shiatsu"
    facts = words(main.select_one(".at-a-glance"))
    for said in (
        "Finger pressure, Zen massage",
        "Light to firm (2 to 4 of 5)",
        "45 to 90 minutes",
        "Covered by a sheet.",
    ):
        assert said in facts
    assert [words(heading) for heading in main.select(".prose > h2")] == [
        "What it is", "What it feels like", "What a session is like", "Who it may suit",
        "Who should not have it, or should ask first", "What studies found", "Common questions",
    ]  # fmt: skip
    assert words(main.select_one(".faq")) == "Does it hurt? It should not."
    ids = {str(tag["id"]) for tag in main.select("[id]")}
    assert {str(link["href"])[1:] for link in main.select("a[href^='#']")} <= ids


def test_contraindications_stand_by_kind_the_gravest_first_with_reason_and_source(client: Client) -> None:
    technique = factories.make_technique(slug="t", contraindications=0)
    study = factories.make_live_study(key="doe-2020", title="On clots")
    for kind, values in (
        ("ask-first", {"source": "Custom."}),
        ("local", {"source": "Sense."}),
        ("absolute", {"study": study}),
    ):
        TechniqueContraindication.objects.create(
            parent=technique, kind=kind, what=f"<{kind}>", reason="Because of it.", **values
        )
    factories.publish(technique)
    main = main_of(client, "/techniques/t/")
    assert [words(group) for group in main.select(".contraindications")] == [
        "Do not have this massage <absolute>. Because of it. [1]",
        "Leave the area alone <local>. Because of it. Source: Sense.",
        "Ask a clinician first <ask-first>. Because of it. Source: Custom.",
    ]
    assert "On clots" in words(main.select_one("#ref-1"))


@pytest.mark.parametrize("what", ["contraindication", "section", "author"])
def test_an_incomplete_technique_cannot_be_published(what: str) -> None:
    technique = factories.make_technique(contraindications=what != "contraindication")
    if what == "section":
        technique.feels_like = "<p> </p>"
        technique.save()
    if what == "author":
        technique.authors.clear()
    message = {
        "contraindication": "There is no contraindication.", "section": "“What it feels like” is empty",
        "author": "No author is named.",
    }[what]  # fmt: skip
    with pytest.raises(ledger.NotReady, match=message):
        ledger.publish(technique, by=None)


def test_a_technique_lists_its_live_profiles_and_no_other(client: Client) -> None:
    technique, other = (factories.publish(factories.make_technique(name=name, slug=name)) for name in "ab")
    shown = factories.make_profile(technique=technique, conclusion="No studies found, it says.")
    factories.publish(shown)
    factories.make_profile(technique=technique, conclusion="No studies found in the draft.")
    mentions = factories.make_profile(
        technique=other, conclusion="No studies found of the other.",
        meaning=f'<p>See <a href="page:{technique.reference}">a</a>.</p>',
    )  # fmt: skip
    factories.publish(mentions)
    findings = words(main_of(client, "/techniques/a/").select_one(".findings"))
    assert "No studies found, it says." in findings
    assert "draft" not in findings
    assert "of the other" not in findings


def test_a_technique_that_nobody_looked_into_says_so(client: Client) -> None:
    factories.publish(factories.make_technique(slug="t"))
    assert "Nobody has looked for studies on this yet." in words(main_of(client, "/techniques/t/"))


# Conditions


def test_care_cards_come_before_everything_else_of_a_condition(client: Client) -> None:
    condition = factories.make_condition(slug="sciatica")
    ConditionQuestion.objects.create(parent=condition, question="How long?", body="<p>Weeks.</p>")
    factories.publish(condition)
    prose = main_of(client, "/conditions/sciatica/").select_one(".prose")
    assert prose is not None
    first = prose.find(True)
    assert isinstance(first, Tag)
    assert "care-card--emergency" in first["class"]
    assert words(first).startswith("Emergency Call 911 now if:")
    assert [words(heading) for heading in prose.select("h2")] == [
        "What it is", "How it feels", "Usual course", "What helps most", "Where massage fits", "What to avoid",
        "What studies found", "Common questions",
    ]  # fmt: skip


def test_a_condition_without_an_emergency_card_cannot_be_published() -> None:
    with pytest.raises(ledger.NotReady, match="say when to call 911"):
        ledger.publish(factories.make_condition(care_cards=0), by=None)


def test_a_condition_shows_every_technique_for_it_without_ranking_them(client: Client) -> None:
    condition = factories.publish(factories.make_condition(slug="c"))
    for name in ("Zen", "Alpha"):
        technique = factories.publish(factories.make_technique(name=name))
        factories.publish(factories.make_profile(technique=technique, condition=condition))
    factories.publish(factories.make_profile(condition=condition))
    main = main_of(client, "/conditions/c/")
    assert [words(name) for name in main.select(".cell-list__name")] == ["Massage of any kind", "Alpha", "Zen"]
    assert "no technique has been shown to be best" in words(main)


# Evidence profiles


def test_a_profile_tells_direct_from_indirect_findings(client: Client) -> None:
    direct, near = factories.make_live_study(key="doe-2020"), factories.make_live_study(key="roe-2021")
    findings = [
        {"study": direct, "comparator": "usual care", "size": "Two points.", "certainty": "low"},
        {"study": near, "direction": "mixed", "is_indirect": True},
    ]
    condition = factories.publish(factories.make_condition(name="Sciatica"))
    factories.publish(factories.make_profile(slug="p", condition=condition, findings=findings))
    main = main_of(client, "/evidence/p/")
    very, near_table = main.select("table")
    assert words(very.caption) == "Studies and guidelines on this very question"
    assert "Better with massage. Two points." in words(very)
    assert "usual care" in words(very)
    assert "Low certainty" in words(very)
    assert words(near_table.caption).startswith("Near this question")
    assert "Mixed results." in words(near_table)
    assert [link["href"] for link in very.select("th a")] == ["/evidence/studies/doe-2020/", "#ref-1"]
    assert "Call 911 now if:" in words(main)
    assert [words(item)[:5] for item in main.select(".references li")] == ["Doe J", "Doe J"]


def test_a_profile_without_a_study_says_where_it_looked_and_that_this_proves_nothing(client: Client) -> None:
    factories.publish(factories.make_profile(slug="p", condition=factories.publish(factories.make_condition())))
    said = words(main_of(client, "/evidence/p/"))
    assert "No studies found. We looked on November 1, 2026 in: PubMed." in said
    assert "That is not proof that it helps, and not proof that it does not." in said


@pytest.mark.parametrize(
    ("findings", "conclusion", "message"),
    [
        ([], "It helps a lot.", "has to begin “No studies found”"),
        ([{"is_indirect": True}], "It may help.", "has to begin “No studies found”"),
        ([{}], "No studies found.", "but there is a direct finding"),
    ],
)
def test_a_conclusion_that_does_not_fit_the_findings_is_refused(
    findings: list[dict], conclusion: str, message: str
) -> None:
    with pytest.raises(ledger.NotReady, match=message):
        ledger.publish(factories.make_profile(findings=findings, conclusion=conclusion), by=None)


def test_a_profile_without_a_finding_needs_a_search() -> None:
    profile = factories.make_profile()
    profile.searches.clear()
    with pytest.raises(ledger.NotReady, match="Say when and where studies were searched for"):
        ledger.publish(profile, by=None)


def test_a_retracted_study_is_marked_in_its_row_its_reference_and_the_conclusion(client: Client) -> None:
    study = factories.make_live_study(title="Wonder")
    condition = factories.publish(factories.make_condition())
    factories.publish(factories.make_profile(slug="p", condition=condition, findings=[{"study": study}]))
    retract(study)
    main = main_of(client, "/evidence/p/")
    assert "In doubt: what it rests on was retracted or superseded." in words(main.select_one(".standfirst"))
    assert "“Wonder” (2020) has been retracted. The journal withdrew it." in words(
        main.select_one(".care-card--urgent")
    )
    assert "In doubt: see above" in words(main.table)
    assert "Retracted: The journal withdrew it." in words(main.select_one(".references"))


def test_words_about_a_techniques_subject_join_the_notice_of_its_page_and_of_its_profiles(client: Client) -> None:
    from disclaimers.models import Addition, Subject

    disclaimer = factories.make_disclaimer()
    heat = Subject.objects.create(slug="heat", name="Heat")
    Addition.objects.create(parent=disclaimer, subject=heat, text="Stones can burn.")
    ledger.publish(disclaimer, by=None, without_approval=True)
    technique = factories.make_technique(slug="t")
    technique.disclaimer_subjects.add(heat)
    factories.publish(technique)
    condition = factories.publish(factories.make_condition(slug="c"))
    factories.publish(factories.make_profile(slug="p", technique=technique, condition=condition))
    for address, says in (("/techniques/t/", True), ("/evidence/p/", True), ("/conditions/c/", False)):
        assert ("Stones can burn." in client.get(address).text.partition("<main")[0]) is says
