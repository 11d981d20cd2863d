"""What is said of a table that cannot be read."""

import pytest
from django.test import Client

from tests.therapists.tables import NEW, preview, table, words_of
from therapists.columns import CSV
from therapists.models import Therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texas")]

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
