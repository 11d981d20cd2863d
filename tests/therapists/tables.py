"""Practices as a table: how staff bring one in and take one out, and what they are told."""

import csv
from io import StringIO
from typing import Any

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.therapists.staff import LIST

DRAFT: dict[str, Any] = {"status": "draft", "approved_by": None, "approved_at": None}
#: A row that makes somebody new.
NEW = {
    "slug": "eve-moss", "licensed_name": "Eve Moss", "display_name": "Eve Moss", "setting": "clinic", "street": "2 Oak",
    "town": "Austin", "state": "TX", "zip_code": "78701", "phone": "(512) 555-0102", "license_number": "MT-0099",
    "name_on_license": "Eve Moss", "expires_on": "2030-05-31", "languages": "en;Spanish",
}  # fmt: skip


def table(*rows: dict[str, Any]) -> str:
    headers = list(dict.fromkeys(name for row in rows for name in row))
    out = StringIO(newline="")
    writer = csv.DictWriter(out, headers, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def preview(client: Client, text: str | bytes) -> HttpResponse:
    data = text.encode() if isinstance(text, str) else text
    return client.post(f"{LIST}import/", {"format": "0", "import_file": SimpleUploadedFile("table.csv", data)})


def bring_in(client: Client, *rows: dict[str, Any]) -> HttpResponse:
    """Both steps of an import."""
    response = preview(client, table(*rows))
    soup = BeautifulSoup(response.content, "html.parser")
    form = soup.find("form", action=f"{LIST}process_import/")
    assert form is not None, words_of(response)
    fields = {tag["name"]: tag.get("value", "") for tag in form.find_all("input") if tag.get("name")}
    return client.post(f"{LIST}process_import/", fields, follow=True)


def words_of(response: HttpResponse) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(" ".join(tag.get_text(" ") for tag in soup.select(".problems, .errorlist, .messagelist")).split())


def export(client: Client, **asked: Any) -> list[dict[str, str]]:
    response = client.post(f"{LIST}export/?{'&'.join(f'{k}={v}' for k, v in asked.items())}", {"format": "0"})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(StringIO(response.content.decode(), newline="")))
