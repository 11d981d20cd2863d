"""Parts that many pages share: what readers get is the same as if every page were made alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import MenuItem
from evidence.models import Study
from publishing import clock, ledger, parts
from tests import factories
from tests.backpain.test_queries import QUERIES, fill
from tests.door import Door
from tests.marks import forget_the_transaction
from tests.publishing.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def making() -> Door:
    """A door that keeps no page, so that each is put together from parts every time."""
    factories.make_live_disclaimer()
    factories.make_live_article(slug="one", title="First")
    factories.make_live_article(slug="two", title="Second")
    MenuItem.objects.create(place="main", label="Articles", fixed_path="/articles/")
    return Door(most_bytes=0)


def test_pages_from_parts_are_the_pages_that_are_made_alone(client: Client) -> None:
    fill(3)
    door = Door(most_bytes=0)
    for turn in (1, 2):
        for address in QUERIES:
            if address != "/healthz":
                alone = client.get(address, SERVER_NAME="127.0.0.1")
                assert door.get(address).body == alone.content, (address, turn)


def test_what_pages_share_is_asked_for_once(making: Door) -> None:
    making.get("/articles/one/")
    with CaptureQueriesContext(connection) as asked:
        making.get("/articles/two/")
    assert len(asked) == 2, "the edition and what stands beside it, not the menus and the disclaimer"


def test_the_menu_says_where_the_reader_is(making: Door) -> None:
    there, elsewhere = making.get("/articles/"), making.get("/articles/one/")
    assert '<a href="/articles/" aria-current="page">Articles</a>' in there.text
    assert '<a href="/articles/">Articles</a>' in elsewhere.text


def test_a_change_reaches_every_part_within_a_second(making: Door) -> None:
    making.get("/articles/one/")
    forget_the_transaction()
    MenuItem.objects.update(label="Guides")
    making.a_second_later()
    assert "Guides" in making.get("/articles/one/").text
    assert "Guides" in making.get("/articles/two/").text


def test_staff_see_a_change_at_once(making: Door) -> None:
    making.get("/articles/one/")
    MenuItem.objects.update(label="Guides")
    session = client_of(factories.make_editor()).cookies["sessionid"].value
    assert "Guides" in making.get("/articles/one/", cookie=f"sessionid={session}").text
    assert "Guides" not in making.get("/articles/one/").text


def test_a_part_that_could_not_be_made_is_missing_from_one_page_only(making: Door) -> None:
    def no_menus(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "articles_menuitem" in sql:
            raise OperationalError("the connection was lost")
        return execute(sql, *rest)

    keeping = Door()
    with connection.execute_wrapper(no_menus):
        for door in (making, keeping):
            without = door.get("/articles/one/")
            assert (without.status, "Main" in without.text) == (200, False)
    for door in (making, keeping):
        assert 'aria-label="Main"' in door.get("/articles/one/").text
        assert 'aria-label="Main"' in door.get("/articles/two/").text


def test_pages_about_other_subjects_have_their_own_notice() -> None:
    article = factories.make_article(slug="pregnant")
    article.disclaimer_subjects.add(factories.make_disclaimer_about("pregnancy", "Ask your midwife first."))
    ledger.publish(article, by=None)
    factories.make_live_article(slug="other")
    door = Door(most_bytes=0)
    for _ in range(2):
        assert "Ask your midwife first." in door.get("/articles/pregnant/").text
        assert "Ask your midwife first." not in door.get("/articles/other/").text


def test_a_page_with_the_last_known_disclaimer_is_not_kept() -> None:
    factories.make_live_disclaimer(notice="The words in force.")
    factories.make_live_article(slug="one")

    def no_disclaimer(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if "disclaimer/disclaimer" in params:
            raise OperationalError("the connection was lost")
        return execute(sql, params, *rest)

    for address in ("/articles/one/", "/robots.txt", "/articles/feed/"):
        door = Door()
        with connection.execute_wrapper(no_disclaimer):
            without = door.get(address)
        # Neither here nor in a network in between, whatever that is told of other pages.
        assert (without.status, without.headers["Cache-Control"]) == (200, "no-store")
        asked = door.asked
        assert "The words in force." in door.get(address).text
        assert door.asked == asked + 1, address


def test_an_error_page_without_menus_leaves_the_others_theirs(making: Door) -> None:
    def broken(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if "/articles/one/" in params:
            raise RuntimeError("a fault of ours")
        return execute(sql, params, *rest)

    with connection.execute_wrapper(broken):
        assert making.get("/articles/one/").status == 500
    assert 'aria-label="Main"' in making.get("/articles/one/").text


def test_a_source_that_falls_into_doubt_is_marked_among_references_that_were_kept(making: Door) -> None:
    study = factories.make_live_study()
    factories.make_live_article(slug="cites", text=f"<p>Words [@{study.key}].</p>")
    making.a_second_later()
    sound = making.get("/articles/cites/").text
    assert "in-doubt" not in sound
    assert "application/ld+json" in sound
    Study.objects.update(notice="retracted", notice_words="See the notice.", doubted_at=timezone.now())
    making.a_second_later()
    doubtful = making.get("/articles/cites/").text
    assert doubtful.count("See the notice.") == 2, "at the top and in the references"
    assert "application/ld+json" not in doubtful
    Study.objects.update(notice="", notice_words="", doubted_at=None)
    making.a_second_later()
    assert "See the notice." not in making.get("/articles/cites/").text


def test_a_notice_from_a_machine_whose_clock_is_ahead_shows_at_its_moment() -> None:
    study = factories.make_live_study()
    factories.make_live_article(slug="cites", text=f"<p>Words [@{study.key}].</p>")
    soon = timezone.now() + timedelta(seconds=3)
    Study.objects.update(notice="retracted", notice_words="See the notice.", doubted_at=soon)
    door = Door()
    assert "See the notice." not in door.get("/articles/cites/").text
    with clock.at(soon):
        assert "See the notice." in door.get("/articles/cites/").text


def test_what_only_an_edition_decides_outlives_the_epoch(making: Door) -> None:
    making.get("/articles/one/")
    kept = dict(making.cache.renderings)
    article, _ = factories.make_live_article(slug="three")
    making.a_second_later()
    making.get("/articles/one/")
    assert kept
    assert making.cache.renderings == kept
    factories.change_text(article, "<p>New words.</p>")
    ledger.publish(article, by=None)
    making.a_second_later()
    assert "edition 2" in making.get("/articles/three/").text


def test_renderings_do_not_pile_up(making: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_RENDERINGS", 3)
    for _ in range(2):
        for slug in ("one", "two"):
            making.get(f"/articles/{slug}/")
            assert len(making.cache.renderings) <= 3
