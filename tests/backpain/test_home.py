"""The front door: who should not wait is sent on first, then the guides in their order."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from publishing import ledger
from tests import factories

pytestmark = pytest.mark.django_db


def urgent_part(client: Client) -> BeautifulSoup:
    part = BeautifulSoup(client.get("/").content, "html.parser").select_one(".opening__urgent")
    assert part is not None
    return part


def test_who_should_not_wait_is_sent_to_the_emergency_article_wherever_it_stands(client: Client) -> None:
    article, _ = factories.make_live_article(slug="when-back-pain-is-an-emergency")
    article.slug = "emergency"
    article.save()
    ledger.publish(article, by=None, note="A shorter address.")

    assert [link["href"] for link in urgent_part(client).select("a")] == ["/articles/emergency/"]


def test_without_that_article_the_home_page_says_itself_what_to_do(client: Client) -> None:
    part = urgent_part(client)
    assert part.select("a") == []
    assert "Call 911." in part.get_text()


def test_the_guides_stand_in_the_order_of_their_series_and_others_follow(client: Client) -> None:
    series = factories.make_series()
    factories.make_live_article(title="Alone")
    factories.make_live_article(title="Second", series=series, series_position=2)
    factories.make_live_article(title="First", series=series, series_position=1)

    titles = BeautifulSoup(client.get("/").content, "html.parser").select(".card__title")

    assert [title.get_text() for title in titles] == ["First", "Second", "Alone"]


def test_the_home_page_asks_where_a_therapist_is_wanted(client: Client) -> None:
    form = BeautifulSoup(client.get("/").content, "html.parser").select_one("form.find-therapist")
    assert form is not None
    assert (form["action"], form["method"]) == ("/therapists/", "get")
    assert [field["name"] for field in form.select("input")] == ["near"]
