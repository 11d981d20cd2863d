"""Looking at versions of a page in the admin: editions, comparing, restoring, previewing."""

from collections.abc import Callable

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, SitePage
from publishing import ledger
from tests.factories import change_text, make_article, make_editor, make_live_article, make_live_page, make_site_page
from tests.publishing.pages import words_of
from tests.publishing.staff import a_draft, a_scheduled_page, a_withdrawn_page, address, change_body, client_of

pytestmark = pytest.mark.django_db

AT_NOON = time_machine.travel("2026-03-05 17:00Z", tick=False)


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
