"""The lists of articles: all of them, by topic, by tag, in a series; and the people behind them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from publishing import clock, ledger
from publishing.lists import PER_PAGE
from tests import factories

pytestmark = pytest.mark.django_db


def soup_of(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def titles(client: Client, address: str) -> list[str]:
    return [card.get_text(strip=True) for card in soup_of(client, address).select(".card__title")]


def test_articles_are_listed_newest_first_with_what_a_reader_needs_to_choose(client: Client) -> None:
    start = clock.present()
    for day, title in enumerate(["Oldest", "Middle", "Newest"]):
        article = factories.make_article(title=title, standfirst=f"About the {title.lower()}.")
        ledger.publish(article, by=None, live_from=start + timedelta(days=day))
    with clock.at(start + timedelta(days=5)):
        soup = soup_of(client, "/articles/")
    assert [card.get_text(strip=True) for card in soup.select(".card__title")] == ["Newest", "Middle", "Oldest"]
    assert "About the newest." in soup.get_text()
    assert "3 articles" in soup.get_text()


def test_a_correction_does_not_move_an_article_to_the_top(client: Client) -> None:
    start = clock.present()
    old = factories.make_article(title="Old")
    ledger.publish(old, by=None)
    ledger.publish(factories.make_article(title="New"), by=None, live_from=start + timedelta(days=1))
    factories.change_text(old, "<p>Corrected.</p>")
    ledger.publish(old, by=None, note="Typo.", live_from=start + timedelta(days=2))
    with clock.at(start + timedelta(days=3)):
        assert titles(client, "/articles/") == ["New", "Old"]


def test_only_live_articles_are_listed_anywhere(client: Client) -> None:
    topic, series = factories.make_topic(slug="safety"), factories.make_series(slug="basics")
    factories.make_live_article(title="Live", topic=topic, tags=["sore"], series=series, series_position=1)
    factories.make_article(title="Draft", topic=topic, tags=["sore"], series=series, series_position=2)
    gone, _ = factories.make_live_article(title="Gone", topic=topic, tags=["sore"], series=series, series_position=3)
    ledger.withdraw(gone, by=None, reason="Wrong.")
    later = factories.make_article(title="Later", topic=topic, tags=["sore"], series=series, series_position=4)
    tomorrow = clock.present() + timedelta(days=1)
    ledger.publish(later, by=None, live_from=tomorrow)

    for address in ("/", "/articles/", "/topics/safety/", "/tags/sore/", "/series/basics/"):
        page = client.get(address).text
        assert "Live" in page
        assert not re.search("Draft|Gone|Later", page), address
        with clock.at(tomorrow):
            assert "Later" in client.get(address).text


def test_a_topic_a_tag_and_both_together_narrow_the_list(client: Client) -> None:
    safety, session = factories.make_topic(slug="safety"), factories.make_topic(slug="session")
    factories.make_live_article(title="A", topic=safety, tags=["sore"])
    factories.make_live_article(title="B", topic=safety, tags=["heat"])
    factories.make_live_article(title="C", topic=session, tags=["sore"])

    assert titles(client, "/articles/?topic=safety") == ["B", "A"]
    assert titles(client, "/articles/?tag=sore") == ["C", "A"]
    assert titles(client, "/articles/?topic=safety&tag=sore") == ["A"]
    assert titles(client, "/articles/?topic=&tag=") == ["C", "B", "A"]


def test_what_was_chosen_stays_chosen_and_can_be_cleared(client: Client) -> None:
    factories.make_live_article(topic=factories.make_topic(slug="safety"), tags=["sore"])
    soup = soup_of(client, "/articles/?topic=safety&tag=sore")
    assert [option["value"] for option in soup.select("option[selected]")] == ["safety", "sore"]
    assert soup.select_one('.filters a[href="/articles/"]') is not None
    assert soup.select("meta[name=robots]")[0]["content"] == "noindex"
    assert soup_of(client, "/articles/").select("meta[name=robots]") == []


def test_only_topics_and_tags_that_lead_somewhere_are_offered(client: Client) -> None:
    factories.make_live_article(topic=factories.make_topic(slug="safety", title="Safety"), tags=["sore"])
    factories.make_article(topic=factories.make_topic(slug="drafts"), tags=["unseen"])
    options = [option["value"] for option in soup_of(client, "/articles/").select("option")]
    assert options == ["", "safety", "", "sore"]


@pytest.mark.parametrize(
    "address",
    ["/articles/?topic=nothing", "/articles/?tag=nothing", "/topics/nothing/", "/tags/nothing/", "/series/nothing/"],
)
def test_an_unknown_filter_or_shelf_is_not_found(client: Client, address: str) -> None:
    factories.make_live_article(tags=["sore"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/", "Nothing has been published yet."),
        ("/articles/", "No article has been published yet."),
        ("/contributors/", "Nobody is introduced here yet."),
        ("/topics/safety/", "No article here yet."),
        ("/series/basics/", "No part of this series has been published yet."),
    ],
)
def test_an_empty_list_says_so(client: Client, address: str, said: str) -> None:
    factories.make_topic(slug="safety")
    factories.make_series(slug="basics")
    assert said in client.get(address).text


def test_a_tag_without_live_articles_says_so(client: Client) -> None:
    factories.make_article(tags=["sore"])
    assert "No article here yet." in client.get("/tags/sore/").text


def test_filters_that_have_nothing_in_common_say_so(client: Client) -> None:
    factories.make_live_article(topic=factories.make_topic(slug="safety"), tags=["heat"])
    factories.make_live_article(topic=factories.make_topic(slug="session"), tags=["sore"])
    page = client.get("/articles/?topic=safety&tag=sore").text
    assert "No article has both this topic and this tag." in page


def test_a_list_that_fits_on_one_page_shows_no_page_links(client: Client) -> None:
    factories.make_live_article()
    assert soup_of(client, "/articles/").select(".pagination, link[rel=next]") == []


def test_articles_that_went_live_at_the_same_moment_never_change_places_between_pages(client: Client) -> None:
    moment = clock.present() + timedelta(days=1)
    for _ in range(PER_PAGE + 3):
        ledger.publish(factories.make_article(title="Same"), by=None, live_from=moment)
    with clock.at(moment):
        pages = [soup_of(client, f"/articles/?page={number}") for number in (1, 2)]
    addresses = [link["href"] for page in pages for link in page.select(".card__title a")]
    assert len(addresses) == len(set(addresses)) == PER_PAGE + 3


# Series, topics, people, home


def test_a_series_is_in_its_own_order(client: Client) -> None:
    series = factories.make_series(slug="basics", title="The <basics>", summary="Read in order.")
    for place, title in [(3, "Third"), (1, "First"), (2, "Second")]:
        factories.make_live_article(title=title, series=series, series_position=place)
    soup = soup_of(client, "/series/basics/")
    assert [link.get_text(strip=True) for link in soup.select(".series-parts h2")] == ["First", "Second", "Third"]
    assert soup.h1 is not None
    assert soup.h1.get_text() == "The <basics>"


def test_the_home_page_shows_the_series_in_order_before_the_rest_and_every_topic(client: Client) -> None:
    factories.make_live_article(title="Loose")
    series = factories.make_series()
    topic = factories.make_topic(title="Safety", summary="Who should ask first.")
    for place, title in [(2, "Second"), (1, "First")]:
        factories.make_live_article(title=title, series=series, series_position=place, topic=topic)
    assert titles(client, "/") == ["First", "Second", "Loose"]
    assert "Who should ask first." in client.get("/").text


def test_people_are_listed_by_name_once_they_are_published(client: Client) -> None:
    for name in ("Zoe", "Ann"):
        ledger.publish(factories.make_contributor(name=name, credentials="MD", biography="<p>Words.</p>"), by=None)
    factories.make_contributor(name="Hidden")
    people = soup_of(client, "/contributors/").select(".link-list a")
    assert [person.get_text() for person in people] == ["Ann", "Zoe"]


def test_a_tag_or_title_with_markup_is_shown_as_text(client: Client) -> None:
    article, _ = factories.make_live_article(title="<b>Bold</b> & co", tags=["<i>sore</i>"])
    tag = article.tags.get()
    for address in ("/articles/", f"/tags/{tag.slug}/", article.public_path(), f"{article.public_path()}history/"):
        page = client.get(address).text
        assert "<b>Bold</b>" not in page
        assert "<i>sore</i>" not in page
        assert "<b>Bold</b> & co" in unescape(page)
