"""Practices out of the directory and into it as a table, and what is said of a table that cannot be read."""

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing import clock
from tests import factories as pages
from tests.therapists import factories
from therapists.columns import COLUMNS, CSV, PRIVATE
from therapists.exchange import PracticeResource
from therapists.models import Entry, Licence, Practice, Therapist

pytestmark = pytest.mark.django_db

LIST = "/admin/therapists/therapist/"
RIGHTS = [f"{verb}_{name}" for verb in ("add", "change", "view") for name in ("therapist", "licence", "practice")]
DRAFT: dict[str, Any] = {"status": "draft", "approved_by": None, "approved_at": None}
#: A row that makes somebody new.
NEW = {
    "slug": "eve-moss", "licensed_name": "Eve Moss", "display_name": "Eve Moss", "setting": "clinic", "street": "2 Oak",
    "town": "Austin", "state": "TX", "zip_code": "78701", "phone": "(512) 555-0102", "license_number": "MT-0099",
    "name_on_license": "Eve Moss", "expires_on": "2030-05-31", "languages": "en;Spanish",
}  # fmt: skip


@pytest.fixture(autouse=True)
def texas(db: None) -> None:
    factories.make_jurisdiction("TX")
    factories.make_place("78701", kind="zip", town="Austin")


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


def client_who_may(*codenames: str) -> Client:
    client = Client()
    client.force_login(pages.make_user("staff", Permission.objects.filter(codename__in=codenames)))
    return client


@pytest.fixture
def clerk(db: None) -> Client:
    """Somebody who may change every record, but see nothing private."""
    return client_who_may(*RIGHTS)


def table(*rows: dict[str, Any]) -> str:
    headers = list(dict.fromkeys(name for row in rows for name in row))
    out = StringIO(newline="")
    writer = csv.DictWriter(out, headers, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def preview(client: Client, text: str | bytes) -> HttpResponse:
    data = text.encode() if isinstance(text, str) else text
    return client.post(f"{LIST}import/", {"format": "0", "import_file": SimpleUploadedFile("table.csv", data)})


def bring_in(client: Client, *rows: dict[str, Any]) -> HttpResponse:
    """Both steps of an import."""
    response = preview(client, table(*rows))
    soup = BeautifulSoup(response.content, "html.parser")
    form = soup.find("form", action=f"{LIST}process_import/")
    assert form is not None, words_of(response)
    fields = {tag["name"]: tag.get("value", "") for tag in form.find_all("input") if tag.get("name")}
    return client.post(f"{LIST}process_import/", fields, follow=True)


def words_of(response: HttpResponse) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(" ".join(tag.get_text(" ") for tag in soup.select(".problems, .errorlist, .messagelist")).split())


def export(client: Client, **asked: Any) -> list[dict[str, str]]:
    response = client.post(f"{LIST}export/?{'&'.join(f'{k}={v}' for k, v in asked.items())}", {"format": "0"})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(StringIO(response.content.decode(), newline="")))


# In


def test_a_row_makes_a_draft_with_its_license_and_practice(root: Client) -> None:
    technique = pages.make_technique(slug="shiatsu")
    response = bring_in(root, NEW | {"techniques": "shiatsu", "is_sample": "yes"})
    assert "1 new" in words_of(response)
    therapist = Therapist.objects.get()
    assert (therapist.slug, therapist.status, therapist.approved_by) == ("eve-moss", "draft", None)
    assert (therapist.languages, therapist.is_sample) == (["en", "es"], True)
    assert therapist.techniques.get() == technique
    licence, practice = therapist.licences.get(), therapist.practices.get()
    assert (licence.normal_number, licence.status, licence.expires_on) == ("MT0099", "unknown", date(2030, 5, 31))
    assert (practice.located, practice.point, practice.phone_digits) == ("zip", factories.AUSTIN, "5125550102")
    assert not Entry.objects.exists()
    assert LogEntry.objects.get().object_id == str(therapist.pk)


def test_nothing_is_saved_before_it_is_confirmed(root: Client) -> None:
    response = preview(root, table(NEW))
    assert "What would change" in response.text
    assert "New draft" in response.text
    assert not Therapist.objects.exists()


def test_a_table_with_one_bad_row_changes_nothing(root: Client) -> None:
    words = words_of(preview(root, table(NEW, NEW | {"slug": "bad", "license_number": "MT7", "zip_code": "787"})))
    assert "Record 2" in words
    assert "zip_code : Enter the five digits" in words
    assert not Therapist.objects.exists()


def test_two_rows_of_one_slug_are_two_practices_of_one_therapist(root: Client) -> None:
    bring_in(root, NEW, {"slug": "eve-moss", "setting": "visits", "town": "Austin", "state": "TX", "zip_code": "78701"})
    therapist = Therapist.objects.get()
    assert therapist.practices.count() == 2
    assert therapist.licences.count() == 1


def test_a_table_that_is_imported_twice_changes_nothing_the_second_time(root: Client) -> None:
    bring_in(root, NEW)
    assert "0 new, 0 updated, 0 deleted and 1 skipped" in words_of(bring_in(root, NEW))
    assert Practice.objects.count() == Licence.objects.count() == 1


def test_an_empty_cell_leaves_what_is_there(root: Client) -> None:
    bring_in(root, NEW)
    number = Practice.objects.get().pk
    bring_in(root, {"slug": "eve-moss", "practice_id": number, "town": "Bastrop", "phone": "", "license_number": ""})
    practice = Practice.objects.get()
    assert (practice.town, practice.phone, practice.therapist.licences.get().number) == (
        "Bastrop", "(512) 555-0102", "MT-0099",
    )  # fmt: skip


def test_whoever_imports_a_check_is_noted_as_the_one_who_looked(root: Client) -> None:
    bring_in(root, NEW | {"license_status": "active", "checked_on": "2026-01-02", "source": "roster"})
    licence = Licence.objects.get()
    assert (licence.status, licence.checked_by) == ("active", User.objects.get(username="root"))
    assert not licence.match_is_sure


BAD_CELLS = [
    ("slug", "no slug!", "Enter a valid “slug”"),
    ("state", "ZZ", "“ZZ” is no state of the directory"),
    ("license_state", "Atlantis", "“Atlantis” is no state"),
    ("expires_on", "05/31/2030", "“05/31/2030” is no day. Write it as 2026-05-31."),
    ("expires_on", "2030-02-30", "“2030-02-30” is no day"),
    ("expires_on", "20300531", "is no day"),
    ("first_issued_on", "2031-01-01", "cannot expire before it was issued"),
    ("license_status", "fine", "“fine” is none of: active"),
    ("license_status", "active", "Active means that somebody looked"),
    ("license_number", "---", "needs a letter or a digit"),
    ("license_number", "9" * 41, "at most 40 characters"),
    ("setting", "tent", "“tent” is none of: clinic, home"),
    ("town", "x" * 5000, "at most 80 characters (it has 5000)"),
    ("about", "x" * 5000, "It has 5000 characters, and may have 2000."),
    ("licensed_name", "x" * 5000, "at most 120 characters"),
    ("languages", "en;Klingon", "“Klingon” is none of:"),
    ("languages", "x" * 5000, f"“{'x' * 60}…” is none of:"),
    ("techniques", "shiatsu;none", "There is no technique “shiatsu”"),
    ("website", "javascript:alert(1)", "Enter a valid URL"),
    ("email", "nobody", "Enter a valid email address"),
    ("is_sample", "perhaps", "“perhaps” is neither yes nor no"),
    ("practicing_since", "１９９９", "is no whole number"),
    ("practicing_since", "1066", "Enter a year such as 2012"),
    ("latitude", "nan", "“nan” is no number of degrees"),
    ("latitude", "30", "Enter latitude and longitude"),
    ("practice_id", "1 OR 1=1", "has no practice 1 OR 1=1"),
    ("practice_id", "9" * 40, "has no practice"),
    ("price", "9", "“9” is none of: 1, 2, 3"),
    ("session_minutes", "an hour", "Enter minutes with commas between"),
    ("is_accepting", "yes", "Say as of when"),
]
#: What concerns several columns stands under all of them.
TOGETHER = {"first_issued_on", "is_accepting", "practicing_since"}


@pytest.mark.parametrize(("column", "value", "said"), BAD_CELLS)
def test_a_bad_cell_is_named_by_row_and_column(root: Client, column: str, value: str, said: str) -> None:
    response = preview(root, table(NEW | {"slug": "good", "license_number": "MT1"}, NEW | {column: value}))
    words = words_of(response)
    assert "Record 2" in words
    assert said in words
    together = column in TOGETHER or value == "active"
    assert together or f"{column} :" in words
    assert "Record 1" not in words
    assert not Therapist.objects.exists()


@pytest.mark.parametrize("column", ["licensed_name", "display_name", "setting", "town", "state", "zip_code",
                                    "name_on_license", "expires_on", "license_number"])  # fmt: skip
def test_a_missing_column_is_named(root: Client, column: str) -> None:
    words = words_of(preview(root, table({name: value for name, value in NEW.items() if name != column})))
    assert "Record 1" in words
    assert f"{column} :" in words


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "slug"), ("name,town\nA,B\n", "The column “slug” is missing"), ("slug,=cmd\na,b\n", "Unknown column “=cmd”"),
     ("slug,slug\na,b\n", "stands twice"), ("slug,town\na\n", "Line 2 has 1 cells, the first row 2"),
     ("slug,town\na,b,c\n", "Line 2 has 3 cells"), ("slug,town\n", "No CSV record"), ('slug,town\n"a,b\n', "is no CSV"),
     ("slug,town\na,b\na,b\n", "stands in the file already"), ("slug\n\x00\n", "NUL")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why_and_where(root: Client, text: str, said: str) -> None:
    response = preview(root, text)
    assert response.status_code == 200
    assert said in words_of(response) or (not text and "empty" in words_of(response))


def test_coordinates_off_the_earth_are_refused(root: Client) -> None:
    assert "Latitude is between" in words_of(preview(root, table(NEW | {"latitude": "91", "longitude": "0"})))


def test_a_file_of_another_encoding_is_refused_with_its_line(root: Client) -> None:
    assert "Line 2 is not UTF-8" in words_of(preview(root, "slug\nJosé\n".encode("latin-1")))


def test_a_file_with_too_many_rows_is_refused() -> None:
    text = "slug\n" + "\n".join(f"a-{number}" for number in range(2001))
    with pytest.raises(ValueError, match="at most 2000"):
        CSV().create_dataset(text.encode())


def test_markup_in_a_cell_is_shown_as_text(root: Client) -> None:
    response = preview(root, table(NEW | {"town": "<script>alert(1)</script>"}))
    assert "<script>alert(1)" not in response.text
    assert "&lt;script&gt;alert(1)" in response.text


# Whom an import leaves alone


@pytest.mark.parametrize(
    ("status", "said"),
    [("listed", "is listed. An import changes drafts only"), ("frozen", "is frozen"),
     ("withdrawn", "was withdrawn, and no import brings a listing back")],
)  # fmt: skip
def test_an_import_changes_nobody_but_drafts(root: Client, status: str, said: str) -> None:
    therapist = factories.make_therapist(slug="eve-moss", status=status, status_reason="x", practice={"town": "Austin"})
    before = Therapist.objects.values().get(), Practice.objects.values().get(), Licence.objects.values().get()
    number = therapist.practices.get().pk
    for row in [NEW, {"slug": "eve-moss", "practice_id": number, "phone": "(900) 555-0100"}]:
        assert said in words_of(preview(root, table(row)))
    assert (Therapist.objects.values().get(), Practice.objects.values().get(), Licence.objects.values().get()) == before


def test_nobody_withdrawn_comes_back_under_another_address(root: Client) -> None:
    factories.make_therapist(
        slug="old", licensed_name="Eve Moss", status="withdrawn", status_reason="x", licence={"number": "MT99"}
    )
    words = words_of(preview(root, table(NEW | {"license_number": "MT99"})))
    assert "license_number : It is in the directory already, for Eve Moss (old, withdrawn)" in words
    without = {name: value for name, value in NEW.items() if name not in
               {"license_number", "name_on_license", "expires_on"}}  # fmt: skip
    assert "of this name in this state was withdrawn (old)" in words_of(preview(root, table(without)))
    assert "What would change" in preview(root, table(NEW | {"license_number": "MT100"})).text


def test_a_license_stays_with_its_therapist(root: Client) -> None:
    factories.make_therapist(slug="other", licence={"number": "MT 00 99"})
    words = words_of(preview(root, table(NEW)))
    assert "license_number : It is in the directory already, for" in words
    assert "(other, listed)" in words


def test_a_practice_of_somebody_else_is_not_taken(root: Client) -> None:
    practice = factories.make_therapist(slug="other", **DRAFT).practices.get()
    assert "has no practice" in words_of(preview(root, table(NEW | {"practice_id": practice.pk})))


def test_no_column_lists_anybody(root: Client) -> None:
    assert "status" not in COLUMNS
    bring_in(
        root, NEW | {"listing": "Listed", "license_status": "active", "checked_on": "2026-01-02", "source": "phone"}
    )
    assert Therapist.objects.get().status == "draft"
    assert "Unknown column “status”" in words_of(preview(root, table(NEW | {"status": "listed"})))


def test_somebody_listed_between_preview_and_confirmation_is_left_alone(root: Client) -> None:
    bring_in(root, NEW)
    response = preview(root, table(NEW | {"phone": "(900) 555-0100"}))
    form = BeautifulSoup(response.content, "html.parser").find("form", action=f"{LIST}process_import/")
    assert form is not None
    fields = {tag["name"]: tag.get("value", "") for tag in form.find_all("input") if tag.get("name")}
    Therapist.objects.update(status="listed", approved_by=User.objects.get(), approved_at=clock.present())
    words = words_of(root.post(f"{LIST}process_import/", fields, follow=True))
    assert "Nothing was imported: the directory changed since the preview." in words
    assert Practice.objects.get().phone == "(512) 555-0102"


# Out, and back


def test_what_was_exported_comes_back_unchanged(root: Client) -> None:
    technique = pages.make_technique()
    condition = pages.make_condition()
    for _ in range(2):
        factories.make_therapist(
            **DRAFT, email="a@example.com", notes="=1+1\nSecond line", text='"Quoted", with comma', is_sample=True,
            techniques=[technique], conditions=[condition], languages=["es", "en"], practicing_since=2010,
            practice={"price": 2, "website": "https://example.com/", "session_minutes": "30, 60"},
        )  # fmt: skip
    factories.make_therapist(practice={"setting": "home", "point": None})
    factories.make_practice(Therapist.objects.latest("pk"), setting="visits", name="Other")
    rows = export(root)
    assert len(rows) == 4
    assert list(rows[0]) == COLUMNS
    words = words_of(bring_in(root, *rows))
    assert "0 new, 0 updated, 0 deleted and 4 skipped" in words


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1 512", "-2", "@SUM(A1)", "'=1", "''+2", "'tis"])
def test_no_spreadsheet_runs_what_is_exported_and_it_comes_back_as_it_was(root: Client, text: str) -> None:
    factories.make_therapist(**DRAFT, practice={"street": text}, notes=text)
    (row,) = export(root)
    for name in ("street", "notes"):
        assert row[name][0] not in "=+-@"
    Practice.objects.update(street="x")
    bring_in(root, row)
    assert Practice.objects.get().street == text


def test_an_export_follows_the_filters_of_the_list(root: Client) -> None:
    factories.make_therapist(slug="one")
    factories.make_therapist(slug="two", **DRAFT)
    assert [row["slug"] for row in export(root, status__exact="draft")] == ["two"]
    assert export(root, q="nothing-like-this") == []


def test_a_long_export_asks_no_more_of_the_database_than_a_short_one() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            PracticeResource().export(PracticeResource.rows_of(Therapist.objects.all()))
        return len(queries)

    factories.make_therapist()
    few = count()
    for _ in range(20):
        factories.make_therapist()
    assert count() == few


# What is private


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


def test_an_import_that_was_confirmed_already_says_so(root: Client) -> None:
    sent = {"import_file_name": "gone", "original_file_name": "x.csv", "format": "0", "resource": ""}
    assert "confirmed already" in words_of(root.post(f"{LIST}process_import/", sent, follow=True))


def test_the_form_of_an_import_names_its_columns(root: Client) -> None:
    text = root.get(f"{LIST}import/").text
    assert all(name in text for name in COLUMNS)


def test_an_import_makes_nobody_real_who_is_invented(root: Client) -> None:
    bring_in(root, NEW | {"is_sample": "yes"})
    assert "A sample is invented and stays one." in words_of(preview(root, table(NEW | {"is_sample": "no"})))
    assert Therapist.objects.get(slug=NEW["slug"]).is_sample


def test_an_import_brings_hours_and_what_to_expect(root: Client) -> None:
    bring_in(root, NEW | {"opening_hours": "Mon-Fri 09:00-17:00", "parking": "In the yard.", "transit": "Bus 5."})
    practice = Practice.objects.get()
    assert (practice.opening_hours, practice.parking, practice.transit) == (
        "Mon-Fri 09:00-17:00",
        "In the yard.",
        "Bus 5.",
    )
