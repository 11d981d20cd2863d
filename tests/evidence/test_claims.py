"""No page may say what staff have listed as claims, and whoever writes one is told where."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Question
from evidence import claims
from evidence.models import Claim
from publishing import ledger
from publishing.models import Edition, Publishable
from tests import factories

pytestmark = pytest.mark.django_db


def names(text: str, *headings: str) -> list[str]:
    return [found.claim.name for found in claims.find(text, headings=list(headings))]


# What an editor is told


def test_the_message_names_heading_sentence_words_reason_and_what_to_say_instead() -> None:
    factories.make_claim(
        phrases="flush* ... toxin*", why="No toxin was ever named.", say_instead="“it may feel pleasant”"
    )
    text = "A title\nWhat it does\nIt feels good. Massage flushes out all toxins. So they say."
    (found,) = claims.find(text, headings=["What it does"])
    assert found.problem.message == (
        "Under “What it does”, “Massage flushes out all toxins.” says “flushes out all toxins”. No toxin was ever "
        "named. Say instead: “it may feel pleasant”"
    )


def test_a_claim_above_all_headings_is_near_the_top_and_without_other_words_is_left_out() -> None:
    factories.make_claim(why="Not so.", say_instead="")
    (found,) = claims.find("We flush toxins.\nMore\nWords.", headings=["More"])
    assert found.problem.message == "Near the top, “We flush toxins.” says “flush toxins”. Not so. Leave it out."


def test_of_a_very_long_sentence_the_part_with_the_words_is_quoted() -> None:
    factories.make_claim()
    (found,) = claims.find(f"{'word ' * 100}flush toxins{' word' * 100}.")
    message = found.problem.message
    assert "…word word" in message
    assert "flush toxins word word" in message
    assert len(message) < 300


def test_each_sentence_is_told_once_a_claim_and_each_claim_once_a_sentence() -> None:
    factories.make_claim(name="Toxins", phrases="flush* ... toxin*\ntoxin* ... flush*")
    factories.make_claim(name="Magic", phrases="magic*")
    assert names("We flush toxins, flush toxins and flush toxins by magic. We flush toxins.") == [
        "Magic", "Toxins", "Toxins",
    ]  # fmt: skip


def test_a_denied_claim_does_not_cover_the_same_claim_made_later_in_the_sentence() -> None:
    factories.make_claim()
    assert names("Rest does not flush toxins, but massage will flush toxins.") == [Claim.objects.get().name]


def test_a_claim_that_is_switched_off_is_not_checked() -> None:
    factories.make_claim(is_active=False)
    assert names("We flush toxins.") == []


# Every kind of page

SAYS = "Massage flushes out toxins."


def article(**values: Any) -> Publishable:
    return factories.make_article(**values)


PLACES: dict[str, Callable[[], Publishable]] = {
    "the text of an article": lambda: article(text=f"<p>{SAYS}</p>"),
    "the title of an article": lambda: article(title="How massage flushes out toxins"),
    "the standfirst of an article": lambda: article(standfirst=SAYS),
    "the key points of an article": lambda: article(key_points=f"Rest helps.\n{SAYS}"),
    "a heading of an article": lambda: article(text="<h2>Massage flushes out toxins</h2><p>Words.</p>"),
    "a table in an article": lambda: article(text=f"<table><tbody><tr><td>{SAYS}</td></tr></tbody></table>"),
    "words that are partly bold": lambda: article(text="<p>Massage <strong>flushes</strong> out toxins.</p>"),
    "the summary of a technique": lambda: factories.make_technique(standfirst=SAYS),
    "a section of a technique": lambda: factories.make_technique(suits=f"<p>{SAYS}</p>"),
    "the equipment of a technique": lambda: factories.make_technique(equipment=SAYS),
    "a section of a condition": lambda: factories.make_condition(helps=f"<p>{SAYS}</p>"),
    "another name of a condition": lambda: factories.make_condition(
        also_known_as="Pain that massage flushes of toxins"
    ),
    "the conclusion of a profile": lambda: factories.make_profile(conclusion=f"No studies found. {SAYS}"),
    "the meaning of a profile": lambda: factories.make_profile(meaning=f"<p>{SAYS}</p>"),
    "a finding of a profile": lambda: factories.make_profile(findings=[{"size": SAYS}]),
    "the finding of a study": lambda: factories.make_study(finding=SAYS),
    "the population of a study": lambda: factories.make_study(population=SAYS),
    "the text of a site page": lambda: factories.make_site_page(body=f"<p>{SAYS}</p>"),
    "the biography of a contributor": lambda: factories.make_contributor(biography=f"<p>{SAYS}</p>"),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_kind_of_page_is_published_with_a_claim(place: str) -> None:
    factories.make_claim(why="No toxin was ever named.")
    page = PLACES[place]()
    with pytest.raises(ledger.NotReady, match="No toxin was ever named"):
        ledger.publish(page, by=None, note="A note.")
    assert not Edition.objects.of(page).exists()


@pytest.mark.parametrize("place", PLACES)
def test_each_of_these_pages_is_published_without_the_claim_check(place: str) -> None:
    factories.make_claim(is_active=False)
    assert ledger.publish(PLACES[place](), by=None, note="A note.").number == 1


def test_the_answer_to_a_question_is_checked() -> None:
    factories.make_claim()
    page = factories.make_article()
    Question.objects.create(parent=page, region="main", ordering=20, question="Does it?", body=f"<p>{SAYS}</p>")
    ledger.keep_draft(page, by=None)
    with pytest.raises(ledger.NotReady, match="flushes out toxins"):
        ledger.publish(page, by=None)


def test_an_editor_sees_what_stands_in_the_way_and_where(editor_client: Client) -> None:
    factories.make_claim(why="No toxin was ever named.", say_instead="“it may feel pleasant”")
    page = factories.make_article(text=f"<h2>What it does</h2><p>Rest helps. {SAYS}</p>")
    response = editor_client.get(f"/admin/articles/article/{page.pk}/publish/")
    assert (
        "Under “What it does”, “Massage flushes out toxins.” says “flushes out toxins”. No toxin was ever named. "
        "Say instead: “it may feel pleasant”"
    ) in response.text


def test_a_warning_asks_for_a_reason_and_the_edition_keeps_it(editor_client: Client) -> None:
    factories.make_claim(severity="warning", why="The evidence is weak.")
    page = factories.make_article(text=f"<p>{SAYS}</p>")
    address = f"/admin/articles/article/{page.pk}/publish/"
    (asked,) = BeautifulSoup(editor_client.get(address).content, "html.parser").select("textarea[name^=reason]")
    fields = {"when": "now", "fingerprint": page.fingerprint}

    refused = editor_client.post(address, fields | {asked["name"]: "   "})
    assert refused.status_code == 200
    assert not page.editions.exists()

    assert editor_client.post(address, fields | {asked["name"]: "It is quoted."}).status_code == 302
    (answer,) = page.editions.get().reasons
    assert answer["reason"] == "It is quoted."
    assert "“flushes out toxins”. The evidence is weak." in answer["warning"]


def test_a_warning_without_its_reason_is_refused_by_the_ledger_too() -> None:
    factories.make_claim(severity="warning")
    page = factories.make_article(text=f"<p>{SAYS}</p>")
    with pytest.raises(ledger.ReasonMissing, match="Say why this is right all the same, or change it"):
        ledger.publish(page, by=None, reasons={"something else": "So."})
    assert not page.editions.exists()
