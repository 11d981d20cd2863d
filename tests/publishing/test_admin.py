"""Publishing in the admin: what each page's status is, and how it is published, reviewed, approved and withdrawn."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from articles.models import SitePage
from publishing import ledger
from publishing.models import Approval
from tests.factories import (
    change_text,
    make_article,
    make_contributor,
    make_editor,
    make_live_article,
    make_live_page,
    make_site_page,
)
from tests.publishing.pages import buttons_of, words_of
from tests.publishing.staff import (
    a_changed_page_with_a_scheduled_edition,
    a_draft,
    a_live_page,
    a_live_page_with_a_scheduled_edition,
    a_live_page_with_changes,
    a_scheduled_page,
    a_withdrawn_page,
    address,
    change_body,
    client_of,
    submit,
)

pytestmark = pytest.mark.django_db

AT_NOON = time_machine.travel("2026-03-05 17:00Z", tick=False)


# Status


STATES: list[tuple[Callable[[], SitePage], str, set[str]]] = [
    (a_draft, "Draft, never published", {"draft"}),
    (a_live_page, "Live", {"live"}),
    (a_live_page_with_changes, "Live, with unpublished changes", {"live", "ahead"}),
    (a_scheduled_page, "Scheduled for March 9, 2026, 10 a.m.", {"scheduled"}),
    (
        a_live_page_with_a_scheduled_edition,
        "Live; next edition scheduled for March 9, 2026, 10 a.m.",
        {"live", "scheduled"},
    ),
    (
        a_changed_page_with_a_scheduled_edition,
        "Live, with unpublished changes; next edition scheduled for March 9, 2026, 10 a.m.",
        {"live", "ahead", "scheduled"},
    ),
    (a_withdrawn_page, "Withdrawn", {"withdrawn"}),
]


@AT_NOON
@pytest.mark.parametrize(("make", "words", "filters"), STATES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_status_is_the_same_in_the_list_on_the_page_and_in_the_filters(
    make: Callable[[], SitePage], words: str, filters: set[str]
) -> None:
    page, client = make(), client_of(make_editor())

    assert words_of(client.get("/admin/articles/sitepage/"), "td.field-status") == words
    assert words_of(client.get(address(page)), ".publishing-status strong") == words
    assert words_of(client.get(address(page, "editions")), "#content-main > p strong") == words
    for name in ("draft", "live", "ahead", "scheduled", "withdrawn"):
        listed = client.get("/admin/articles/sitepage/", {"status": name})
        assert (words_of(listed, "td.field-status") == words) is (name in filters), name


def test_the_change_page_leads_to_the_live_page(editor_client: Client) -> None:
    page, edition = make_live_page()

    links = BeautifulSoup(editor_client.get(address(page)).content, "html.parser").select(".publishing-status a")

    assert edition.path in {link["href"] for link in links}


def test_a_list_of_many_pages_asks_no_more_questions(editor_client: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(8):
        a_live_page_with_changes()

    with django_assert_max_num_queries(12):
        editor_client.get("/admin/articles/sitepage/")


# Publishing


def test_the_first_edition_needs_no_note(editor: User) -> None:
    page = make_site_page()

    response = submit(client_of(editor), page)

    assert words_of(response, ".messagelist") == f"Edition 1 is live at {page.public_path()} ."
    assert f'<a href="{page.public_path()}">' in response.text
    assert page.editions.live().get().published_by == editor
    assert LogEntry.objects.get().change_message == "Published edition 1."


def test_every_later_edition_needs_a_note_that_readers_then_see(editor_client: Client, client: Client) -> None:
    page, edition = make_live_page()
    change_body(page, "<p>Newer words.</p>")

    refused = submit(editor_client, page)
    assert words_of(refused, ".errors .errorlist") == "This field is required."
    assert page.editions.count() == 1

    submit(editor_client, page, note="We mended a word.")
    assert page.editions.live().get().number == 2
    assert "We mended a word." in client.get(edition.get_history_url()).text


def test_what_was_typed_stays_when_publishing_is_refused(editor_client: Client) -> None:
    page, _ = make_live_page()

    response = submit(editor_client, page, note="A careful note.", when="later")

    assert words_of(response, "textarea[name=note]") == "A careful note."


@AT_NOON
def test_an_edition_is_scheduled_in_the_time_zone_of_the_site() -> None:
    page, client = make_site_page(), client_of(make_editor())

    response = submit(client, page, when="later", live_from_0="2026-07-01", live_from_1="09:00")

    assert "Edition 1 will go live on July 1, 2026, 9 a.m." in words_of(response, ".messagelist")
    assert page.editions.get().live_from == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert "In the site's time zone, America/New_York." in words_of(client.get(address(page, "publish")))


@AT_NOON
@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [
        ("2026-03-05", "11:59", "This moment has passed. Choose a later one, or publish now."),
        ("1999-01-01", "09:00", "This moment has passed. Choose a later one, or publish now."),
        ("", "", "Say at what date and time the page should go live."),
        ("2026-07-01", "", "Enter a valid time."),
        ("tomorrow", "09:00", "Enter a valid date."),
        ("2026-03-08", "02:30", "couldn’t be interpreted in time zone America/New_York"),
        ("9999-12-31", "23:59", "Choose a moment between the years 2 and 9998."),
    ],
)
def test_a_moment_that_cannot_be_is_refused(day: str, hour: str, words: str) -> None:
    page = make_site_page()

    response = submit(client_of(make_editor()), page, when="later", live_from_0=day, live_from_1=hour)

    assert words in words_of(response, ".errorlist")
    assert not page.editions.exists()


def test_a_date_that_was_typed_and_then_not_wanted_is_ignored(editor_client: Client) -> None:
    page = make_site_page()
    submit(editor_client, page, when="now", live_from_0="2099-07-01", live_from_1="09:00")

    assert page.editions.live().exists()


@AT_NOON
def test_the_publish_page_says_what_it_would_replace_and_where_the_page_will_stand() -> None:
    page = a_scheduled_page()

    words = words_of(client_of(make_editor()).get(address(page, "publish")), "#content-main")

    assert "This replaces the edition scheduled for March 9, 2026, 10 a.m" in words
    assert f"The page will stand at {page.public_path()}" in words


def test_problems_are_shown_and_block(editor_client: Client) -> None:
    article = make_article(text='<h3>Deep</h3><p><a href="page:article/x">x</a></p>', key_points="")

    page = editor_client.get(address(article, "publish"))
    assert words_of(page, ".problems--errors li") == (
        "The heading “Deep” skips a level: put a second-level heading before it. "
        "A link leads to “article/x”, which does not exist. Choose another page."
    )
    assert "There are no key points." in words_of(page, ".problems:not(.problems--errors) li")

    assert "skips a level" in words_of(submit(editor_client, article), ".errorlist")
    assert not article.editions.exists()


def test_a_warning_is_shown_and_does_not_block(editor_client: Client) -> None:
    article = make_article(key_points="")
    submit(editor_client, article)

    assert article.editions.live().exists()


def test_a_taken_address_is_refused_with_the_title_of_the_page_that_has_it(editor_client: Client) -> None:
    taken, _ = make_live_page(slug="care", title="Care after massage")
    SitePage.objects.filter(pk=taken.pk).update(slug="elsewhere")

    response = submit(editor_client, make_site_page(slug="care"))

    assert "The address /care/ is taken by “Care after massage”." in words_of(response, ".errorlist")


def test_a_text_that_changed_meanwhile_is_refused_once_and_then_published(editor_client: Client) -> None:
    page = make_site_page(body="<p>Read.</p>")
    read = page.fingerprint
    change_body(page, "<p>Changed meanwhile.</p>")

    refused = editor_client.post(address(page, "publish"), {"when": "now", "fingerprint": read})
    assert "The text was changed while this page was open." in words_of(refused, ".errorlist")
    assert not page.editions.exists()

    shown = BeautifulSoup(refused.content, "html.parser").select_one("[name=fingerprint]")
    assert shown is not None
    editor_client.post(address(page, "publish"), {"when": "now", "fingerprint": shown["value"]})
    assert page.editions.live().get().html == "<p>Changed meanwhile.</p>"


# Review


def test_a_review_cannot_be_recorded_without_a_reviewer(editor_client: Client) -> None:
    article = make_article()

    response = submit(editor_client, article, reviewed="on", review_due_on="2099-01-01")

    assert "No medical reviewer is chosen on the page" in words_of(response, ".errorlist")
    assert "Choose a medical reviewer on the page itself first." in words_of(response)
    assert not article.editions.exists()


@AT_NOON
def test_the_tick_moves_the_date_of_the_review_and_publishing_without_it_keeps_it(client: Client) -> None:
    article = make_article(medical_reviewer=make_contributor(name="Ada Reader", credentials="MD"))
    staff = client_of(make_editor())
    assert "Records Ada Reader, MD and today's date as the last review." in words_of(
        staff.get(address(article, "publish"))
    )
    submit(staff, article, reviewed="on", review_due_on="2027-03-01")
    with time_machine.travel("2026-03-12 17:00Z", tick=False):
        change_text(article, "<p>A typo less.</p>")
        submit(staff, article, note="A typo.")

    page = words_of(client.get(article.public_path()), ".byline, .how-reviewed")
    assert "Clinically reviewed by Ada Reader, MD on March 5, 2026" in page
    assert "The next review is due by March 1, 2027." in page
    assert "reviewed March 5, 2026, due March 1, 2027" in words_of(staff.get(address(article)), ".publishing-status")

    with time_machine.travel("2026-03-17 17:00Z", tick=False):
        submit(staff, article, note="Read anew.", reviewed="on", review_due_on="2027-04-01")
    assert article.editions.latest("number").reviewed_on == date(2026, 3, 17)


@AT_NOON
@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("", "Say when the page is due for its next review."),
        ("2026-03-05", "The next review has to be in the future."),
        ("someday", "Enter a valid date."),
    ],
)
def test_a_review_needs_a_date_for_the_next_one(due: str, words: str) -> None:
    article = make_article(medical_reviewer=make_contributor())

    response = submit(client_of(make_editor()), article, reviewed="on", review_due_on=due)

    assert words in words_of(response, ".errorlist")
    assert not article.editions.exists()


def test_a_page_that_is_not_medical_asks_for_no_review(editor_client: Client) -> None:
    page = make_site_page()

    assert "reviewer" not in words_of(editor_client.get(address(page, "publish")), "form")
    submit(editor_client, page, reviewed="on", review_due_on="2099-01-01")

    assert page.editions.get().reviewed_on is None


def test_an_article_that_nobody_reviewed_says_so_to_staff(editor_client: Client) -> None:
    article, _ = make_live_article()

    assert "not clinically reviewed" in words_of(editor_client.get(address(article)), ".publishing-status")


# Withdrawing


def test_a_page_is_withdrawn_with_a_reason(editor: User, client: Client) -> None:
    page, edition = make_live_page()
    staff = client_of(editor)

    refused = staff.post(address(page, "withdraw"), {"reason": " "})
    assert words_of(refused, ".errorlist") == "This field is required."
    assert client.get(edition.path).status_code == 200

    response = staff.post(address(page, "withdraw"), {"reason": "The dose was wrong."}, follow=True)
    assert "The page is withdrawn." in words_of(response, ".messagelist")
    assert client.get(edition.path).status_code == 410
    assert page.editions.latest("number").published_by == editor
    assert "Withdraw…" not in buttons_of(response)


def test_the_withdraw_page_names_the_live_pages_that_link_to_it(editor_client: Client) -> None:
    target, _ = make_live_page()
    make_live_page(title="The page that links", body=f'<p><a href="page:{target.reference}">x</a></p>')
    make_live_page(title="The page that does not")

    assert words_of(editor_client.get(address(target, "withdraw")), ".problems li") == "The page that links"


def test_a_page_that_is_not_live_cannot_be_withdrawn(editor_client: Client) -> None:
    page = make_site_page()

    response = editor_client.post(address(page, "withdraw"), {"reason": "x"})

    assert "is neither live nor scheduled" in words_of(response, ".errorlist")


def test_a_draft_offers_no_withdrawal(editor_client: Client) -> None:
    assert "Withdraw…" not in buttons_of(editor_client.get(address(make_site_page())))


# Approving


def test_the_author_cannot_approve_and_cannot_publish_alone(written: tuple[SitePage, User]) -> None:
    page, author = written
    client = client_of(author)

    response = client.post(address(page, "approve"), {"fingerprint": page.fingerprint}, follow=True)
    assert "You wrote this text, so somebody else has to approve it." in words_of(response, ".messagelist")
    assert not Approval.objects.exists()

    assert "Somebody other than the author has to approve this text" in words_of(submit(client, page), ".errorlist")
    assert not page.editions.exists()


def test_another_editor_approves_and_then_the_author_may_publish(written: tuple[SitePage, User]) -> None:
    page, author = written
    other = make_editor()

    response = client_of(other).post(address(page, "approve"), {"fingerprint": page.fingerprint}, follow=True)
    assert "You approved exactly this text." in words_of(response, ".messagelist")
    assert other.username in words_of(response, ".publishing-status")
    assert "Approve the saved text" not in buttons_of(response)

    submit(client_of(author), page)
    assert page.editions.live().get().approval.approved_by == other
    assert other.username in words_of(client_of(author).get(address(page, "editions")), "#content-main")


def test_a_changed_letter_voids_the_approval(written: tuple[SitePage, User]) -> None:
    page, author = written
    other = make_editor()
    ledger.approve(page, by=other)
    change_body(page, "<p>Mine!</p>", by=author)

    response = submit(client_of(other), page)

    assert "Somebody other than the author has to approve this text" in words_of(response, ".errorlist")
    assert "This text needs the approval of somebody other than its author" in words_of(
        client_of(other).get(address(page)), ".publishing-status"
    )


def test_a_text_that_changed_while_it_was_read_is_not_approved(written: tuple[SitePage, User]) -> None:
    page, author = written
    read = page.fingerprint
    change_body(page, "<p>Something else.</p>", by=author)

    for fingerprint in (read, ""):
        response = client_of(make_editor()).post(address(page, "approve"), {"fingerprint": fingerprint}, follow=True)
        assert "The text changed while you were reading it." in words_of(response, ".messagelist")

    assert not Approval.objects.exists()


def test_a_site_that_needs_no_approval_does_not_ask_for_it(editor_client: Client) -> None:
    response = editor_client.get(address(make_site_page()))

    assert "Approve the saved text" not in buttons_of(response)
    assert "approval" not in words_of(response, ".publishing-status")
