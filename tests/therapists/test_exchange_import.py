"""What a table that is imported makes and changes, and whom it leaves alone."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from publishing import clock
from tests import factories as pages
from tests.therapists import factories
from tests.therapists.staff import LIST
from tests.therapists.tables import DRAFT, NEW, bring_in, preview, table, words_of
from therapists.columns import COLUMNS
from therapists.models import Entry, Licence, Practice, Therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texas")]


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


def test_an_import_brings_hours_and_what_to_expect(root: Client) -> None:
    bring_in(root, NEW | {"opening_hours": "Mon-Fri 09:00-17:00", "parking": "In the yard.", "transit": "Bus 5."})
    practice = Practice.objects.get()
    assert (practice.opening_hours, practice.parking, practice.transit) == (
        "Mon-Fri 09:00-17:00",
        "In the yard.",
        "Bus 5.",
    )


def test_the_form_of_an_import_names_its_columns(root: Client) -> None:
    text = root.get(f"{LIST}import/").text
    assert all(name in text for name in COLUMNS)


def test_an_import_that_was_confirmed_already_says_so(root: Client) -> None:
    sent = {"import_file_name": "gone", "original_file_name": "x.csv", "format": "0", "resource": ""}
    assert "confirmed already" in words_of(root.post(f"{LIST}process_import/", sent, follow=True))


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


def test_an_import_makes_nobody_real_who_is_invented(root: Client) -> None:
    bring_in(root, NEW | {"is_sample": "yes"})
    assert "A sample is invented and stays one." in words_of(preview(root, table(NEW | {"is_sample": "no"})))
    assert Therapist.objects.get(slug=NEW["slug"]).is_sample
