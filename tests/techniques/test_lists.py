"""The lists of techniques and conditions, and techniques side by side."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from techniques.models import Condition
from tests import factories

pytestmark = pytest.mark.django_db

COMPARE = "/techniques/compare/"


def soup(client: Client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, address
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(tag.get_text(" ", strip=True).split()) for tag in page.select(selector)]


@pytest.fixture
def catalogue(db: None) -> Condition:
    """Four techniques and a condition, live, with a profile of one of them."""
    condition = factories.publish(factories.make_condition(name="Sciatica", slug="sciatica"))
    for name in ("Delta", "Alpha", "Beta", "Gamma"):
        technique = factories.publish(factories.make_technique(name=name, slug=name.lower()))
    factories.publish(factories.make_profile(technique=technique, condition=condition, conclusion="No studies found."))
    factories.make_technique(name="Draft")
    return condition


def test_techniques_and_conditions_are_listed_by_name(client: Client, catalogue: Condition) -> None:
    assert titles(soup(client, "/techniques/"), ".card__title") == ["Alpha", "Beta", "Delta", "Gamma"]
    assert titles(soup(client, "/conditions/"), ".card__title") == ["Sciatica"]
    home = soup(client, "/")
    assert titles(home, "[aria-labelledby=techniques] li a") == ["Alpha", "Beta", "Delta", "Gamma"]
    assert titles(home, "[aria-labelledby=conditions] li a") == ["Sciatica"]


def test_empty_lists_say_so(client: Client) -> None:
    assert "No technique has been published yet." in soup(client, "/techniques/").get_text()
    assert "No condition has been published yet." in soup(client, "/conditions/").get_text()
    assert "No technique has been published yet." in soup(client, COMPARE).get_text()


def test_for_a_condition_each_technique_says_what_was_found_in_the_same_order(
    client: Client, catalogue: Condition
) -> None:
    page = soup(client, "/techniques/?condition=sciatica")
    assert titles(page, ".card__title") == ["Alpha", "Beta", "Delta", "Gamma"]
    assert titles(page, ".card .cell__conclusion") == ["Not searched yet."] * 3 + ["No studies found."]
    assert "No technique has been shown to be best." in page.get_text()
    assert page.select_one("option[selected]")["value"] == "sciatica"  # type: ignore[index]


@pytest.mark.parametrize("asked", ["nothing", "<script>", "x" * 900])
def test_an_unknown_condition_is_a_helpful_404(client: Client, catalogue: Condition, asked: str) -> None:
    response = client.get("/techniques/", {"condition": asked})
    assert response.status_code == 404
    assert "<script>" not in response.text


def columns(page: BeautifulSoup) -> list[str]:
    return titles(page, "thead th")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        ("?technique=", []),
        ("?technique=beta", ["Beta"]),
        ("?technique=gamma&technique=alpha", ["Gamma", "Alpha"]),
        ("?technique=alpha&technique=alpha", ["Alpha"]),
        ("?technique=alpha&technique=beta&technique=gamma", ["Alpha", "Beta", "Gamma"]),
    ],
)
def test_up_to_three_techniques_stand_side_by_side_as_the_address_says(
    client: Client, catalogue: Condition, query: str, expected: list[str]
) -> None:
    page = soup(client, COMPARE + query)
    assert columns(page) == expected
    assert titles(page, ".choices label:has(input[checked])") == sorted(expected)
    assert ("Choose two or three techniques" in page.get_text()) is not bool(expected)


def test_a_comparison_shows_facts_warnings_and_findings(client: Client, catalogue: Condition) -> None:
    page = soup(client, f"{COMPARE}?technique=alpha&technique=gamma")
    assert titles(page, "tbody th") == [
        "In short", "Usual pressure", "Usual length", "Clothing", "Equipment", "Do not have it with",
        "What studies found for Sciatica",
    ]  # fmt: skip
    assert titles(page, "tbody tr:nth-child(6) li") == ["A clot 0", "A clot 0"]
    assert titles(page, "tbody tr:last-child .cell__conclusion") == ["Not searched yet.", "No studies found."]


def test_a_fourth_technique_is_left_out_and_it_says_so(client: Client, catalogue: Condition) -> None:
    page = soup(client, f"{COMPARE}?technique=alpha&technique=beta&technique=delta&technique=gamma")
    assert columns(page) == ["Alpha", "Beta", "Delta"]
    assert "Up to 3 techniques fit side by side." in page.get_text()


@pytest.mark.parametrize("asked", ["nothing", "draft", "<script>alert(1)</script>", "'; DROP TABLE x", "é" * 300])
def test_what_is_no_technique_is_named_and_the_others_are_shown(
    client: Client, catalogue: Condition, asked: str
) -> None:
    response = client.get(COMPARE, {"technique": [asked, "beta"]})
    page = BeautifulSoup(response.content, "html.parser")
    assert columns(page) == ["Beta"]
    assert f"There is no technique “{asked[:80]}”. It was left out." in page.get_text()
    assert "<script>alert" not in response.text


def test_a_hundred_techniques_in_the_address_are_no_trouble(client: Client, catalogue: Condition) -> None:
    response = client.get(COMPARE, {"technique": [f"t{number}" for number in range(100)]})
    assert response.status_code == 200
    assert response.text.count("There is no technique") == 3
