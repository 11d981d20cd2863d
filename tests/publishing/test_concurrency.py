"""Whoever presses a button at the same moment as somebody else: each change happens whole, one after the other."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from articles.models import SitePage
from publishing import ledger
from publishing.models import Edition, Publishable
from tests.browser_form import fields_of
from tests.factories import make_disclaimer, make_editor, make_live_page, make_site_page

pytestmark = pytest.mark.django_db(transaction=True)

AtOnce = Callable[..., list[Any]]


@pytest.fixture
def at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    """Calls functions at the same moment, each on a connection of its own; answers what each returned or raised.

    A SQLite database in memory is one for all threads, locks included, so there they share a copy of it in a file.
    """

    def call(*functions: Callable[[], Any]) -> list[Any]:
        if connection.vendor == "sqlite" and not (copy := tmp_path / "site.sqlite3").exists():
            with closing(sqlite3.connect(copy)) as file:
                connection.connection.backup(file)
                file.execute("PRAGMA journal_mode=WAL")
            of_the_copy = connections.settings["default"] | {"NAME": str(copy)}
            monkeypatch.setitem(connections.settings, "default", of_the_copy)
        answers: list[Any] = [None] * len(functions)
        start = Barrier(len(functions))

        def work(number: int) -> None:
            try:
                connection.ensure_connection()
                start.wait(timeout=20)
                answers[number] = functions[number]()
            except Exception as refusal:
                answers[number] = refusal
            finally:
                connection.close()

        threads = [Thread(target=work, args=[number]) for number in range(len(functions))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return answers

    return call


def publish(content: Publishable, **options: Any) -> Edition:
    return ledger.publish(type(content)._default_manager.get(pk=content.pk), by=None, without_approval=True, **options)


def withdraw(content: Publishable) -> Edition:
    return ledger.withdraw(type(content)._default_manager.get(pk=content.pk), by=None, reason="Wrong.")


def test_of_two_pages_that_are_published_at_one_address_one_gets_it(at_once: AtOnce) -> None:
    disclaimer, page = make_disclaimer(), make_site_page(slug="disclaimer")

    answers = at_once(lambda: publish(disclaimer), lambda: publish(page))

    assert sorted(type(answer).__name__ for answer in answers) == ["AddressTaken", "Edition"]
    [live] = at_once(lambda: Edition.objects.live().filter(path="/disclaimer/").count())
    assert live == 1


def test_editions_that_are_published_at_once_get_numbers_of_their_own(at_once: AtOnce) -> None:
    page, _ = make_live_page()

    answers = at_once(*[lambda: publish(page, note="Me too.")] * 4)

    assert sorted(edition.number for edition in answers) == [2, 3, 4, 5]
    [live] = at_once(lambda: list(Edition.objects.live().values_list("number", flat=True)))
    assert live == [5]


def test_publishing_and_withdrawing_at_once_leave_the_later_of_the_two(at_once: AtOnce) -> None:
    page, _ = make_live_page()

    published, withdrawn = at_once(lambda: publish(page, note="Better."), lambda: withdraw(page))

    assert {published.number, withdrawn.number} == {2, 3}
    [is_live] = at_once(lambda: Edition.objects.live().exists())
    assert is_live is (published.number == 3)


def test_of_two_people_who_withdraw_at_once_one_is_told_that_it_is_done(at_once: AtOnce) -> None:
    page, _ = make_live_page()

    answers = at_once(lambda: withdraw(page), lambda: withdraw(page))

    assert sorted(type(answer).__name__ for answer in answers) == ["Edition", "NothingToWithdraw"]


def test_of_two_people_who_save_at_once_one_is_shown_what_the_other_wrote(at_once: AtOnce) -> None:
    page = make_site_page()
    where = f"/admin/articles/sitepage/{page.pk}/change/"
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(make_editor())
    forms = [fields_of(client.get(where), "sitepage_form") for client in clients]

    first, second = at_once(
        lambda: clients[0].post(where, forms[0] | {"title": "From the first"}),
        lambda: clients[1].post(where, forms[1] | {"title": "From the second"}),
    )

    assert {first.status_code, second.status_code} == {200, 302}
    assert "while you had it open" in (first if first.status_code == 200 else second).text
    [title] = at_once(lambda: SitePage.objects.get().title)
    assert title == ("From the first" if first.status_code == 302 else "From the second")


def test_a_text_that_is_saved_while_it_is_published_is_published_whole_or_not_at_all(at_once: AtOnce) -> None:
    page = make_site_page(title="Old", body="<p>Old.</p>")

    def save() -> None:
        saved = SitePage.objects.get()
        saved.title, saved.body = "New", "<p>New.</p>"
        saved.save()
        ledger.keep_draft(saved, by=None)

    published, _ = at_once(lambda: publish(page), save)

    assert (published.title, published.html) in {("Old", "<p>Old.</p>"), ("New", "<p>New.</p>")}
