"""The lists of a site with few techniques and conditions, or none."""

import pytest
from django.test import Client

from techniques.models import TechniqueContraindication
from tests import factories
from tests.techniques.test_lists import COMPARE, columns, soup, titles

pytestmark = pytest.mark.django_db


def test_empty_lists_say_so(client: Client) -> None:
    assert "No technique has been published yet." in soup(client, "/techniques/").get_text()
    assert "No condition has been published yet." in soup(client, "/conditions/").get_text()
    assert "No technique has been published yet." in soup(client, COMPARE).get_text()


@pytest.mark.parametrize("number", ["0", "2", "x", "-1", "1%20", ""])
def test_a_page_of_conditions_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    factories.publish(factories.make_condition(name="Sciatica"))
    assert titles(soup(client, "/conditions/?page=1"), ".card__title") == ["Sciatica"]
    soup(client, f"/conditions/?page={number}", 404)


def test_techniques_without_any_condition_are_listed_all_the_same(client: Client) -> None:
    factories.publish(factories.make_technique(name="Alpha", slug="alpha"))
    assert titles(soup(client, "/techniques/"), ".card__title") == ["Alpha"]
    page = soup(client, f"{COMPARE}?technique=alpha")
    assert columns(page) == ["Alpha"]
    assert "Not searched yet" not in page.get_text()


def test_each_column_says_its_own_facts(client: Client) -> None:
    for name, least, length in (("Alpha", 1, 30), ("Beta", 3, 45)):
        technique = factories.make_technique(
            name=name, slug=name.lower(), pressure_least=least, pressure_most=least + 1, minutes_least=length,
            minutes_most=60, clothing=f"{name} clothing.", equipment=f"{name} things.", standfirst=f"About {name}.",
        )  # fmt: skip
        TechniqueContraindication.objects.create(
            parent=technique, kind="ask-first", what="Only asked about", reason="It may.", source="Custom."
        )
        factories.publish(technique)
    page = soup(client, f"{COMPARE}?technique=beta&technique=alpha")
    for label in page.select(".stacked__label"):
        label.extract()
    for link in page.select("tbody td p a"):
        assert client.get(str(link["href"])).status_code == 200
        link.extract()
    assert [titles(row, "td") for row in page.select("tbody tr")] == [
        ["About Beta.", "About Alpha."],
        ["Moderate to firm (3 to 4 of 5)", "Very light to light (1 to 2 of 5)"],
        ["45 to 60 minutes", "30 to 60 minutes"],
        ["Beta clothing.", "Alpha clothing."],
        ["Beta things.", "Alpha things."],
        ["A clot 0", "A clot 0"],
    ]
