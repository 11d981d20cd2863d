"""The ledger in the admin: to read, and as the list of what waits."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from publishing import clock, ledger
from publishing.models import Approval, Draft, Edition
from tests.factories import make_article, make_contributor, make_editor, make_live_article, make_live_page
from tests.publishing.pages import buttons_of, words_of
from tests.publishing.staff import a_live_page, a_scheduled_page, a_withdrawn_page, address, client_of, make_stranger

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


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
