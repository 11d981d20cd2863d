"""What staff do in the admin, and pages in every state that they can meet there."""

from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client

from articles.models import SitePage
from publishing import ledger
from tests.factories import make_live_page, make_site_page, make_user

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


def make_stranger() -> User:
    return make_user("stranger", Permission.objects.none())


def make_viewer() -> User:
    return make_user("viewer", Permission.objects.filter(codename__startswith="view_"))
