"""What readers see follows from the ledger alone."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.test import Client

from articles.models import Article
from publishing import clock, ledger
from publishing.models import Edition
from tests.factories import change_text, make_article, make_live_article, make_live_page, make_site_page

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_editing_a_live_page_changes_nothing_for_readers_until_it_is_published(client: Client) -> None:
    article, edition = make_live_article(text="<p>The old words.</p>")
    change_text(article, "<p>The new words.</p>")

    assert "The old words." in client.get(edition.path).text
    assert article.status == "Live, with unpublished changes"

    ledger.publish(article, by=None, note="New words.")

    assert "The new words." in client.get(edition.path).text


def test_each_publishing_counts_one_further_and_keeps_what_went_before() -> None:
    page, first = make_live_page(body="<p>One.</p>")
    page.body = "<p>Two.</p>"
    page.save()
    second = ledger.publish(page, by=None, note="More.")
    withdrawal = ledger.withdraw(page, by=None, reason="Wrong.")

    assert [first.number, second.number, withdrawal.number] == [1, 2, 3]
    assert [edition.html for edition in page.editions.order_by("number")] == ["<p>One.</p>", "<p>Two.</p>", ""]


def test_published_pages_are_not_deleted_in_bulk_either() -> None:
    article, _ = make_live_article()

    with pytest.raises(ProtectedError):
        Article.objects.all().delete()

    assert Article.objects.get() == article


# Withdrawing


def test_withdrawing_takes_the_live_and_the_scheduled_edition(client: Client) -> None:
    article, edition = make_live_article()
    ledger.publish(article, by=None, live_from=clock.present() + DAY)
    ledger.withdraw(article, by=None, reason="Wrong dose.")

    assert client.get(edition.path).status_code == 410
    with clock.at(clock.present() + 2 * DAY):
        assert client.get(edition.path).status_code == 410
    assert article.status == "Withdrawn"


def test_only_what_is_live_or_scheduled_can_be_withdrawn() -> None:
    with pytest.raises(ledger.NothingToWithdraw, match="neither live nor scheduled"):
        ledger.withdraw(make_article(), by=None, reason="Wrong.")

    page, _ = make_live_page()
    ledger.withdraw(page, by=None, reason="Wrong.")
    with pytest.raises(ledger.NothingToWithdraw):
        ledger.withdraw(page, by=None, reason="Wrong again.")

    assert page.editions.count() == 2


# What blocks publishing


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "The page has no text."),
        ({"standfirst": " "}, "The summary below the title is missing."),
        ({"text": "<h3>Deep</h3><p>x</p>"}, "The heading “Deep” skips a level"),
        ({"text": '<p><a href="page:article/nowhere">x</a></p>'}, "“article/nowhere”, which does not exist"),
        ({"text": "<p>So it is.[@nobody-1999]</p>"}, "[@nobody-1999]"),
    ],
)
def test_a_page_with_a_problem_is_not_published(values: dict[str, str], words: str) -> None:
    article = make_article(**values)

    with pytest.raises(ledger.NotReady) as refusal:
        ledger.publish(article, by=None)

    assert words in str(refusal.value)
    assert not article.editions.exists()


def test_a_page_without_an_author_is_not_published() -> None:
    article = make_article()
    article.authors.clear()

    with pytest.raises(ledger.NotReady, match="No author is named"):
        ledger.publish(article, by=None)


def test_a_warning_does_not_block() -> None:
    article = make_article(key_points="")

    assert "There are no key points." in {problem.message for problem in article.compose().problems}
    assert ledger.publish(article, by=None).number == 1


def test_what_is_published_is_what_was_saved_last() -> None:
    """Somebody saves a page while somebody else's request, which read it earlier, publishes it."""
    page = make_site_page(title="Old", body="<p>Old.</p>")
    saved = type(page).objects.get(pk=page.pk)
    saved.title, saved.body = "New", "<p>New.</p>"
    saved.save()
    ledger.keep_draft(saved, by=None)

    edition = ledger.publish(page, by=None)

    assert (edition.title, edition.html, edition.fingerprint) == ("New", "<p>New.</p>", saved.fingerprint)
    assert page.drafts.count() == 2


def test_a_text_that_changed_after_the_publisher_read_it_is_not_published() -> None:
    page = make_site_page(body="<p>Read.</p>")
    read = page.fingerprint
    page.body = "<p>Unread.</p>"
    page.save()
    ledger.keep_draft(page, by=None)

    with pytest.raises(ledger.NotReady, match="changed while this page was open"):
        ledger.publish(page, by=None, fingerprint=read)

    assert not page.editions.exists()


# Where things are used


def test_an_edition_remembers_each_thing_that_its_page_shows_or_links_to_once() -> None:
    target, _ = make_live_article()
    link = f'<a href="page:{target.reference}">x</a>'
    _, edition = make_live_article(text=f"<p>{link} {link}</p>")

    assert list(Edition.objects.mentioning(target)) == [edition]
    assert edition.mentions.filter(object_id=target.pk, content_type=edition.content_type).count() == 1
