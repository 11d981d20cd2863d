"""What readers see follows from the ledger alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db.models import ProtectedError
from django.test import Client
from pytest_django import Settings

from articles.models import Article, RichText
from publishing import clock, ledger
from publishing.models import Draft, Edition
from tests.factories import (
    change_text,
    make_article,
    make_contributor,
    make_editor,
    make_live_article,
    make_live_page,
    make_site_page,
    make_topic,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
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


# Scheduling


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


# Drafts


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


# Approval


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


# Review


def test_a_review_has_its_own_date_which_a_typo_does_not_move() -> None:
    article = make_article(medical_reviewer=make_contributor(name="Ada Reader", credentials="MD"))
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False):
        ledger.publish(article, by=None, reviewed=True, review_due_on=date(2027, 3, 1))
    with time_machine.travel(datetime(2026, 4, 1, 12, tzinfo=UTC), tick=False):
        typo = ledger.publish(article, by=None, note="A typo.")
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC), tick=False):
        again = ledger.publish(article, by=None, note="Read anew.", reviewed=True, review_due_on=date(2027, 5, 1))

    assert (typo.reviewed_on, typo.reviewer) == (date(2026, 3, 1), "Ada Reader, MD")
    assert typo.review_due_on == date(2027, 3, 1)
    assert (again.reviewed_on, again.review_due_on) == (date(2026, 5, 1), date(2027, 5, 1))


def test_a_review_outlives_a_withdrawal() -> None:
    article = make_article(medical_reviewer=make_contributor())
    reviewed = ledger.publish(article, by=None, reviewed=True, review_due_on=date(2099, 1, 1))
    ledger.withdraw(article, by=None, reason="By mistake.")

    assert ledger.publish(article, by=None).reviewed_on == reviewed.reviewed_on


def test_a_review_is_dated_in_the_time_zone_of_the_site() -> None:
    article = make_article(medical_reviewer=make_contributor())
    with time_machine.travel(datetime(2026, 3, 2, 3, tzinfo=UTC), tick=False):
        edition = ledger.publish(article, by=None, reviewed=True, review_due_on=date(2099, 1, 1))

    assert edition.reviewed_on == date(2026, 3, 1)


def test_a_review_without_a_reviewer_is_refused() -> None:
    with pytest.raises(ledger.NotReady, match="Choose the medical reviewer"):
        ledger.publish(make_article(), by=None, reviewed=True, review_due_on=date(2099, 1, 1))


def test_pages_without_a_review_or_with_an_overdue_one_await_review() -> None:
    reviewer = make_contributor()
    _, unreviewed = make_live_article()
    make_live_page()
    current = make_article(medical_reviewer=reviewer)
    overdue = make_article(medical_reviewer=reviewer)
    due_on = clock.today() + 10 * DAY
    ledger.publish(current, by=None, reviewed=True, review_due_on=due_on + DAY)
    late = ledger.publish(overdue, by=None, reviewed=True, review_due_on=due_on)

    assert list(Edition.objects.awaiting_review()) == [unreviewed]
    with clock.at(clock.present() + 11 * DAY):
        assert set(Edition.objects.awaiting_review()) == {unreviewed, late}


# Where things are used


def test_an_edition_remembers_each_thing_that_its_page_shows_or_links_to_once() -> None:
    target, _ = make_live_article()
    link = f'<a href="page:{target.reference}">x</a>'
    _, edition = make_live_article(text=f"<p>{link} {link}</p>")

    assert list(Edition.objects.mentioning(target)) == [edition]
    assert edition.mentions.filter(object_id=target.pk, content_type=edition.content_type).count() == 1


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


def test_nobody_approves_what_they_wrote_even_if_somebody_else_saved_it_last() -> None:
    author, colleague = make_editor(), make_editor()
    article = make_article()
    change_text(article, "<p>The author's words.</p>", by=author)
    change_text(article, "<p>The author's words!</p>", by=colleague)
    change_text(article, "<p>The author's words.</p>", by=colleague)

    with pytest.raises(ledger.LedgerError, match="You wrote this text"):
        ledger.approve(article, by=author)


def test_published_pages_are_not_deleted_in_bulk_either() -> None:
    article, _ = make_live_article()

    with pytest.raises(ProtectedError):
        Article.objects.all().delete()

    assert Article.objects.get() == article
