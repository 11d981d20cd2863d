"""Publishing in the admin: what each person sees, may do, and is told."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from articles.models import Article, SitePage
from publishing import clock, ledger
from publishing.models import Approval, Draft, Edition
from tests.factories import (
    change_text,
    make_article,
    make_contributor,
    make_editor,
    make_live_article,
    make_live_page,
    make_site_page,
    make_user,
    make_writer,
)
from tests.publishing.pages import buttons_of, words_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
AT_NOON = time_machine.travel("2026-03-05 17:00Z", tick=False)
NEXT_MONDAY = datetime(2026, 3, 9, 14, tzinfo=UTC)


def address(content: Any, rest: str = "change") -> str:
    return f"/admin/{content._meta.app_label}/{content._meta.model_name}/{content.pk}/{rest}/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change_body(page: SitePage, body: str, *, by: User | None = None) -> None:
    page.body = body
    page.save()
    ledger.keep_draft(page, by=by)


def submit(client: Client, content: Any, **typed: str) -> HttpResponse:
    """Open the publish page, fill it in and press the button."""
    page = BeautifulSoup(client.get(address(content, "publish")).content, "html.parser")
    fingerprint = page.select_one("form [name=fingerprint]")
    assert fingerprint is not None
    sent = {"when": "now", "fingerprint": str(fingerprint["value"])} | typed
    return client.post(address(content, "publish"), sent, follow=True)


# Status


def a_draft() -> SitePage:
    return make_site_page()


def a_live_page() -> SitePage:
    return make_live_page()[0]


def a_live_page_with_changes() -> SitePage:
    page = a_live_page()
    change_body(page, "<p>Newer words.</p>")
    return page


def a_scheduled_page() -> SitePage:
    page = make_site_page()
    ledger.publish(page, by=None, live_from=NEXT_MONDAY)
    return page


def a_live_page_with_a_scheduled_edition() -> SitePage:
    page = a_live_page()
    ledger.publish(page, by=None, live_from=NEXT_MONDAY)
    return page


def a_changed_page_with_a_scheduled_edition() -> SitePage:
    page = a_live_page()
    change_body(page, "<p>Newer words.</p>")
    ledger.publish(page, by=None, live_from=NEXT_MONDAY)
    return page


def a_withdrawn_page() -> SitePage:
    page = a_live_page()
    ledger.withdraw(page, by=None, reason="Wrong.")
    return page


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


@pytest.fixture
def written(settings: Settings) -> tuple[SitePage, User]:
    """A page that needs a second person, and the person who wrote it."""
    settings.PUBLISHING_REQUIRES_APPROVAL = True
    page, author = make_site_page(), make_editor()
    change_body(page, "<p>Mine.</p>", by=author)
    return page, author


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


# Editions, comparing, restoring


@AT_NOON
def test_the_editions_page_tells_the_whole_story() -> None:
    author = make_editor()
    page, _ = make_live_page(body="<p>One.</p>")
    change_body(page, "<p>Two.</p>", by=author)
    ledger.publish(page, by=author, note="A second word.")
    ledger.withdraw(page, by=author, reason="Wrong after all.")
    ledger.publish(page, by=author, note="Right after all.")

    tables = BeautifulSoup(client_of(author).get(address(page, "editions")).content, "html.parser").select(
        "#content table"
    )
    editions = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in tables[0].select("tr")[1:]]
    drafts = [row.get_text(" ", strip=True) for row in tables[1].select("tr")[1:]]

    assert [row[0] for row in editions] == ["4 (live)", "3 (withdrawal)", "2", "1"]
    assert [row[2] for row in editions] == ["Right after all.", "Wrong after all.", "A second word.", "–"]
    assert [row[3] for row in editions] == [author.username] * 3 + ["a command"]
    assert editions[0][1] == "March 5, 2026, noon"
    assert len(drafts) == 2
    assert author.username in drafts[0]


def test_a_page_without_editions_says_so(editor_client: Client) -> None:
    assert "Nothing has been published yet." in words_of(editor_client.get(address(make_site_page(), "editions")))


def test_an_edition_can_be_looked_at_as_it_was(editor_client: Client) -> None:
    page, _ = make_live_page(body="<p>The old words.</p>")
    change_body(page, "<p>The new words.</p>")
    ledger.publish(page, by=None, note="New.")

    response = editor_client.get(address(page, "editions/1"))

    assert "Preview: edition 1, as it was published." in words_of(response, ".staff-banner")
    assert "The old words." in words_of(response, ".prose")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_an_edition_that_is_not_there_or_shows_nothing_is_not_found(editor_client: Client) -> None:
    page = a_withdrawn_page()

    for number in ("0", "2", "3", "99999999999999999999"):
        assert editor_client.get(address(page, f"editions/{number}")).status_code == 404


def test_the_working_copy_is_compared_with_the_last_edition_unless_something_else_is_asked(
    editor_client: Client,
) -> None:
    page, _ = make_live_page(body="<p>Rest for ten minutes.</p>")
    change_body(page, "<p>Rest for twenty minutes.</p>")

    response = editor_client.get(address(page, "compare"))

    assert "1 paragraph changed." in words_of(response, "[role=status]")
    assert "ten" in words_of(response, ".comparison del")
    assert "twenty" in words_of(response, ".comparison ins")


def test_any_two_versions_can_be_compared(editor_client: Client) -> None:
    page, _ = make_live_page(body="<p>Rest for ten minutes.</p>")
    change_body(page, "<p>Rest for twenty minutes.</p>")
    draft = page.drafts.latest()
    change_body(page, "<p>Rest for thirty minutes.</p>")

    for old, new, deleted, inserted in [
        ("edition-1", draft.state, "ten", "twenty"),
        (draft.state, "now", "twenty", "thirty"),
        ("now", "edition-1", "thirty", "ten"),
    ]:
        response = editor_client.get(address(page, "compare"), {"old": old, "new": new})
        assert deleted in words_of(response, ".comparison del")
        assert inserted in words_of(response, ".comparison ins")
    same = editor_client.get(address(page, "compare"), {"old": "now", "new": "now"})
    assert "The words are the same." in words_of(same, "[role=status]")


@pytest.mark.parametrize("state", ["", "edition-9", "edition-", "draft-0", "yesterday", "edition-1-1"])
def test_a_version_that_is_not_there_cannot_be_compared(editor_client: Client, state: str) -> None:
    page, _ = make_live_page()

    response = editor_client.get(address(page, "compare"), {"old": state, "new": "now"})

    assert response.status_code == 200
    assert words_of(response, ".errorlist")


def test_markup_in_the_words_of_a_page_is_shown_as_words(editor_client: Client) -> None:
    page, _ = make_live_page(title="<script>old</script>")
    page.title = "<script>new</script>"
    page.save()
    ledger.keep_draft(page, by=None)

    assert "<script>new" not in editor_client.get(address(page, "compare")).text


def test_an_edition_is_restored_into_the_working_copy_and_not_published(editor_client: Client, client: Client) -> None:
    page, edition = make_live_page(body="<p>The old words.</p>")
    change_body(page, "<p>The new words.</p>")
    ledger.publish(page, by=None, note="New.")

    response = editor_client.post(address(page, "restore/edition-1"), follow=True)

    assert "The working copy is as it was then." in words_of(response, ".messagelist")
    assert SitePage.objects.get().body == "<p>The old words.</p>"
    assert "The new words." in client.get(edition.path).text
    assert page.editions.count() == 2


def test_a_draft_is_restored_and_what_it_replaces_is_kept(editor: User) -> None:
    page = make_site_page(body="<p>Saved first.</p>")
    first = page.drafts.get()
    change_body(page, "<p>Saved second.</p>")

    client_of(editor).post(address(page, f"restore/{first.state}"))

    assert SitePage.objects.get().body == "<p>Saved first.</p>"
    assert [draft.text.split("\n")[-1] for draft in page.drafts] == ["Saved first.", "Saved second.", "Saved first."]
    assert SitePage.objects.get().changed_by == editor


def test_what_could_not_be_restored_is_said(editor_client: Client) -> None:
    page, _ = make_live_page(slug="old-address")
    page.slug = "new-address"
    page.save()
    make_site_page(slug="old-address")

    response = editor_client.post(address(page, "restore/edition-1"), follow=True)

    assert "Could not be restored: slug “old-address”, because another site page has it now." in words_of(
        response, ".messagelist .warning"
    )


def test_only_versions_of_the_page_itself_can_be_restored(editor_client: Client) -> None:
    page, other = a_withdrawn_page(), make_site_page()
    foreign = other.drafts.get().state

    for state in (foreign, "edition-2", "edition-7", "edition-", "draft-x", "now", "draft-99999999999999999999"):
        assert editor_client.post(address(page, f"restore/{state}")).status_code == 404, state


# Preview


def test_a_preview_shows_the_working_copy_on_the_public_page_to_staff_alone(
    editor_client: Client, client: Client
) -> None:
    article, edition = make_live_article(text="<p>The old words.</p>")
    change_text(article, "<p>The new words.</p>")

    response = editor_client.get(address(article, "preview"))

    banner = "Preview: the working copy, not yet published. Readers do not see this page."
    assert words_of(response, ".staff-banner") == banner
    assert words_of(response, "article .prose") == "The new words."
    assert Article.public_template in [template.name for template in response.templates]
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.text
    assert "The old words." in client.get(edition.path).text
    assert article.editions.count() == 1


@pytest.mark.parametrize("make", [a_draft, a_withdrawn_page, a_scheduled_page])
def test_every_page_can_be_previewed_whatever_its_state(editor_client: Client, make: Callable[[], SitePage]) -> None:
    assert words_of(editor_client.get(address(make(), "preview")), ".prose") == "Words."


def test_a_page_with_problems_can_be_previewed(editor_client: Client) -> None:
    article = make_article(text='<h3>Deep</h3><p>See <a href="page:article/x">this</a>.[@nobody]</p>')
    article.authors.clear()

    assert "See this." in words_of(editor_client.get(address(article, "preview")), ".prose")


# Who may do what

#: Of each page: what staff without rights, those who may look, write and publish get for GET and for POST.
MATRIX: dict[str, dict[str, tuple[int, int, int, int]]] = {
    "change": {"GET": (403, 200, 200, 200), "POST": (403, 403, 200, 200)},
    "preview": {"GET": (403, 200, 200, 200), "POST": (403, 200, 200, 200)},
    "editions": {"GET": (403, 200, 200, 200), "POST": (403, 200, 200, 200)},
    "editions/1": {"GET": (403, 200, 200, 200), "POST": (403, 200, 200, 200)},
    "compare": {"GET": (403, 200, 200, 200), "POST": (403, 200, 200, 200)},
    "publish": {"GET": (403, 403, 403, 200), "POST": (403, 403, 403, 200)},
    "withdraw": {"GET": (403, 403, 403, 200), "POST": (403, 403, 403, 200)},
    "approve": {"GET": (403, 403, 403, 405), "POST": (403, 403, 403, 302)},
    "restore/edition-1": {"GET": (403, 403, 405, 405), "POST": (403, 403, 302, 302)},
    "delete": {"GET": (403, 403, 403, 403), "POST": (403, 403, 403, 403)},
}


def make_stranger() -> User:
    return make_user("stranger", Permission.objects.none())


def make_viewer() -> User:
    return make_user("viewer", Permission.objects.filter(codename__startswith="view_"))


PEOPLE = [make_stranger, make_viewer, make_writer, make_editor]


def ledger_size() -> tuple[int, ...]:
    return tuple(model._default_manager.count() for model in (Edition, Approval, Draft))


@pytest.mark.parametrize("make_live", [make_live_article, make_live_page])
@pytest.mark.parametrize("person", range(4), ids=["no rights", "view", "write", "publish"])
def test_each_page_is_for_those_whose_work_it_is(person: int, make_live: Callable[[], tuple[Any, Edition]]) -> None:
    content, _ = make_live()
    client = client_of(PEOPLE[person]())

    for page, expected in MATRIX.items():
        for method in ("GET", "POST"):
            before = ledger_size()
            # A form without its hidden fields, so that even who may use it changes nothing.
            response = client.generic(method, address(content, page))
            assert response.status_code == expected[method][person], (page, method)
            assert ledger_size() == before, (page, method)


def test_nobody_gets_anywhere_without_signing_in(client: Client) -> None:
    content, _ = make_live_page()
    before = ledger_size()

    for page in MATRIX:
        for response in (client.get(address(content, page)), client.post(address(content, page), {"reason": "x"})):
            assert response.status_code == 302
            assert response["Location"] == f"/admin/login/?next={address(content, page)}"
    assert ledger_size() == before


def test_rights_to_one_kind_of_page_give_none_to_another() -> None:
    rights = Permission.objects.filter(content_type__app_label="articles", content_type__model="sitepage")
    client = client_of(make_user("page-editor", rights))
    page, article = make_live_page()[0], make_live_article()[0]

    for view in ("preview", "publish", "withdraw", "editions", "compare"):
        assert client.get(address(page, view)).status_code == 200
        assert client.get(address(article, view)).status_code == 403


def test_a_writer_is_offered_no_publishing_and_cannot_do_it(writer_client: Client) -> None:
    page, _ = make_live_page()
    for view in ("change", "editions", "compare"):
        offered = buttons_of(writer_client.get(address(page, view)))
        assert not [button for button in offered if "Publish" in button or "Withdraw" in button]

    sent = {"when": "now", "note": "x", "reason": "x", "fingerprint": page.fingerprint}
    for view in ("publish", "withdraw", "approve"):
        assert writer_client.post(address(page, view), sent).status_code == 403
    assert page.editions.count() == 1
    assert page.status == "Live"


def test_a_writer_is_offered_no_approving(written: tuple[SitePage, User], writer_client: Client) -> None:
    assert "Approve the saved text" not in buttons_of(writer_client.get(address(written[0])))


def test_who_may_only_look_is_offered_nothing_to_change() -> None:
    page, _ = make_live_page()
    client = client_of(make_viewer())

    assert set(buttons_of(client.get(address(page)))) == {"Preview", "Editions", "Log"}
    assert buttons_of(client.get(address(page, "editions"))) == []


def test_an_editor_is_offered_everything(editor_client: Client) -> None:
    page, _ = make_live_page()

    offered = buttons_of(editor_client.get(address(page)))

    assert offered[:5] == ["Preview", "Publish…", "Withdraw…", "Editions", "Log"]
    assert "Restore edition 1" in buttons_of(editor_client.get(address(page, "editions")))


def test_the_forms_are_guarded_against_other_sites(editor: User) -> None:
    page, _ = make_live_page()
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)

    for view in ("publish", "withdraw", "approve", "restore/edition-1"):
        assert client.post(address(page, view), {"reason": "x", "when": "now"}).status_code == 403
    assert page.editions.count() == 1


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "x", "1_2F", "%00", "None"])
def test_a_page_that_does_not_exist_is_not_found(editor_client: Client, pk: str) -> None:
    for view in ("preview", "publish", "withdraw", "editions", "compare"):
        assert editor_client.get(f"/admin/articles/sitepage/{pk}/{view}/").status_code in {400, 404}


# Deleting


def test_what_was_published_cannot_be_deleted(editor_client: Client) -> None:
    for page in (a_live_page(), a_withdrawn_page(), a_scheduled_page()):
        assert editor_client.post(address(page, "delete"), {"post": "yes"}).status_code == 403
        assert SitePage.objects.filter(pk=page.pk).exists()
        assert "Delete" not in words_of(editor_client.get(address(page)), ".submit-row")


def test_what_was_never_published_can_be_deleted(editor_client: Client) -> None:
    page = make_site_page()
    editor_client.post(address(page, "delete"), {"post": "yes"})

    assert not SitePage.objects.exists()


def test_a_page_that_a_published_page_links_to_is_kept(editor_client: Client) -> None:
    target = make_article()
    make_live_page(body=f'<p><a href="page:{target.reference}">x</a></p>')

    assert editor_client.post(address(target, "delete"), {"post": "yes"}).status_code == 403
    assert Article.objects.filter(pk=target.pk).exists()


@pytest.mark.parametrize("kind", ["articles/article", "articles/sitepage", "publishing/edition"])
def test_nothing_can_be_deleted_from_a_list(editor_client: Client, kind: str) -> None:
    page = make_live_page()[0] if kind != "articles/article" else make_live_article()[0]
    sent = {"action": "delete_selected", "_selected_action": [str(page.pk)], "post": "yes"}
    editor_client.post(f"/admin/{kind}/", sent)

    assert type(page).objects.filter(pk=page.pk).exists()
    assert "delete_selected" not in editor_client.get(f"/admin/{kind}/").text


# The ledger to read


def titles_of(response: HttpResponse) -> set[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return {cell.get_text() for cell in page.select("#result_list .field-title")}


def test_the_ledger_can_be_read_and_not_changed(editor_client: Client) -> None:
    page, edition = make_live_page(title="As it was")
    where = f"/admin/publishing/edition/{edition.pk}/"

    shown = editor_client.get(f"{where}change/")
    assert "As it was" in words_of(shown, "#content")
    assert address(page, "editions") in shown.text
    assert buttons_of(shown) == []
    for rest in (f"{where}change/", f"{where}delete/", "/admin/publishing/edition/add/"):
        assert editor_client.post(rest, {"title": "Forged", "post": "yes"}).status_code == 403
    assert Edition.objects.get().title == "As it was"


@pytest.mark.parametrize("model", [Approval, Draft])
def test_the_rest_of_the_ledger_has_no_page_in_the_admin(editor_client: Client, model: type[Model]) -> None:
    assert editor_client.get(f"/admin/publishing/{model._meta.model_name}/").status_code == 404


def test_who_may_not_read_the_ledger_does_not(client: Client) -> None:
    assert client_of(make_stranger()).get("/admin/publishing/edition/").status_code == 403


def test_the_review_queue_lists_live_medical_pages_without_a_current_review(editor_client: Client) -> None:
    reviewer = make_contributor()
    make_live_article(title="Never reviewed")
    make_live_page(title="Not medical")
    make_article(title="Not live")
    withdrawn, _ = make_live_article(title="Withdrawn")
    ledger.withdraw(withdrawn, by=None, reason="x")
    current, overdue = (make_article(title=title, medical_reviewer=reviewer) for title in ("Current", "Overdue"))
    ledger.publish(current, by=None, reviewed=True, review_due_on=clock.today())
    ledger.publish(overdue, by=None, reviewed=True, review_due_on=clock.today() - DAY)

    listed = titles_of(editor_client.get("/admin/publishing/edition/", {"show": "review"}))

    assert listed == {"Never reviewed", "Overdue"}


def test_the_ledger_can_be_narrowed_to_what_is_live_and_what_is_scheduled(editor_client: Client) -> None:
    with time_machine.travel("2026-03-05 17:00Z", tick=False):
        pages = [a_live_page(), a_withdrawn_page(), a_scheduled_page()]
        staff = client_of(make_editor())

        assert titles_of(staff.get("/admin/publishing/edition/", {"show": "live"})) == {pages[0].title}
        assert titles_of(staff.get("/admin/publishing/edition/", {"show": "scheduled"})) == {pages[2].title}
        assert titles_of(staff.get("/admin/publishing/edition/")) == {page.title for page in pages}


def test_the_ledger_is_narrowed_down_by_kind(editor_client: Client) -> None:
    make_live_article(title="Backs")
    make_live_page(title="About")

    shown = editor_client.get("/admin/publishing/edition/?kind=sitepage")

    assert "About" in words_of(shown, "#result_list")
    assert "Backs" not in words_of(shown, "#result_list")
