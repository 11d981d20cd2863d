"""Every list that has pages: together they show everything once, and each page has its own address."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from evidence.views import PER_PAGE as STUDIES_PER_PAGE
from publishing.lists import PER_PAGE
from tests.factories import make_condition, make_contributor, make_live_article, make_live_study, publish

pytestmark = pytest.mark.django_db


def make_person(**values: Any) -> None:
    publish(make_contributor(**values))


def make_live_condition(**values: Any) -> None:
    publish(make_condition(**values))


LISTS: dict[str, tuple[int, Callable[..., Any], str]] = {
    "/articles/": (PER_PAGE, make_live_article, ".card__title"),
    "/contributors/": (PER_PAGE, make_person, ".link-list > li > a"),
    "/conditions/": (48, make_live_condition, ".card__title"),
    "/evidence/studies/": (STUDIES_PER_PAGE, make_live_study, ".link-list > li > a"),
}


def soup_of(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("address", LISTS)
def test_the_pages_of_a_list_show_everything_once_and_lead_to_each_other(client: Client, address: str) -> None:
    per_page, make, entry = LISTS[address]
    for _ in range(per_page + 2):
        make()

    first, second = soup_of(client, address), soup_of(client, f"{address}?page=2")

    shown = [[found.get_text(strip=True) for found in page.select(entry)] for page in (first, second)]
    assert [len(entries) for entries in shown] == [per_page, 2]
    assert len({*shown[0], *shown[1]}) == per_page + 2
    for selector in ("head link", ".pagination a"):
        assert [link["href"] for link in first.select(f"{selector}[rel=next]")] == ["?page=2"]
        assert [link["href"] for link in second.select(f"{selector}[rel=prev]")] == ["?page=1"]
        assert second.select(f"{selector}[rel=next]") == first.select(f"{selector}[rel=prev]") == []
    assert str(second.select("link[rel=canonical]")[0]["href"]).endswith(f"{address}?page=2")


@pytest.mark.parametrize("page", ["0", "-1", "2", "", "x", "1.0", "1e0", " 1", "+1", "１", "²", "9" * 30])
@pytest.mark.parametrize("address", LISTS)
def test_what_is_no_page_of_a_list_is_not_found(client: Client, address: str, page: str) -> None:
    LISTS[address][1]()

    assert client.get(address, {"page": page}).status_code == 404


@pytest.mark.parametrize("address", LISTS)
def test_an_empty_list_has_one_page(client: Client, address: str) -> None:
    assert client.get(address, {"page": "1"}).status_code == 200
    assert client.get(address, {"page": "2"}).status_code == 404


def test_the_other_pages_of_a_narrowed_list_keep_what_narrows_it_and_nothing_else(client: Client) -> None:
    for _ in range(STUDIES_PER_PAGE + 1):
        make_live_study(study_type="trial")
        make_live_study(study_type="survey")

    soup = soup_of(client, "/evidence/studies/?type=trial&utm_source=%22%3E&page=1")
    following = str(soup.select(".pagination a[rel=next]")[0]["href"])

    assert following == "?type=trial&page=2"
    assert len(soup_of(client, f"/evidence/studies/{following}").select(".link-list > li")) == 1
    nothing_chosen = soup_of(client, "/evidence/studies/?type=")
    assert nothing_chosen.select(".pagination a[rel=next]")[0]["href"] == "?page=2"
