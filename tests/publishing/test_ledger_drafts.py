"""Every change is kept as a draft, and what was published before can be restored."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, RichText
from publishing import ledger
from publishing.models import Draft
from tests.factories import change_text, make_article, make_live_article, make_live_page, make_site_page, make_topic

pytestmark = pytest.mark.django_db


def test_every_save_that_changes_something_keeps_a_draft(editor: User) -> None:
    article = make_article(text="<p>One.</p>")
    change_text(article, "<p>Two.</p>", by=editor)

    newest = article.drafts.latest()
    assert article.drafts.count() == 2
    assert "Two." in newest.text
    assert newest.saved_by == editor
    assert (article.changed_by, article.changed_at) == (editor, newest.saved_at)


def test_a_save_that_changes_nothing_keeps_no_draft_and_no_name(editor: User) -> None:
    article = make_article()

    assert ledger.keep_draft(article, by=editor) is False
    assert article.drafts.count() == 1
    assert Article.objects.get().changed_by is None


def test_filing_is_not_content() -> None:
    article, _ = make_live_article()
    article.topic = make_topic()
    article.save()
    article.tags.add("moved")

    assert ledger.keep_draft(article, by=None) is False
    assert article.status == "Live"


def test_publishing_keeps_what_a_command_changed_as_a_draft() -> None:
    article = make_article()
    RichText.objects.filter(parent=article).update(body="<p>From a command.</p>")

    edition = ledger.publish(article, by=None)

    assert Draft.objects.latest().fingerprint == edition.fingerprint
    assert article.status == "Live"


# Restoring


def test_a_restored_text_reaches_readers_when_it_is_published(client: Client) -> None:
    article, first = make_live_article(text="<p>The first words.</p>")
    change_text(article, "<p>The second words.</p>")
    ledger.publish(article, by=None, note="Second.")

    assert ledger.restore(article, first.working_copy, by=None) == []
    assert "The second words." in client.get(first.path).text

    third = ledger.publish(article, by=None, note="As it was first.")

    assert third.number == 3
    assert third.fingerprint == first.fingerprint
    assert "The first words." in client.get(first.path).text


def test_a_restored_page_keeps_its_address_if_the_old_one_is_taken() -> None:
    page, first = make_live_page(slug="old-address", title="First title")
    page.slug, page.title = "new-address", "Second title"
    page.save()
    make_site_page(slug="old-address")

    missing = ledger.restore(page, first.working_copy, by=None)

    assert missing == ["slug “old-address”, because another site page has it now"]
    page.refresh_from_db()
    assert (page.slug, page.title) == ("new-address", "First title")
