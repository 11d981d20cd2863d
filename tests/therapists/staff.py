"""What staff do with the directory in the admin, and what it answers."""

from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client

from tests import factories as pages
from tests.browser_form import fields_of
from therapists.models import Therapist

LIST = "/admin/therapists/therapist/"
ALL = ["add", "change", "delete", "view"]
RECORDS = ["therapist", "licence", "certification", "practice", "accessfact", "jurisdiction"]


def codes(verbs: list[str], records: list[str] = RECORDS) -> list[str]:
    return [f"{verb}_{record}" for verb in verbs for record in records]


def client_who_may(*codenames: str) -> Client:
    client = Client()
    client.force_login(pages.make_user("staff", Permission.objects.filter(codename__in=codenames)))
    return client


def change(row: Any) -> str:
    return f"/admin/therapists/{row._meta.model_name}/{row.pk}/change/"


def save(client: Client, row: Any, **values: Any) -> HttpResponse:
    where = change(row)
    fields = fields_of(client.get(where), f"{row._meta.model_name}_form")
    return client.post(where, fields | values)


def ask(client: Client, action: str, *rows: Therapist) -> HttpResponse:
    sent = {"action": f"{action}_selected", "_selected_action": [row.pk for row in rows]}
    return client.post(LIST, sent, follow=True)


def errors_of(response: HttpResponse) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(tag.get_text(" ", strip=True) for tag in soup.select(".errorlist"))
