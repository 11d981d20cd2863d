"""What readers see of a condition."""

import pytest
from bs4 import Tag
from django.test import Client

from publishing import ledger
from techniques.models import ConditionQuestion
from tests import factories
from tests.techniques.pages import main_of, words

pytestmark = pytest.mark.django_db


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


def test_a_renamed_condition_keeps_its_address_its_card_and_its_cells(client: Client) -> None:
    condition = factories.publish(factories.make_condition(name="Old name", slug="old"))
    factories.publish(factories.make_profile(slug="p", condition=condition))
    condition.name, condition.slug = "New name", "new"
    condition.save()
    ledger.publish(condition, by=None, note="A better name.")

    moved = client.get("/conditions/old/")

    assert (moved.status_code, moved["Location"]) == (301, "/conditions/new/")
    assert client.get("/techniques/?condition=old").status_code == 404
    main = main_of(client, "/evidence/p/")
    assert main.select_one("#next ~ ul a[href='/conditions/new/']") is not None
    assert "Call 911 now if:" in words(main)
    assert "/evidence/p/" in str(main_of(client, "/conditions/new/").select_one(".cell-list"))
