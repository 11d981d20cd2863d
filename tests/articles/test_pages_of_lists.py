"""Lists of articles that are longer than one page."""

import re

import pytest
from django.conf import settings
from django.test import Client

from publishing.lists import PER_PAGE
from tests import factories
from tests.articles.test_lists import soup_of, titles

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def three_pages(module_db: None) -> None:
    """Articles for two full pages and one more, all on one topic and with one tag."""
    topic = factories.make_topic(slug="safety")
    for number in range(PER_PAGE * 2 + 1):
        factories.make_live_article(title=f"Number {number:03}", topic=topic, tags=["sore"])


@pytest.mark.parametrize("base", ["/articles/", "/topics/safety/", "/tags/sore/"])
def test_a_long_list_has_pages_that_together_show_everything_once(client: Client, base: str) -> None:
    seen = [title for number in (1, 2, 3) for title in titles(client, f"{base}?page={number}")]
    assert len(seen) == len(set(seen)) == PER_PAGE * 2 + 1
    assert client.get(f"{base}?page=4").status_code == 404


@pytest.mark.parametrize("base", ["/articles/", "/topics/safety/", "/tags/sore/"])
def test_each_page_links_the_one_before_and_the_one_after_in_head_and_body(client: Client, base: str) -> None:
    for number, expected in [(1, {"next": 2}), (2, {"prev": 1, "next": 3}), (3, {"prev": 2})]:
        soup = soup_of(client, f"{base}?page={number}")
        for selector in ("head link", ".pagination a"):
            links = {
                link["rel"][0]: link["href"] for link in soup.select(selector) if link["rel"][0] in {"prev", "next"}
            }
            assert links == {rel: f"?page={to}" for rel, to in expected.items()}, (selector, number)


def test_pages_of_a_narrowed_list_stay_narrowed(client: Client) -> None:
    soup = soup_of(client, "/articles/?tag=sore&topic=safety&utm_source=x&page=2")
    following = soup.select_one(".pagination a[rel=next]")
    assert following is not None
    target = f"/articles/{following['href']}"
    assert sorted(re.split("[?&]", target)[1:]) == ["page=3", "tag=sore", "topic=safety"]
    assert len(titles(client, target)) == 1


def test_each_page_of_a_list_has_one_address_of_its_own(client: Client) -> None:
    def canonical(address: str) -> str:
        return str(soup_of(client, address).select("link[rel=canonical]")[0]["href"])

    assert canonical("/articles/") == f"{settings.SITE_URL}/articles/"
    assert canonical("/articles/?page=1&utm_source=x") == f"{settings.SITE_URL}/articles/"
    assert canonical("/articles/?page=2") == f"{settings.SITE_URL}/articles/?page=2"
    assert canonical("/topics/safety/?page=2") == f"{settings.SITE_URL}/topics/safety/?page=2"
