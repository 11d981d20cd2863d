"""The lists of techniques and conditions, and techniques side by side."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from publishing import ledger
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


@pytest.fixture(scope="module", autouse=True)
def catalogue(module_db: None) -> Condition:
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


def test_for_a_condition_each_technique_says_what_was_found_in_the_same_order(
    client: Client, catalogue: Condition
) -> None:
    page = soup(client, "/techniques/?condition=sciatica")
    assert titles(page, ".card__title") == ["Alpha", "Beta", "Delta", "Gamma"]
    assert titles(page, ".card .cell__conclusion") == ["Not searched yet."] * 3 + ["No studies found."]
    assert "No technique has been shown to be best." in page.get_text()
    assert page.select_one("option[selected]")["value"] == "sciatica"


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


def test_an_empty_choice_of_condition_is_the_whole_list(client: Client, catalogue: Condition) -> None:
    page = soup(client, "/techniques/?condition=")
    assert titles(page, ".card__title") == ["Alpha", "Beta", "Delta", "Gamma"]
    assert page.select(".cell__conclusion") == []
    assert page.select("meta[name=robots]") == []


def test_a_chosen_condition_is_read_first_with_massage_of_any_kind_and_can_be_cleared(
    client: Client, catalogue: Condition
) -> None:
    general = factories.make_profile(slug="general", condition=catalogue, conclusion="No studies found of any kind.")
    factories.publish(general)
    page = soup(client, "/techniques/?condition=sciatica")
    before = titles(page, ".empty")[0]
    assert "read Sciatica first, with the signs that need a doctor" in before
    assert "Massage of any kind: No studies found of any kind." in before
    assert [link["href"] for link in page.select(".empty a")] == ["/conditions/sciatica/", "/evidence/general/"]
    assert [link["href"] for link in page.select(".filters a")] == ["/techniques/"]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_condition_that_is_not_live_can_be_neither_chosen_nor_asked_for(
    client: Client, catalogue: Condition, state: str
) -> None:
    hidden = factories.make_condition(name="Hidden", slug="hidden")
    if state == "withdrawn":
        ledger.withdraw(factories.publish(hidden), by=None, reason="Wrong.")
    assert titles(soup(client, "/techniques/"), "#condition option") == ["Choose a condition", "Sciatica"]
    soup(client, "/techniques/?condition=hidden", 404)
    assert titles(soup(client, "/conditions/"), ".card__title") == ["Sciatica"]


@pytest.mark.parametrize("address", ["/techniques/?condition=", f"{COMPARE}?technique="])
@pytest.mark.parametrize(
    ("asked", "status"),
    [("%00", 400), ("alpha%00", 400), ("x" * 5000, 414)],
    ids=["NUL", "a name and NUL", "5 kB"],
)
def test_what_no_address_can_hold_is_refused(
    client: Client, catalogue: Condition, address: str, asked: str, status: int
) -> None:
    soup(client, address + asked, status)


@pytest.mark.parametrize(
    "query", ["technique=%FF", "technique=%ED%A0%80", "technique", "&&=", "technique=..%2F..", "technique=alpha%0A"]
)
def test_what_nobody_can_read_names_no_technique(client: Client, catalogue: Condition, query: str) -> None:
    page = soup(client, f"{COMPARE}?{query}&technique=beta")
    assert columns(page) == ["Beta"]


def test_a_long_name_of_nothing_is_cut_short(client: Client, catalogue: Condition) -> None:
    page = soup(client, f"{COMPARE}?technique={'x' * 3000}&technique=beta")
    assert titles(page, "[role=status]") == [f"There is no technique “{'x' * 80}”. It was left out."]
    assert columns(page) == ["Beta"]


def test_after_a_fourth_choice_the_first_three_stay_chosen(client: Client, catalogue: Condition) -> None:
    page = soup(client, f"{COMPARE}?technique=gamma&technique=nothing&technique=beta&technique=alpha&technique=delta")
    assert columns(page) == ["Gamma", "Beta", "Alpha"]
    assert titles(page, ".choices label:has(input[checked])") == ["Alpha", "Beta", "Gamma"]
    assert titles(page, "[role=status]") == [
        "There is no technique “nothing”. It was left out.",
        "Up to 3 techniques fit side by side. The first 3 are shown.",
    ]


def test_the_form_leads_to_an_address_that_shows_others_the_same_comparison(
    client: Client, catalogue: Condition
) -> None:
    form = soup(client, COMPARE).select_one("form.choices")
    assert form is not None
    assert (form["method"], form["action"]) == ("get", COMPARE)
    assert {box["value"] for box in form.select("input[name=technique]")} == {"alpha", "beta", "gamma", "delta"}
    shared = f"{COMPARE}?technique=beta&technique=alpha"

    first, second = client.get(shared), Client().get(shared)

    assert first.content == second.content
    assert columns(BeautifulSoup(second.content, "html.parser")) == ["Beta", "Alpha"]
    assert not first.cookies


def test_a_comparison_from_the_list_of_techniques_needs_no_script(client: Client, catalogue: Condition) -> None:
    boxes = soup(client, "/techniques/").select(f"form[action='{COMPARE}'] input[name=technique]")
    chosen = "&".join(f"technique={box['value']}" for box in boxes[:2])
    assert columns(soup(client, f"{COMPARE}?{chosen}")) == ["Alpha", "Beta"]


@pytest.mark.parametrize("state", ["draft", "withdrawn", "renamed"])
def test_only_live_techniques_under_their_present_address_can_be_compared(
    client: Client, catalogue: Condition, state: str
) -> None:
    technique = factories.make_technique(name="Omega", slug="omega")
    if state != "draft":
        factories.publish(technique)
    if state == "withdrawn":
        ledger.withdraw(technique, by=None, reason="Wrong.")
    if state == "renamed":
        technique.slug = "omega-massage"
        technique.save()
        ledger.publish(technique, by=None, note="Renamed.")
    page = soup(client, f"{COMPARE}?technique=omega&technique=beta")
    assert columns(page) == ["Beta"]
    assert "There is no technique “omega”." in page.get_text()
