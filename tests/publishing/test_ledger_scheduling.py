"""What is scheduled goes live because time passes, and the dates that a page shows are those of its readers."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from publishing import clock, ledger
from tests.factories import change_text, make_article, make_live_article

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_a_scheduled_edition_goes_live_because_time_passes() -> None:
    article = make_article()
    tomorrow = clock.present() + timedelta(days=1)
    ledger.publish(article, by=None, live_from=tomorrow)

    assert not article.editions.live().exists()
    with clock.at(tomorrow):
        assert article.editions.live().get().title == article.title


def test_a_scheduled_edition_is_live_from_its_moment_on_and_not_before(client: Client) -> None:
    article, edition = make_live_article(text="<p>Old words.</p>")
    change_text(article, "<p>New words.</p>")
    moment = clock.present() + DAY
    ledger.publish(article, by=None, live_from=moment)

    with clock.at(moment - timedelta(microseconds=1)):
        assert "Old words." in client.get(edition.path).text
    with clock.at(moment):
        assert "New words." in client.get(edition.path).text


def test_a_page_that_is_only_scheduled_cannot_be_found(client: Client) -> None:
    article = make_article(title="Not before tomorrow")
    edition = ledger.publish(article, by=None, live_from=clock.present() + DAY)

    for address in (edition.path, edition.get_history_url(), "/articles/", "/sitemap.xml", "/articles/feed/"):
        assert "Not before tomorrow" not in client.get(address).text
    assert client.get(edition.path).status_code == 404


def test_publishing_now_replaces_what_was_scheduled(client: Client) -> None:
    article = make_article(text="<p>For tomorrow.</p>")
    edition = ledger.publish(article, by=None, live_from=clock.present() + DAY)
    change_text(article, "<p>For today.</p>")
    ledger.publish(article, by=None)

    with clock.at(clock.present() + 2 * DAY):
        assert "For today." in client.get(edition.path).text


def test_a_later_edition_may_be_scheduled_before_an_earlier_one() -> None:
    article = make_article()
    late = ledger.publish(article, by=None, live_from=clock.present() + 3 * DAY)
    early = ledger.publish(article, by=None, live_from=clock.present() + DAY)

    assert list(article.editions.scheduled()) == [early]
    assert article.editions.live(at=late.live_from + DAY).get() == early


def test_two_scheduled_editions_follow_each_other() -> None:
    article = make_article()
    first = ledger.publish(article, by=None, live_from=clock.present() + DAY)
    second = ledger.publish(article, by=None, live_from=clock.present() + 2 * DAY)

    assert set(article.editions.scheduled()) == {first, second}
    assert article.editions.live(at=first.live_from).get() == first
    assert article.editions.live(at=second.live_from).get() == second


def test_an_edition_that_was_replaced_before_its_moment_is_not_in_the_history(client: Client) -> None:
    article, live = make_live_article()
    ledger.publish(article, by=None, note="Nobody ever read this.", live_from=clock.present() + DAY)
    ledger.publish(article, by=None, note="Everybody read this.")

    with clock.at(clock.present() + 2 * DAY):
        history = client.get(live.get_history_url()).text

    assert "Everybody read this." in history
    assert "Nobody ever read this." not in history


def test_the_past_cannot_be_published_into() -> None:
    article = make_article()
    edition = ledger.publish(article, by=None, live_from=clock.present() - DAY)

    assert edition.live_from == edition.published_at
    assert not article.editions.live(at=clock.present() - HOUR).exists()


# The dates that a page shows


def test_a_page_keeps_the_date_of_its_first_edition() -> None:
    article, first = make_live_article()
    with time_machine.travel(clock.present() + 9 * DAY, tick=False):
        second = ledger.publish(article, by=None, note="Better.")

    assert first.updated_on is None
    assert second.first_live_from == first.live_from
    assert second.updated_on == second.live_from


def test_a_page_that_was_scheduled_and_then_published_at_once_is_dated_today() -> None:
    article = make_article()
    ledger.publish(article, by=None, live_from=clock.present() + 9 * DAY)

    edition = ledger.publish(article, by=None)

    assert edition.first_live_from == edition.live_from
    assert edition.updated_on is None


def test_a_page_withdrawn_before_anybody_saw_it_is_dated_by_its_real_beginning() -> None:
    article = make_article()
    ledger.publish(article, by=None, live_from=clock.present() + DAY)
    ledger.withdraw(article, by=None, reason="Too early.")
    with time_machine.travel(clock.present() + 9 * DAY, tick=False):
        edition = ledger.publish(article, by=None)

    assert edition.first_live_from == edition.live_from
