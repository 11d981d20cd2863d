"""Practices out of the directory as a table, and back unchanged."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as pages
from tests.therapists import factories
from tests.therapists.tables import DRAFT, bring_in, export, words_of
from therapists.columns import COLUMNS
from therapists.exchange import PracticeResource
from therapists.models import Practice, Therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texas")]


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
