"""The page of a therapist, for people and for machines, and what stands there when it is not shown."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from publishing import clock
from tests import factories as house
from tests.editorial.test_structured_data import data_of
from tests.therapists import factories
from tests.therapists.pages import links, page
from therapists.models import Therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def test_a_profile_keeps_what_was_checked_apart_from_what_was_said(client: Client) -> None:
    technique, condition = house.make_technique(name="Shiatsu"), house.make_condition(name="Sciatica")
    house.publish(technique)
    house.publish(condition)
    therapist = factories.make_therapist(
        licensed_name="Ana Maria Ruiz", display_name="Ana Ruiz", techniques=[technique], conditions=[condition],
        languages=["es"], text="Slow & careful.", back_pain_experience="Ten years.", gender="woman",
        pregnancy_course="Bellies", pregnancy_hours=16, pregnancy_trained_on=date(2020, 5, 1),
        practice={"opening_hours": "Mon-Fri 09:00-17:00", "price": 2, "parking": "Behind the house.", "name": "Oak"},
    )  # fmt: skip
    factories.make_access_fact(therapist.practices.get(), "step-free", stated_on=date(2026, 1, 2))
    words = page(client, therapist.get_absolute_url())
    checked, _, said = words.partition("What the therapist says")
    for fact in ("Name as licensed: Ana Maria Ruiz", "1 Main St, Austin, TX 78701",
                 "Monday to Friday, 9:00 AM to 5:00 PM", "$80 to $120 an hour",
                 "Step-free entrance. The therapist says so, January 2, 2026"):  # fmt: skip
        assert fact in checked
    for fact in ("We did not check it.", "Slow & careful.", "Ten years.", "Spanish", "Woman", "Shiatsu", "Sciatica",
                 "Bellies, 16 hours, May 1, 2020"):  # fmt: skip
        assert fact in said
    assert {"/techniques/" + technique.slug + "/", "/conditions/" + condition.slug + "/"} <= set(
        links(client, therapist.get_absolute_url())
    )


def test_a_profile_shows_the_portrait_with_its_words(client: Client) -> None:
    picture = house.make_picture(alt="Ana Ruiz at her table")
    text = client.get(factories.make_therapist(portrait=picture).get_absolute_url()).text
    found = re.search(r'<img src="(/media/[^"]+)"[^>]*alt="Ana Ruiz at her table"', text)
    assert found
    assert client.get(found[1]).status_code == 200


@pytest.mark.parametrize("setting", ["home", "visits"])
def test_a_profile_never_tells_where_somebody_lives(client: Client, setting: str) -> None:
    point = (30.26731, -97.74306)
    therapist = factories.make_therapist(practice={"setting": setting, "street": "7 Secret Way", "point": point})
    for address in (therapist.get_absolute_url(), "/therapists/?near=Austin", "/api/therapists/?near=Austin",
                    f"/therapists/compare/?therapist={therapist.slug}"):  # fmt: skip
        text = client.get(address).text
        assert therapist.display_name in text
        for secret in ("Secret Way", "30.267", "97.743", "78701"):
            assert secret not in text, address


def test_a_profile_leads_to_what_to_do_when_something_is_wrong(client: Client) -> None:
    therapist = factories.make_therapist()
    assert "Is something wrong" not in page(client, therapist.get_absolute_url())
    house.make_live_page(slug="contact")
    assert "Is something wrong with this listing?" in page(client, therapist.get_absolute_url())


def test_a_profile_that_is_not_shown_says_nothing_about_the_person(client: Client) -> None:
    lapsed = factories.make_therapist(licensed_name="Ana Ruiz", licence={"expires_on": clock.today()})
    frozen = factories.make_therapist(licensed_name="Bo Elm", status="frozen", status_reason="A complaint.")
    gone = factories.make_therapist(licensed_name="Cy Oak", status="withdrawn", status_reason="A complaint.")
    assert client.get(lapsed.get_absolute_url()).status_code == 200
    with clock.at(clock.present() + timedelta(days=1)):
        for therapist, status in ((lapsed, 404), (frozen, 404), (gone, 410)):
            response = client.get(therapist.get_absolute_url())
            assert response.status_code == status
            assert "This says nothing about the person." in response.text
            for secret in (therapist.display_name, "512", "complaint", "Main St"):
                assert secret not in response.text


def test_a_draft_and_a_name_that_nobody_has_are_not_found(client: Client) -> None:
    draft = factories.make_therapist(status="draft")
    for address in (draft.get_absolute_url(), "/therapists/nobody/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "listing" not in response.text.partition("<main")[2].partition("</main>")[0]


# Structured data


def structured_data_of(client: Client, therapist: Therapist) -> list[dict[str, Any]]:
    text = client.get(therapist.get_absolute_url()).text
    return [json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)]


def test_structured_data_says_what_the_page_says(client: Client) -> None:
    therapist = factories.make_therapist(
        licensed_name="Ana Ruiz", licence={"number": "MT1"}, practice={"opening_hours": "Mon-Tue 09:00-17:00"}
    )
    (person,) = structured_data_of(client, therapist)
    assert person["@type"] == "Person"
    assert person["name"] == "Ana Ruiz"
    (permit,) = person["hasCredential"]
    assert (permit["@type"], permit["identifier"]) == ("Permit", "MT1")
    assert permit["issuedBy"] == {"@type": "GovernmentOrganization", "name": "The Texas board"}
    (business,) = person["worksFor"]
    assert business["address"]["streetAddress"] == "1 Main St"
    assert business["openingHoursSpecification"][0]["dayOfWeek"] == [
        "https://schema.org/Monday",
        "https://schema.org/Tuesday",
    ]


def test_structured_data_holds_whatever_a_name_holds(client: Client) -> None:
    evil = "</script><script>alert(1)</script> & “Ana”"
    therapist = factories.make_therapist(practice={"name": evil, "opening_hours": "Sat 10:00-12:00"})
    soup = BeautifulSoup(client.get(therapist.get_absolute_url()).content, "html.parser")
    (business,) = data_of(soup)["worksFor"]
    assert business["name"] == [evil]
    assert business["openingHoursSpecification"][0]["opens"] == ["10:00"]


def test_structured_data_of_a_certification_names_the_private_body(client: Client) -> None:
    factories.make_jurisdiction("KS", regulation="none", agency="", letters="")
    (person,) = structured_data_of(client, factories.make_therapist(code="KS"))
    (certification,) = person["hasCredential"]
    assert certification["@type"] == "Certification"
    assert certification["issuedBy"]["@type"] == "Organization"


def test_an_invented_person_is_marked_and_kept_from_machines(client: Client) -> None:
    therapist = factories.make_therapist(is_sample=True)
    text = client.get(therapist.get_absolute_url()).text
    assert "This person is invented" in text
    assert f"<title>Sample: {therapist.display_name}" in text
    assert "tel:" not in text
    assert f": Sample: {therapist.display_name}" in client.get("/therapists/?near=Austin").text
    assert 'content="noindex"' in text
    assert structured_data_of(client, therapist) == []
