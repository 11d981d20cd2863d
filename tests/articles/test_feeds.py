"""The feed of articles: valid Atom, newest first, with the disclaimer and identities that never change."""

from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client

from publishing import clock, ledger
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client: Client, **headers: str) -> ET.Element:
    response = client.get("/articles/feed/", headers=headers)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 (our own feed)


def text(element: ET.Element, path: str) -> str:
    return element.findtext(path, "", ATOM)


def test_an_entry_says_what_the_article_is_who_wrote_it_and_when_it_changed(client: Client) -> None:
    author = factories.make_contributor(name="Ann & Ben")
    article, first = factories.make_live_article(
        title="Heat <or> cold", slug="heat", standfirst="Which & when.", authors=[author]
    )
    factories.change_text(article, "<p>New words.</p>")
    second = ledger.publish(article, by=None, note="New.")

    (entry,) = feed(client).findall("a:entry", ATOM)

    assert text(entry, "a:title") == "Heat <or> cold"
    assert text(entry, "a:summary") == "Which & when."
    assert text(entry, "a:author/a:name") == "Ann & Ben"
    assert datetime.fromisoformat(text(entry, "a:published")) == first.live_from
    assert datetime.fromisoformat(text(entry, "a:updated")) == second.live_from


def test_an_entry_has_one_identity_whatever_host_was_asked(client: Client) -> None:
    factories.make_live_article(slug="heat")
    for host in ("testserver", "localhost", "127.0.0.1:8000"):
        whole = feed(client, host=host)
        assert text(whole, "a:id") == f"{settings.SITE_URL}/articles/"
        assert text(whole, "a:entry/a:id") == f"{settings.SITE_URL}/articles/heat/"
        assert {link.get("href") for link in whole.iterfind(".//a:link", ATOM)} == {
            f"{settings.SITE_URL}/articles/",
            f"{settings.SITE_URL}/articles/feed/",
            f"{settings.SITE_URL}/articles/heat/",
        }


def test_the_feed_carries_the_disclaimer_in_force(client: Client) -> None:
    factories.make_live_disclaimer(notice="Not advice <at> all.")
    whole = feed(client)
    assert text(whole, "a:subtitle") == text(whole, "a:rights") == "Not advice <at> all."


def test_the_twenty_newest_live_articles_come_newest_first(client: Client) -> None:
    start = clock.present()
    for day in range(22):
        ledger.publish(factories.make_article(title=f"Day {day}"), by=None, live_from=start + timedelta(days=day))
    factories.make_article(title="Draft")
    with clock.at(start + timedelta(days=20, hours=1)):
        titles = [text(entry, "a:title") for entry in feed(client).findall("a:entry", ATOM)]
    assert titles == [f"Day {day}" for day in range(20, 0, -1)]


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    assert feed(client).findall("a:entry", ATOM) == []


def test_every_page_announces_the_feed(client: Client) -> None:
    for address in ("/", "/articles/", "/no-such-page/"):
        assert 'type="application/atom+xml" href="/articles/feed/"' in client.get(address).text
