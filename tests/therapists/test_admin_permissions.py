"""What only some of the staff may see and do in the directory's admin."""

import pytest
from django.test import Client

from tests.therapists import factories
from tests.therapists.staff import ALL, LIST, ask, change, client_who_may, codes, save
from therapists.models import Entry, Therapist

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", ["therapist", "licence", "practice", "jurisdiction"])
@pytest.mark.parametrize("rest", ["", "add/"])
def test_every_page_is_closed_to_those_without_rights(model: str, rest: str) -> None:
    assert client_who_may("view_article").get(f"/admin/therapists/{model}/{rest}").status_code == 403


def test_deleting_a_therapist_needs_the_right_and_empties_the_index(root: Client) -> None:
    therapist = factories.make_therapist()
    where = f"{LIST}{therapist.pk}/delete/"
    assert client_who_may(*codes(["view", "change"])).post(where, {"post": "yes"}).status_code == 403
    assert root.post(where, {"post": "yes"}).status_code == 302
    assert not Therapist.objects.exists()
    assert not Entry.objects.exists()


# What is private


@pytest.fixture
def home(db: None) -> Therapist:
    return factories.make_therapist(
        email="private@example.com", notes="A secret note",
        practice={"setting": "home", "street": "7 Hidden Ln", "point": (30.26543, -97.71234)},
    )  # fmt: skip


SECRETS = ["private@example.com", "A secret note", "7 Hidden Ln", "30.26543", "97.71234"]


def test_private_details_are_shown_to_those_who_may_see_them(root: Client, home: Therapist) -> None:
    text = root.get(change(home)).text
    assert all(secret in text for secret in SECRETS)


@pytest.mark.parametrize("verbs", [ALL, ["view"], ["view", "add"], ["view", "delete"]])
def test_private_details_are_in_no_page_of_others(home: Therapist, verbs: list[str]) -> None:
    client = client_who_may(*codes(verbs), "list_therapist")
    practice, licence = home.practices.get(), home.licences.get()
    where = [LIST, "/admin/therapists/practice/", "/admin/therapists/licence/", change(home), change(practice),
             change(licence), f"{LIST}{home.pk}/delete/", f"{LIST}{home.pk}/history/"]  # fmt: skip
    for address in where:
        response = client.get(address)
        assert response.status_code == 200 or "delete" in address
        assert not [secret for secret in SECRETS if secret in response.text], address
    assert not [secret for secret in SECRETS if secret in ask(client, "ask", home).text]


@pytest.mark.parametrize(
    ("model", "asked"),
    [("therapist", "email__startswith"), ("therapist", "notes__contains"), ("therapist", "practices__street__contains"),
     ("practice", "street__startswith"), ("practice", "latitude__gt"), ("practice", "therapist__email__startswith"),
     ("licence", "therapist__email__startswith")],
)  # fmt: skip
def test_private_details_cannot_be_guessed_by_asking_the_list(
    clerk: Client, home: Therapist, model: str, asked: str
) -> None:
    assert clerk.get(f"/admin/therapists/{model}/", {asked: "7"}).status_code == 400


def test_others_can_neither_change_private_details_nor_make_a_home_public(clerk: Client, home: Therapist) -> None:
    practice = home.practices.get()
    sent = {"setting": "clinic", "street": "x", "latitude": "1", "longitude": "1", "located": "zip"}
    assert save(clerk, practice, **sent).status_code == 302
    assert save(clerk, home, email="x@example.com", notes="x", **{f"practices-0-{k}": v for k, v in sent.items()})
    practice.refresh_from_db()
    home.refresh_from_db()
    assert (practice.setting, practice.street, practice.latitude, practice.located) == (
        "home", "7 Hidden Ln", 30.26543, "staff",
    )  # fmt: skip
    assert (home.email, home.notes) == ("private@example.com", "A secret note")
