"""Many pages are published at once, as after an import: each by itself, and by whom may publish alone."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from articles.models import SitePage
from publishing import ledger
from publishing.models import Edition, published_kinds
from tests.factories import (
    make_article,
    make_claim,
    make_contributor,
    make_disclaimer,
    make_live_page,
    make_site_page,
    make_study,
    make_technique,
    make_user,
)
from tests.publishing.pages import words_of
from tests.publishing.staff import change_body

pytestmark = pytest.mark.django_db

KINDS = sorted(model._meta.label_lower for model in published_kinds().values())


def list_of(content: Any) -> str:
    return f"/admin/{content._meta.app_label}/{content._meta.model_name}/"


def choose(client: Client, *contents: Any, **more: str) -> HttpResponse:
    """Tick pages in their list, choose the action and press “Go”."""
    ticked = [str(content.pk) for content in contents]
    return client.post(list_of(contents[0]), {"action": "publish_selected", "_selected_action": ticked} | more)


def form_of(asked: HttpResponse) -> dict[str, list[str]]:
    """What the form that asks for a note holds already."""
    form = BeautifulSoup(asked.content, "html.parser").select_one("#content form[method=post]")
    assert form is not None
    sent: dict[str, list[str]] = {}
    for field in form.select("input[name]"):
        sent.setdefault(str(field["name"]), []).append(str(field["value"]))
    return sent


def answered(*contents: Any) -> dict[str, str]:
    """What the form would send, for somebody who never saw it."""
    fingerprints = {f"fingerprint-{content.pk}": content.fingerprint for content in contents}
    return {"confirmed": "1", "note": "Now."} | fingerprints


def confirm(client: Client, *contents: Any, note: str = "Imported.") -> HttpResponse:
    """Choose pages, fill in the page that asks for a note, and send what its form holds."""
    sent = form_of(choose(client, *contents)) | {"note": [note]}
    return client.post(list_of(contents[0]), sent, follow=True)


def live() -> set[str]:
    return set(Edition.objects.live().values_list("reference", flat=True))


# Asking first


def test_the_pages_are_named_with_their_status_before_anything_is_published(editor_client: Client) -> None:
    draft, (page, _) = make_site_page(title="Care"), make_live_page(title="Rest")
    make_site_page(title="Not chosen")

    asked = choose(editor_client, draft, page)

    assert words_of(asked, "#content h1") == "Publish 2 site pages"
    assert words_of(asked, "#content-main li") == "Care (Draft, never published) Rest (Live)"
    assert live() == {page.reference}


def test_all_pages_of_a_long_list_can_be_chosen(editor_client: Client) -> None:
    pages = [make_site_page() for _ in range(3)]

    asked = choose(editor_client, pages[0], select_across="1")

    assert words_of(asked, "#content h1") == "Publish 3 site pages"
    assert not live()


@pytest.mark.parametrize("note", ["", "  "])
def test_nothing_is_published_without_a_word_on_why(editor_client: Client, note: str) -> None:
    page = make_site_page()

    asked = confirm(editor_client, page, note=note)

    assert words_of(asked, ".errorlist") == "This field is required."
    assert not live()


def test_a_long_note_stays_when_it_is_refused(editor_client: Client) -> None:
    asked = confirm(editor_client, make_site_page(), note="word " * 400)

    assert "at most 1000 characters" in words_of(asked, ".errorlist")
    assert words_of(asked, "textarea[name=note]") == " ".join(["word"] * 400)


# Publishing


def test_each_page_is_published_with_the_note_and_in_the_editors_name(
    editor: User, editor_client: Client, client: Client
) -> None:
    pages = [make_site_page(slug="care"), make_site_page(slug="rest")]

    said = confirm(editor_client, *pages, note="Imported from our old site.")

    assert words_of(said, ".messagelist") == "2 of 2 published."
    assert live() == {page.reference for page in pages}
    assert set(Edition.objects.values_list("published_by", "note")) == {(editor.pk, "Imported from our old site.")}
    assert "Imported from our old site." in client.get("/care/history/").text
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["Published edition 1."] * 2


def test_only_what_was_chosen_is_published(editor_client: Client) -> None:
    chosen, _ = make_site_page(), make_site_page()

    confirm(editor_client, chosen)

    assert live() == {chosen.reference}


def test_a_page_that_is_refused_is_named_with_the_reason_and_the_others_are_published(editor_client: Client) -> None:
    make_claim(phrases="effective ... pain", severity="warning", why="The evidence is weak.")
    make_claim(phrases="detox*", why="No toxin was ever named.")
    make_live_page(slug="taken", title="The first")
    SitePage.objects.filter(slug="taken").update(slug="moved-away")
    good, also_good = make_site_page(title="Good"), make_site_page(title="Also good")
    refused = {
        "Empty": make_site_page(title="Empty", body="<p></p>"),
        "Claims": make_site_page(title="Claims", body="<p>It is effective for pain.</p>"),
        "Detox": make_site_page(title="Detox", body="<p>A detox.</p>"),
        "Second": make_site_page(title="Second", slug="taken"),
    }

    said = confirm(editor_client, good, *refused.values(), also_good)

    warnings = [item.get_text() for item in BeautifulSoup(said.content, "html.parser").select(".messagelist .warning")]
    told = {
        title: [words for words in warnings if words.startswith(f"“{title}” was not published.")] for title in refused
    }
    assert {title: len(words) for title, words in told.items()} == dict.fromkeys(refused, 1)
    assert "The page has no text." in told["Empty"][0]
    assert "Say why this is right all the same" in told["Claims"][0]
    assert "No toxin was ever named." in told["Detox"][0]
    assert "The address /taken/ is taken by “The first”." in told["Second"][0]
    assert words_of(said, ".messagelist .success") == "2 of 6 published."
    assert good.editions.live().exists()
    assert also_good.editions.live().exists()
    assert not any(page.editions.exists() for page in refused.values())


def test_a_text_that_was_saved_after_the_question_is_not_published_unseen(editor_client: Client) -> None:
    page, untouched = make_site_page(title="Care", body="<p>Seen.</p>"), make_site_page()
    sent = form_of(choose(editor_client, page, untouched))
    change_body(page, "<p>Saved while the note was written.</p>")

    said = editor_client.post(list_of(page), sent | {"note": ["Now."]}, follow=True)

    assert "“Care” was not published. The text was changed while this page was open." in words_of(said, ".messagelist")
    assert live() == {untouched.reference}


def test_a_live_page_without_a_change_gets_no_edition(editor_client: Client) -> None:
    (same, _), (changed, _) = make_live_page(), make_live_page()
    change_body(changed, "<p>Newer words.</p>")

    said = confirm(editor_client, same, changed)

    assert words_of(said, ".messagelist") == "1 of 2 published. 1 had no change to publish."
    assert (same.editions.count(), changed.editions.count()) == (1, 2)


def test_a_withdrawn_page_comes_back(editor_client: Client) -> None:
    page, _ = make_live_page()
    ledger.withdraw(page, by=None, reason="Wrong.")

    confirm(editor_client, page)

    assert live() == {page.reference}


def test_a_review_is_never_recorded_that_way(editor_client: Client) -> None:
    article = make_article(medical_reviewer=make_contributor())

    confirm(editor_client, article)

    assert article.editions.live().get().reviewed_on is None


def test_a_text_that_needs_a_second_person_is_refused(editor_client: Client, settings: Settings) -> None:
    settings.PUBLISHING_REQUIRES_APPROVAL = True
    page = make_site_page()

    said = confirm(editor_client, page)

    assert "Somebody other than the author has to approve this text" in words_of(said, ".messagelist")
    assert not live()


def test_the_disclaimer_cannot_be_slipped_past_the_second_person(editor_client: Client) -> None:
    said = confirm(editor_client, make_disclaimer())

    assert "Somebody other than the author has to approve this text" in words_of(said, ".messagelist")
    assert not live()


@pytest.mark.parametrize("make", [make_study, make_technique, make_article])
def test_every_kind_of_page_can_be_published_like_that(editor_client: Client, make: Any) -> None:
    contents = [make(), make()]

    assert "2 of 2 published." in words_of(confirm(editor_client, *contents), ".messagelist")
    assert {content.reference for content in contents} <= live()


# Who may


def test_a_writer_is_not_offered_it_and_cannot_do_it(writer_client: Client) -> None:
    page = make_site_page()
    assert "publish_selected" not in writer_client.get(list_of(page)).text

    for more in ({}, answered(page)):
        choose(writer_client, page, **more)
    assert not live()


def test_the_right_to_publish_one_kind_is_none_to_publish_another() -> None:
    rights = Permission.objects.filter(content_type__model="sitepage") | Permission.objects.filter(
        content_type__model="article", codename__in=["view_article", "change_article"]
    )
    client = Client()
    client.force_login(make_user("page-editor", rights))
    article, page = make_article(), make_site_page()

    for content in (article, page):
        choose(client, content, **answered(content))

    assert live() == {page.reference}


def test_who_is_not_signed_in_gets_nowhere(client: Client) -> None:
    page = make_site_page()

    response = choose(client, page, **answered(page))

    assert response["Location"] == f"/admin/login/?next={list_of(page)}"
    assert not live()


def test_it_is_guarded_against_other_sites(editor: User) -> None:
    page = make_site_page()
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)

    assert choose(client, page, **answered(page)).status_code == 403
    assert not live()


# In the list


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_of_pages_offers_to_publish_and_never_to_delete(kind: str) -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    model_admin = next(found for model, found in admin.site._registry.items() if model._meta.label_lower == kind)

    request = root.get(list_of(model_admin.model)).wsgi_request

    assert set(model_admin.get_actions(request)) == {"publish_selected"}


@pytest.mark.parametrize("make", [make_site_page, make_study, make_technique])
def test_a_draft_cannot_be_deleted_from_a_list(editor_client: Client, make: Any) -> None:
    content = make()
    ticked = {"_selected_action": [str(content.pk)]}

    editor_client.post(list_of(content), {"action": "delete_selected", "post": "yes"} | ticked)

    assert type(content)._default_manager.filter(pk=content.pk).exists()


def test_editors_are_offered_the_action_in_words(editor_client: Client) -> None:
    make_site_page()

    assert "Publish the selected site pages" in words_of(editor_client.get("/admin/articles/sitepage/"), "select")


def test_asking_takes_the_same_few_questions_however_many_pages_are_chosen(
    editor_client: Client, django_assert_max_num_queries: Any
) -> None:
    pages = [make_site_page() for _ in range(20)]

    with django_assert_max_num_queries(12):
        choose(editor_client, *pages)
