"""The site's generation moves with every change of what the public may see, in the same transaction."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taggit.models import Tag

from articles.models import MenuItem, Topic
from places.models import Place
from publishing import clock, generation, ledger
from publishing.models import Generation
from tests import factories
from tests.marks import forget_the_transaction
from tests.therapists import factories as directory
from therapists import listing
from therapists.models import Cell, Entry, Practice, Therapist

pytestmark = pytest.mark.django_db


def mark() -> int:
    return generation.read().mark


class Moves:
    """Asserts that the mark moved, or did not."""

    def __init__(self, expected: bool = True) -> None:
        self.expected = expected

    def __enter__(self) -> None:
        forget_the_transaction()
        self.before = mark()

    def __exit__(self, *raised: Any) -> None:
        if raised[0] is None:
            assert (mark() != self.before) == self.expected


@pytest.mark.parametrize("model", generation.watched_models(), ids=lambda model: model._meta.label)
@pytest.mark.parametrize("event", ["INSERT", "UPDATE", "DELETE"])
def test_every_table_that_the_public_may_see_is_watched(model: Any, event: str) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            found = any(
                f"AFTER {event.lower()} ON" in sql and "publishing_generation" in sql for (sql,) in cursor.fetchall()
            )
        else:
            cursor.execute(
                "SELECT 1 FROM information_schema.triggers WHERE event_object_table = %s AND event_manipulation = %s "
                "AND action_statement LIKE '%%publishing_move_generation%%'",
                [table, event],
            )
            found = cursor.fetchone() is not None
    assert found


def test_no_page_reads_a_table_that_is_not_watched(client: Client) -> None:
    factories.make_live_disclaimer()
    author = factories.make_contributor(slug="ann")
    ledger.publish(author, by=factories.make_editor())
    study = factories.make_live_study(key="doe")
    topic, series = factories.make_topic(slug="safety"), factories.make_series(slug="basics")
    article, _ = factories.make_live_article(
        slug="live", topic=topic, tags=["sore"], series=series, series_position=1, authors=[author],
        text="<p>So.[@doe]</p>",
    )  # fmt: skip
    MenuItem.objects.create(place="main", label="Live", page=article.reference)
    technique = factories.publish(factories.make_technique(slug="shiatsu"))
    condition = factories.publish(factories.make_condition(slug="sciatica"))
    profile = factories.make_profile(slug="both", technique=technique, condition=condition, findings=[{"study": study}])
    factories.publish(profile)
    directory.make_place("Austin")
    therapist = directory.make_therapist(techniques=[technique])
    addresses = [
        "/", "/articles/", "/articles/?topic=safety", "/articles/live/", "/articles/live/history/", "/topics/safety/",
        "/tags/sore/", "/series/basics/", "/contributors/", "/contributors/ann/", "/disclaimer/", "/articles/feed/",
        "/sitemap.xml", "/robots.txt", "/techniques/", "/techniques/shiatsu/", "/techniques/compare/?technique=shiatsu",
        "/conditions/", "/conditions/sciatica/", "/evidence/", "/evidence/both/", "/evidence/matrix.csv",
        "/evidence/studies/", "/evidence/studies/doe/", "/therapists/", "/therapists/?near=Austin",
        therapist.get_absolute_url(), f"/therapists/compare/?therapist={therapist.slug}",
        "/therapists/places.json?q=aus", "/api/therapists/?near=Austin", "/no-such-page/",
    ]  # fmt: skip
    watched = {model._meta.db_table for model in generation.watched_models()}
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        read = {table for query in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
        assert read <= watched, address


def test_it_moves_with_saving_deleting_and_changing_many() -> None:
    with Moves():
        topic = factories.make_topic()
    with Moves():
        topic.save()
    with Moves():
        Topic.objects.update(title="Other")
    with Moves():
        Topic.objects.bulk_create([Topic(title="Third", slug="third", position=3)])
    with Moves():
        Topic.objects.all().delete()


def test_it_moves_with_what_passes_by_the_models() -> None:
    topic = factories.make_topic()
    with Moves(), connection.cursor() as cursor:
        cursor.execute("UPDATE articles_topic SET title = 'Raw' WHERE id = %s", [topic.pk])
    with Moves():
        Topic.objects.filter(pk=topic.pk)._raw_delete("default")


def test_it_moves_with_publishing_withdrawing_tags_and_menus() -> None:
    article = factories.make_article()
    with Moves():
        ledger.publish(article, by=None)
    with Moves():
        ledger.withdraw(article, by=None, reason="Wrong.")
    with Moves():
        article.tags.add("sore")
    with Moves():
        Tag.objects.update(name="Sorer")
    with Moves():
        MenuItem.objects.create(place="main", label="Articles", fixed_path="/articles/")


def test_it_moves_with_every_record_of_the_directory() -> None:
    technique = factories.make_technique()
    with Moves():
        therapist = directory.make_therapist()
    with Moves():
        therapist.techniques.add(technique)
    with Moves():
        therapist.techniques.clear()
    with Moves():
        directory.make_access_fact(Practice.objects.get())
    for change in (
        lambda: therapist.licences.update(status="expired"),
        lambda: Therapist.objects.update(text="Other"),
        lambda: Entry.objects.update(sort_name="x"),
        lambda: Cell.objects.all().delete(),
        lambda: directory.make_place("Austin"),
        lambda: Place.objects.update(weight=1),
        lambda: listing.freeze(therapist, reason="A complaint."),
    ):
        with Moves():
            change()


def test_it_stays_while_nothing_public_changes() -> None:
    with Moves(expected=False):
        factories.make_editor()
    article = factories.make_article()
    with Moves(expected=False):
        list(Topic.objects.all())
        Topic.objects.filter(slug="nothing").first()
    assert article


def test_what_is_undone_moves_nothing() -> None:
    forget_the_transaction()
    before = mark()
    with transaction.atomic():
        factories.make_topic()
        assert mark() != before
        transaction.set_rollback(True)
    assert mark() == before
    with Moves():
        factories.make_topic()


def test_old_marks_do_not_pile_up() -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    factories.make_topic()
    Generation.objects.update(moved_at=hour_ago)
    with Moves():
        factories.make_topic()
    assert Generation.objects.count() == 1


def test_an_epoch_ends_when_an_edition_goes_live_or_the_day_is_over() -> None:
    midnight = generation.read().until
    assert timezone.localtime(midnight).strftime("%H:%M:%S") == "00:00:00"
    assert clock.now() < midnight <= clock.now() + timedelta(days=1, hours=1)
    soon = clock.now() + (midnight - clock.now()) / 2
    ledger.publish(factories.make_site_page(), by=None, live_from=soon)
    assert generation.read().until == soon
    with clock.at(soon):
        assert generation.read().until == midnight
