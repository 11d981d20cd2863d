"""Queries that are built once: each call gives what the same query, built anew, would give."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.core.paginator import Paginator
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Topic
from evidence.models import Study
from publishing import addresses, clock, ledger, prepared
from publishing.models import Edition
from publishing.prepared import Prepared, Slot
from tests import factories

pytestmark = pytest.mark.django_db


def counting(build: Callable[..., models.QuerySet], **slots: models.Field) -> tuple[Prepared, list[int]]:
    """A prepared query, and a list that grows whenever it is built."""
    built: list[int] = []

    def build_and_count(**values: Any) -> models.QuerySet:
        built.append(1)
        return build(**values)

    return Prepared(build_and_count, slots), built


def topics_of(slug: Slot | None = None, slugs: Any = (), best: str = "") -> models.QuerySet[Topic]:
    found = Topic.objects.order_by("-title" if best == "last" else "title")
    found = found if slug is None else found.filter(slug=slug)
    return found.filter(slug__in=slugs) if slugs else found


@pytest.fixture
def topics() -> list[Topic]:
    return [factories.make_topic(slug=name, title=name.upper()) for name in ("a", "b", "c")]


def test_it_is_built_once_and_asks_once_a_call(topics: list[Topic]) -> None:
    query, built = counting(topics_of, slug=models.SlugField())
    with CaptureQueriesContext(connection) as asked:
        assert [query(slug=name) for name in ("b", "c", "none")] == [[topics[1]], [topics[2]], []]
    assert (len(built), len(asked)) == (1, 3)


def test_rows_are_new_at_each_call(topics: list[Topic]) -> None:
    query, _ = counting(topics_of, slug=models.SlugField())
    query(slug="a")[0].title = "Changed in memory"
    Topic.objects.filter(slug="a").update(title="Changed in the database")
    assert query(slug="a")[0].title == "Changed in the database"


def test_none_and_what_is_no_slot_belong_to_the_shape(topics: list[Topic]) -> None:
    query, built = counting(topics_of, slug=models.SlugField())
    assert query(slug=None) == topics
    assert query(slug=None, best="last") == topics[::-1]
    assert query(slug="b") == [topics[1]]
    assert query(slug=None) == topics
    assert len(built) == 3


def test_a_list_gets_a_slot_a_value(topics: list[Topic]) -> None:
    query, built = counting(topics_of, slugs=models.SlugField())
    assert query(slugs=["a", "c"]) == [topics[0], topics[2]]
    assert query(slugs=["b", "none"]) == [topics[1]]
    assert query(slugs=["b"]) == [topics[1]]
    assert len(built) == 2


def test_what_can_have_no_rows_has_none(topics: list[Topic]) -> None:
    query, _ = counting(lambda slugs: Topic.objects.filter(slug__in=slugs), slugs=models.SlugField())
    assert query(slugs=[]) == []
    assert query.pages(slugs=[]).count() == 0


def test_it_holds_no_connection(topics: list[Topic]) -> None:
    """Of a thread that may end before the process: nobody else could close it."""
    query, _ = counting(topics_of, slug=models.SlugField())
    query(slug="a")
    (built,) = query._built.values()
    assert built.compiler.connection is None


def test_a_value_is_never_read_as_sql(topics: list[Topic]) -> None:
    query, _ = counting(topics_of, slug=models.SlugField())
    for bad in ("a' OR '1'='1", "%s", "%", "a\\", "a;--"):
        assert query(slug=bad) == []


def test_the_present_is_that_of_the_call(topics: list[Topic]) -> None:
    article, _ = factories.make_live_article(slug="one", title="First")
    factories.change_text(article, "<p>Other words.</p>")
    soon = timezone.now() + timedelta(days=2)
    ledger.publish(article, by=None, live_from=soon)
    query, built = counting(lambda path: Edition.objects.live().filter(path=path), path=models.CharField())
    assert [edition.number for edition in query(path="/articles/one/")] == [1]
    with clock.at(soon + timedelta(seconds=1)):
        assert [edition.number for edition in query(path="/articles/one/")] == [2]
    with clock.at(timezone.now() - timedelta(days=2)):
        assert query(path="/articles/one/") == []
    assert len(built) == 1


def test_the_day_is_that_of_the_call() -> None:
    query, _ = counting(lambda: Edition.objects.awaiting_review())
    article, _ = factories.make_live_article()
    assert [edition.object_id for edition in query()] == [article.pk]
    with clock.at(timezone.now() - timedelta(days=400)):
        assert query() == []


def test_a_paginator_reads_a_page_and_counts_with_a_query_each(topics: list[Topic]) -> None:
    query, built = counting(topics_of, slug=models.SlugField())
    paginator = Paginator(query.pages(slug=None), 2)
    with CaptureQueriesContext(connection) as asked:
        assert (paginator.count, paginator.num_pages) == (3, 2)
        assert list(paginator.page(1)) == topics[:2]
        assert list(paginator.page(2)) == topics[2:]
    assert len(asked) == 3
    Topic.objects.all().delete()
    nothing = Paginator(query.pages(slug=None), 2)
    assert (nothing.count, list(nothing.page(1))) == (0, [])
    assert len(built) == 3


def test_related_rows_and_annotations_come_along() -> None:
    study = factories.make_live_study()
    factories.make_live_article(slug="cites", text=f"<p>Words [@{study.key}].</p>")
    doubt = {"notice": "retracted", "notice_words": "See the notice.", "doubted_at": timezone.now()}
    Study.objects.update(**doubt)

    def build(path: Slot) -> models.QuerySet:
        return Edition.objects.live().with_doubt().select_related("content_type").filter(path=path)

    query, _ = counting(build, path=models.CharField())
    with CaptureQueriesContext(connection) as asked:
        found = query(path="/articles/cites/")[0]
        assert (found.content_type.model, bool(found.is_in_doubt)) == ("article", True)
    assert len(asked) == 1
    Study.objects.update(notice="", notice_words="", doubted_at=None)
    assert not query(path="/articles/cites/")[0].is_in_doubt


def test_shapes_do_not_pile_up(topics: list[Topic], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST_SHAPES", 3)
    query, _ = counting(topics_of, slugs=models.SlugField())
    for length in range(1, 20):
        assert query(slugs=["b"] * length) == [topics[1]]
        assert len(query._built) <= 3


def test_a_missing_value_is_a_fault_of_the_caller() -> None:
    query, _ = counting(topics_of, slug=models.SlugField())
    query(slug="a")
    with pytest.raises(TypeError, match="slog"):
        query(slog="a")


@pytest.mark.django_db(transaction=True)
def test_threads_each_ask_over_a_connection_of_their_own() -> None:
    topics = {name: factories.make_topic(slug=name) for name in "abcdefgh"}
    query, _ = counting(topics_of, slug=models.SlugField())

    def ask(name: str) -> bool:
        try:
            return all(query(slug=name) == [topics[name]] for _ in range(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, "abcdefgh"))


def test_migrating_makes_the_site_build_its_queries_anew() -> None:
    """Numbers of content types stand in them, and a flush gives those anew."""
    factories.make_live_article(slug="one")
    assert addresses.look_up("/articles/one/").edition
    assert addresses._live_at._built
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert not addresses._live_at._built
    assert addresses.look_up("/articles/one/").edition
