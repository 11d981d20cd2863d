"""Who may do what in the admin, and what nobody may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles.models import Article, SitePage
from publishing.models import Approval, Draft, Edition
from tests.factories import (
    make_article,
    make_editor,
    make_live_article,
    make_live_page,
    make_site_page,
    make_user,
    make_writer,
)
from tests.publishing.pages import buttons_of, words_of
from tests.publishing.staff import (
    a_live_page,
    a_scheduled_page,
    a_withdrawn_page,
    address,
    client_of,
    make_stranger,
    make_viewer,
)

pytestmark = pytest.mark.django_db


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
