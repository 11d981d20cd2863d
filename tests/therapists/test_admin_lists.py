"""The lists of the directory in the admin: what they say of a listing, and what is found in them."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing import clock
from tests import factories as pages
from tests.therapists import factories
from tests.therapists.staff import LIST
from therapists.models import Practice

pytestmark = pytest.mark.django_db


def names_in_list(client: Client, **asked: Any) -> set[str]:
    soup = BeautifulSoup(client.get(LIST, asked).content, "html.parser")
    return {tag.get_text() for tag in soup.select(".field-display_name")}


def rows_text(client: Client, **asked: Any) -> str:
    soup = BeautifulSoup(client.get(LIST, asked).content, "html.parser")
    table = soup.select_one("#result_list")
    return table.get_text(" ") if table else ""


def test_the_list_says_until_when_somebody_is_listed_and_why_others_are_not(root: Client) -> None:
    factories.make_therapist(licence={"number": "MT 77"})
    factories.make_therapist(licence={"expires_on": clock.today() - timedelta(days=1)})
    factories.make_therapist(status="frozen", status_reason="A complaint")
    factories.make_therapist(status="draft", approved_by=None, approved_at=None, practice=False)
    text = rows_text(root)
    assert "TX MT 77" in text
    assert "Austin: until" in text
    assert "expired on" in text
    assert "Frozen: A complaint" in text
    assert "There is no practice." in text


def test_a_draft_says_what_its_credential_lacks(root: Client) -> None:
    factories.make_therapist(status="draft", approved_by=None, approved_at=None, licence=False)
    assert "Nobody has listed this therapist yet. No Texas license is on record." in rows_text(root)


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(root: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert root.get(LIST).status_code == 200
        return len(queries)

    factories.make_therapist()
    count()  # content types are remembered from here on
    few = count()
    for code in ["TX", "CA", "NY", "OK", "KS"]:
        for _ in range(10):
            factories.make_therapist(code=code)
    assert count() == few


@pytest.mark.parametrize("how", ["(512) 867-5309", "512.867.5309", "+1 512 867 5309", "5128675309"])
def test_a_phone_number_is_found_however_it_is_written(root: Client, how: str) -> None:
    factories.make_therapist(display_name="Jenny Ruiz", licensed_name="Jenny Ruiz", practice={"phone": "512-867-5309"})
    factories.make_therapist(practice={"phone": "512-555-0199"})
    assert names_in_list(root, q=how) == {"Jenny Ruiz"}


@pytest.mark.parametrize("asked", ["Wanted", "MT-0042", "MT0042", "Marfa"])
def test_a_therapist_is_found_by_name_number_and_town(root: Client, asked: str) -> None:
    factories.make_therapist(licensed_name="Eve Wanted", licence={"number": "MT-0042"}, practice={"town": "Marfa"})
    factories.make_therapist()
    assert names_in_list(root, q=asked) == {"Eve Wanted"}


def test_the_lists_of_what_there_is_to_do(root: Client) -> None:
    today = clock.today()
    good = {"status": "active"}
    portrait = pages.make_picture()
    shared = {"street": "9 Elm St", "zip_code": "78702"}
    make = factories.make_therapist
    make(licensed_name="Never Checked", licence={"status": "unknown", "checked_on": None, "source": ""})
    make(licensed_name="Not Found", licence={"status": "not_found"})
    make(licensed_name="Soon Over", licence=good | {"expires_on": today + timedelta(days=20)})
    make(licensed_name="Long Unseen", licence=good | {"checked_on": today - timedelta(days=100)})
    make(licensed_name="No Credential", licence=False, is_sample=True)
    for number, name in enumerate(["One Fine", "Two Fine"]):
        make(licensed_name=name, portrait=portrait, practice=shared | {"phone": f"512-555-02{number:02}"})
    Practice.objects.filter(therapist__licensed_name__in=["Never Checked", "Not Found"]).update(phone_digits="1234567")
    Practice.objects.filter(street="1 Main St").update(street="")
    Practice.objects.exclude(phone_digits="1234567").exclude(street="9 Elm St").update(phone_digits="")

    fine = {"One Fine", "Two Fine"}
    assert names_in_list(root, checks="unverified") == {"Never Checked", "Not Found"}
    assert names_in_list(root, checks="due") == {"Long Unseen"}
    assert names_in_list(root, checks="none") == {"No Credential"}
    assert names_in_list(root, ends="7") == set()
    assert names_in_list(root, ends="30") == {"Soon Over"}
    assert names_in_list(root, ends="hidden") == {"Never Checked", "Not Found", "Long Unseen", "No Credential"}
    assert names_in_list(root, portrait__isempty="0") == fine
    assert names_in_list(root, duplicates="portrait") == fine
    assert names_in_list(root, duplicates="address") == fine
    assert names_in_list(root, duplicates="phone") == {"Never Checked", "Not Found"}
    assert names_in_list(root, duplicates="any") == fine | {"Never Checked", "Not Found"}
    assert names_in_list(root, is_sample__exact="1") == {"No Credential"}
    assert names_in_list(root, state="CA") == set()
    assert len(names_in_list(root, state="TX", status__exact="listed")) == 7


@pytest.mark.parametrize("model", ["therapist", "licence", "practice", "jurisdiction"])
def test_every_list_can_be_searched_and_sorted(root: Client, model: str) -> None:
    factories.make_therapist()
    for asked in [{"q": "nothing"}, *({"o": f"-{column}"} for column in range(1, 9))]:
        assert root.get(f"/admin/therapists/{model}/", asked).status_code == 200
