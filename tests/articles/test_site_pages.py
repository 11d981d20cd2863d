"""The pages at short addresses, such as About and Privacy."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from articles.models import SitePage
from publishing import ledger
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_page_shows_its_text_with_citations_and_links(client: Client) -> None:
    factories.make_study(key="doe-2020", title="Hands")
    other, _ = factories.make_live_page(slug="privacy")
    links = f'<a href="page:{other.reference}">x</a> <a href="mailto:a@b.example">mail</a>'
    body = f"<h2>Why</h2><p>So.[@doe-2020] {links}</p>"
    factories.make_live_page(title="About <us>", slug="about", standfirst="Who & why.", body=body)

    response = client.get("/about/")

    soup = BeautifulSoup(response.content, "html.parser")
    assert [heading.get_text() for heading in soup.select("h1")] == ["About <us>"]
    assert soup.select(".standfirst")[0].get_text() == "Who & why."
    assert soup.select("h2#why")
    assert [link["href"] for link in soup.select(".prose a")] == ["#ref-1", "/privacy/", "mailto:a@b.example"]
    assert "Hands" in soup.select(".references")[0].get_text()
    assert soup.select("link[rel=canonical]")[0]["href"] == f"{settings.SITE_URL}/about/"


@pytest.mark.parametrize("slug", ["articles", "contributors", "admin"])
def test_a_page_cannot_take_an_address_of_the_program(slug: str) -> None:
    with pytest.raises(ledger.AddressTaken, match=f"The address /{slug}/ belongs to a fixed part of this site"):
        ledger.publish(factories.make_site_page(slug=slug), by=None)


def test_a_page_cannot_take_the_address_of_the_disclaimer() -> None:
    factories.make_live_disclaimer()
    with pytest.raises(ledger.AddressTaken, match="is taken by “Disclaimer”"):
        ledger.publish(factories.make_site_page(slug="disclaimer"), by=None)


def test_a_page_says_which_edition_it_is_and_leads_to_its_history(client: Client) -> None:
    page, _ = factories.make_live_page(slug="about")
    page.title = "About us"
    page.save()
    ledger.publish(page, by=None, note="A better title.")
    assert "Edition 2" in client.get("/about/").text
    history = client.get("/about/history/").text
    assert "A better title." in history
    assert "First published." in history


def test_a_page_keeps_its_permanent_name_when_it_is_renamed() -> None:
    page = factories.make_site_page(slug="about")
    page.slug = "who-we-are"
    page.save()
    assert SitePage.objects.get().reference == "sitepage/about"


def test_a_new_page_at_an_old_address_gets_a_permanent_name_of_its_own() -> None:
    page = factories.make_site_page(slug="about")
    page.slug = "who-we-are"
    page.save()
    assert factories.make_site_page(slug="about").reference == "sitepage/about-2"
