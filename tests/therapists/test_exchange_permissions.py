"""Who may take a table out of the directory and bring one in, and what of it is private."""

import pytest
from django.test import Client

from tests.therapists import factories
from tests.therapists.staff import LIST, client_who_may
from tests.therapists.tables import DRAFT, NEW, bring_in, export, preview, table, words_of
from therapists.columns import PRIVATE
from therapists.models import Therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texas")]

RIGHTS = [f"{verb}_{name}" for verb in ("add", "change", "view") for name in ("therapist", "licence", "practice")]


@pytest.fixture
def clerk(db: None) -> Client:
    """Somebody who may change every record, but see nothing private."""
    return client_who_may(*RIGHTS)


@pytest.fixture
def home(db: None) -> Therapist:
    return factories.make_therapist(
        **DRAFT, slug="home", email="private@example.com", notes="A secret note",
        practice={"setting": "home", "street": "7 Hidden Ln", "point": (30.26543, -97.71234)},
    )  # fmt: skip


def test_private_details_leave_only_with_the_right_to_see_them(root: Client, clerk: Client, home: Therapist) -> None:
    secrets = ["private@example.com", "A secret note", "7 Hidden Ln", "30.26543", "-97.71234"]
    assert all(secret in str(export(root)) for secret in secrets)
    (row,) = export(clerk)
    assert not set(PRIVATE) & set(row)
    assert row["street"] == ""
    assert not [secret for secret in secrets if secret in str(row)]


def test_the_street_of_a_clinic_is_no_secret(clerk: Client) -> None:
    factories.make_therapist(practice={"street": "1 Open Rd"})
    assert export(clerk)[0]["street"] == "1 Open Rd"


@pytest.mark.parametrize(
    ("column", "value"),
    [("email", "a@example.com"), ("notes", "x"), ("latitude", "30.1"), ("longitude", "-97.1"), ("street", "1 New St"),
     ("setting", "clinic")],
)  # fmt: skip
def test_private_details_are_imported_only_with_the_right_to_see_them(
    clerk: Client, home: Therapist, column: str, value: str
) -> None:
    row = {"slug": "home", "practice_id": home.practices.get().pk, column: value}
    words = words_of(preview(clerk, table(row)))
    assert f"{column} :" in words
    assert "only those who may see private details" in words.lower()


def test_an_export_without_private_details_comes_back_and_leaves_them(clerk: Client, home: Therapist) -> None:
    (row,) = export(clerk)
    bring_in(clerk, row | {"phone": "(512) 555-0177"})
    home.refresh_from_db()
    practice = home.practices.get()
    assert (home.email, practice.street, practice.latitude, practice.phone) == (
        "private@example.com", "7 Hidden Ln", 30.26543, "(512) 555-0177",
    )  # fmt: skip


@pytest.mark.parametrize("missing", [right for right in RIGHTS if not right.startswith("view")])
def test_an_import_needs_the_right_to_add_and_change_each_record(missing: str) -> None:
    client = client_who_may(*(right for right in RIGHTS if right != missing))
    assert client.get(f"{LIST}import/").status_code == 403
    assert preview(client, table(NEW)).status_code == 403
    sent = {"import_file_name": "x", "original_file_name": "x", "format": "0", "resource": ""}
    assert client.post(f"{LIST}process_import/", sent).status_code == 403
    assert "import/" not in client.get(LIST).text


@pytest.mark.parametrize("missing", [right for right in RIGHTS if right.startswith("view")])
def test_an_export_needs_the_right_to_view_each_record(missing: str) -> None:
    names = [right for right in RIGHTS if right.startswith("view") and right != missing]
    client = client_who_may(*names)
    assert client.get(f"{LIST}export/").status_code == 403
    assert client.post(f"{LIST}export/", {"format": "0"}).status_code == 403
