"""The menus lead to pages by permanent name, and only to what is live."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from articles.models import MenuItem
from publishing import clock, ledger
from tests import factories

pytestmark = pytest.mark.django_db


def menu(client: Client, name: str = "Main", *, at: str = "/") -> list[tuple[str, str]]:
    soup = BeautifulSoup(client.get(at).content, "html.parser")
    return [(link.get_text(strip=True), str(link["href"])) for link in soup.select(f'nav[aria-label="{name}"] a')]


def test_items_stand_in_their_place_and_order(client: Client) -> None:
    page, _ = factories.make_live_page(slug="about")
    MenuItem.objects.create(place="main", label="Last", fixed_path="/articles/", position=20)
    MenuItem.objects.create(place="main", label="First <b>", page=page.reference, position=10)
    MenuItem.objects.create(place="footer", label="People", fixed_path="/contributors/")
    assert menu(client) == [("First <b>", "/about/"), ("Last", "/articles/")]
    assert menu(client, "Footer") == [("People", "/contributors/")]


def test_an_item_follows_a_page_that_was_renamed(client: Client) -> None:
    page, _ = factories.make_live_page(slug="about")
    MenuItem.objects.create(place="main", label="About", page=page.reference)
    page.slug = "who-we-are"
    page.save()
    assert menu(client) == [("About", "/about/")]
    ledger.publish(page, by=None)
    assert menu(client) == [("About", "/who-we-are/")]


def test_an_item_is_left_out_while_its_page_is_not_live(client: Client) -> None:
    page = factories.make_site_page(slug="about")
    MenuItem.objects.create(place="main", label="About", page=page.reference)
    MenuItem.objects.create(place="main", label="Nothing", page="sitepage/never-was")
    assert menu(client) == []
    tomorrow = clock.present() + timedelta(days=1)
    ledger.publish(page, by=None, live_from=tomorrow)
    assert menu(client) == []
    with clock.at(tomorrow):
        assert menu(client) == [("About", "/about/")]
    ledger.withdraw(page, by=None, reason="Gone.")
    with clock.at(tomorrow):
        assert menu(client) == []


def test_the_item_of_the_page_one_is_on_is_marked(client: Client) -> None:
    page, _ = factories.make_live_page(slug="about")
    MenuItem.objects.create(place="main", label="About", page=page.reference)
    MenuItem.objects.create(place="main", label="Articles", fixed_path="/articles/")
    soup = BeautifulSoup(client.get("/about/").content, "html.parser")
    assert [link.get_text() for link in soup.select('nav [aria-current="page"]') if link.name == "a"] == ["About"]


@pytest.mark.parametrize(
    "values", [{}, {"page": "sitepage/about", "fixed_path": "/articles/"}, {"fixed_path": "https://evil.example/"}]
)
def test_an_item_leads_to_exactly_one_place_on_this_site(values: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="Choose a page, or name a fixed part"):
        MenuItem(place="main", label="A", **values).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        MenuItem.objects.create(place="main", label="A", **values)


@pytest.mark.parametrize("address", ["//evil.example/", "/\\evil.example/", "/a\\b"])
def test_an_item_never_leads_to_another_host(address: str) -> None:
    with pytest.raises(ValidationError, match="Only addresses on this site"):
        MenuItem(place="main", label="A", fixed_path=address).full_clean()


def test_a_site_without_menus_has_no_empty_ones(client: Client) -> None:
    assert "<nav" not in client.get("/").text.partition("<main")[0]
