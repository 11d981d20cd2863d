"""A text that needs a second person's approval is published only with it."""

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from articles.models import RichText
from publishing import ledger
from tests.factories import change_text, make_article, make_editor

pytestmark = pytest.mark.django_db


def test_a_text_that_needs_approval_is_published_only_with_it(settings: Settings) -> None:
    settings.PUBLISHING_REQUIRES_APPROVAL = True
    author, approver = make_editor(), make_editor()
    article = make_article()
    change_text(article, "<p>Mine.</p>", by=author)

    with pytest.raises(ledger.ApprovalMissing):
        ledger.publish(article, by=approver)
    ledger.approve(article, by=approver)

    assert ledger.publish(article, by=author).approval.approved_by == approver


def test_nobody_approves_a_text_of_their_own(editor: User) -> None:
    article = make_article()
    change_text(article, "<p>Mine.</p>", by=editor)

    with pytest.raises(ledger.LedgerError, match="You wrote this text"):
        ledger.approve(article, by=editor)


def test_an_approval_fits_one_text_to_the_letter(editor: User) -> None:
    article = make_article(text="<p>Ten minutes.</p>")
    approval = ledger.approve(article, by=editor)

    change_text(article, "<p>Ten minutes!</p>")
    assert ledger.approval_of(article) is None

    change_text(article, "<p>Ten minutes.</p>")
    assert ledger.approval_of(article) == approval


def test_a_change_by_a_command_needs_a_new_approval_too(editor: User, settings: Settings) -> None:
    settings.PUBLISHING_REQUIRES_APPROVAL = True
    article = make_article()
    ledger.approve(article, by=editor)
    RichText.objects.filter(parent=article).update(body="<p>Slipped in.</p>")

    with pytest.raises(ledger.ApprovalMissing):
        ledger.publish(article, by=editor)

    assert not article.editions.exists()


def test_nobody_approves_what_they_wrote_even_if_somebody_else_saved_it_last() -> None:
    author, colleague = make_editor(), make_editor()
    article = make_article()
    change_text(article, "<p>The author's words.</p>", by=author)
    change_text(article, "<p>The author's words!</p>", by=colleague)
    change_text(article, "<p>The author's words.</p>", by=colleague)

    with pytest.raises(ledger.LedgerError, match="You wrote this text"):
        ledger.approve(article, by=author)
