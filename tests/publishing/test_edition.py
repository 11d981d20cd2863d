"""What is written in the ledger stays as it was written, and only what makes sense can be written."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from django.test import Client

from articles.models import Article, SitePage
from publishing import ledger
from publishing.models import AppendOnlyError, Approval, Draft, Edition, Mention
from tests.factories import change_text, make_article, make_editor, make_live_article, make_live_page

pytestmark = pytest.mark.django_db

KEPT = [Edition, Approval, Mention, Draft]
A_COLUMN = {Edition: "title", Approval: "fingerprint", Mention: "object_id", Draft: "text"}


@pytest.fixture(autouse=True)
def one_row_of_everything(db: None) -> None:
    article, _ = make_live_article(title="As it was")
    ledger.approve(article, by=make_editor())


def rows_of(model: type[Model]) -> list[dict[str, Any]]:
    return list(model._default_manager.order_by("pk").values())


@pytest.mark.parametrize("model", KEPT)
def test_a_row_cannot_be_saved_again(model: type[Model]) -> None:
    row = model._default_manager.first()

    with pytest.raises(AppendOnlyError, match="cannot be changed"):
        row.save()


@pytest.mark.parametrize("model", KEPT)
def test_a_row_cannot_be_written_over_by_a_new_one_with_its_number(model: type[Model]) -> None:
    before = rows_of(model)
    row = model._default_manager.first()
    row._state.adding = True
    setattr(row, A_COLUMN[model], "1")

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()

    assert rows_of(model) == before


@pytest.mark.parametrize("model", KEPT)
def test_a_row_cannot_be_deleted(model: type[Model]) -> None:
    with pytest.raises(AppendOnlyError, match="cannot be deleted"):
        model._default_manager.first().delete()


@pytest.mark.parametrize("model", KEPT)
def test_many_rows_cannot_be_changed_or_deleted_at_once(model: type[Model]) -> None:
    rows = model._default_manager.all()

    with pytest.raises(AppendOnlyError):
        rows.update(**{A_COLUMN[model]: "1"})
    with pytest.raises(AppendOnlyError):
        rows.bulk_update(list(rows), [A_COLUMN[model]])
    with pytest.raises(AppendOnlyError):
        rows.delete()


@pytest.mark.parametrize("model", KEPT)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = '1'",
        "UPDATE {table} SET {column} = {column} WHERE id = (SELECT min(id) FROM {table})",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table})",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(model: type[Model], statement: str) -> None:
    before = rows_of(model)
    sql = statement.format(table=model._meta.db_table, column=A_COLUMN[model])

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert rows_of(model) == before != []


def test_the_database_itself_refuses_to_be_emptied() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL knows TRUNCATE.")
    # While a row waits for its foreign keys to be checked, TRUNCATE fails for that reason alone.
    connection.check_constraints()

    for model in KEPT:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


@pytest.mark.parametrize("kept_column", ["id", "number"])
def test_the_database_itself_refuses_to_replace_an_edition(kept_column: str) -> None:
    """SQLite deletes what stands in the way of a REPLACE, and asks its delete triggers only when told to."""
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite knows INSERT OR REPLACE.")
    before = rows_of(Edition)
    columns = [field.column for field in Edition._meta.concrete_fields]
    values = ["'Rewritten'" if column == "title" else column for column in columns]
    if kept_column == "number":
        values[columns.index("id")] = "id + 1000"
    sql = f"INSERT OR REPLACE INTO publishing_edition ({', '.join(columns)}) SELECT {', '.join(values)} FROM publishing_edition"  # noqa: E501, S608 (one statement, of our own names)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert rows_of(Edition) == before


def test_a_bulk_insert_cannot_change_what_it_collides_with() -> None:
    edition = Edition.objects.get(title="As it was")
    edition.title = "Rewritten"

    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.bulk_create([edition], update_conflicts=True, update_fields=["title"], unique_fields=["id"])

    assert Edition.objects.get(pk=edition.pk).title == "As it was"


def test_whoever_published_or_approved_cannot_be_deleted() -> None:
    publisher, approver = make_editor(), make_editor()
    article = make_article()
    ledger.approve(article, by=approver)
    ledger.publish(article, by=publisher)

    for person in (publisher, approver):
        with pytest.raises(ProtectedError):
            person.delete()


def test_published_content_cannot_be_deleted_and_its_page_stays(client: Client) -> None:
    page, edition = make_live_page()

    with pytest.raises(ProtectedError, match="Withdraw it instead"):
        page.delete()

    assert SitePage.objects.filter(pk=page.pk).exists()
    assert client.get(edition.path).status_code == 200


def test_withdrawn_and_scheduled_content_cannot_be_deleted_either() -> None:
    page, _ = make_live_page()
    ledger.withdraw(page, by=None, reason="Wrong.")

    with pytest.raises(ProtectedError):
        page.delete()


def test_content_that_was_never_published_can_be_deleted() -> None:
    article = make_article()
    article.delete()

    assert not Article.objects.filter(title=article.title).exists()


# The constraints


def edition_with(**changes: Any) -> Edition:
    """A second edition like the first one but for these changes, not saved."""
    edition = Edition.objects.get(title="As it was")
    edition.pk, edition._state.adding, edition.number = None, True, 2
    for name, value in changes.items():
        setattr(edition, name, value)
    return edition


def test_a_second_edition_can_be_written() -> None:
    edition_with().save()

    assert Edition.objects.filter(title="As it was").count() == 2


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("one_edition_a_number", {"number": 1}),
        ("numbers_start_at_1", {"number": 0}),
        ("paths_are_absolute", {"path": "articles/as-it-was/"}),
        ("paths_are_absolute", {"path": ""}),
        ("a_review_has_a_reviewer_and_a_date", {"reviewed_on": date(2026, 1, 1)}),
        ("a_review_has_a_reviewer_and_a_date", {"reviewer": "Dr. Nobody"}),
    ],
)
def test_an_edition_that_makes_no_sense_cannot_be_written(constraint: str, changes: dict[str, Any]) -> None:
    named = {item.name for item in Edition._meta.constraints}
    assert constraint in named

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        edition_with(**changes).save()

    names_columns = "UNIQUE constraint failed" in str(refusal.value)
    assert constraint in str(refusal.value) or names_columns


def test_an_edition_mentions_a_thing_once() -> None:
    mention = Mention.objects.first()
    mention.pk, mention._state.adding = None, True

    with pytest.raises(IntegrityError), transaction.atomic():
        mention.save()


def test_an_edition_of_no_kind_cannot_be_written() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        edition_with(content_type=None).save()


def test_every_edition_is_complete_by_itself(client: Client) -> None:
    """Nothing that happens to the working copy afterwards reaches a page that was published."""
    article, edition = make_live_article(text="<h2>Then</h2><p>Old words.</p>")
    before = client.get(edition.path).text
    change_text(article, "<p>New words.</p>")
    article.title, article.standfirst, article.key_points = "New title", "New summary", "New point"
    article.save()
    article.authors.clear()

    assert client.get(edition.path).text == before
