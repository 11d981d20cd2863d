"""What readers see of a technique."""

import pytest
from django.test import Client

from publishing import ledger
from techniques.models import TechniqueContraindication, TechniqueQuestion
from tests import factories
from tests.techniques.pages import main_of, words

pytestmark = pytest.mark.django_db


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
