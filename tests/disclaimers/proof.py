"""What it means that a response carries the disclaimer, checked from the outside."""

import csv
import re
from html import unescape
from urllib.parse import urlsplit

from django.http.response import HttpResponseBase
from django.test import Client

from disclaimers.words import Words

LINK = '</disclaimer/>; rel="terms-of-service"'


def body_of(response: HttpResponseBase) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode(response.charset or "utf-8", errors="replace")


def lacks(response: HttpResponseBase, words: Words) -> str:
    """What of the disclaimer a response lacks, or nothing. Reads the response to its end."""
    if LINK not in response.headers.get("Link", ""):
        return "the Link header"
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    body = body_of(response)
    if kind == "text/html" and body:
        # On the pages for readers it stands above the text; in the admin, anywhere.
        before, _, _ = body.partition('<main id="main"')
        if words.notice not in unescape(before):
            return "the notice"
        if str(words.html) not in body or body.index(str(words.html)) < body.index("<body"):
            return "the full text"
    elif kind in {"text/plain", "application/atom+xml"} and words.notice not in unescape(body):
        return "the notice in its own format"
    elif kind == "text/csv":
        rows = list(csv.DictReader(body.splitlines()))
        if not rows or any(row.get("disclaimer") != words.notice for row in rows):
            return "the notice in a column of every row"
    return ""


def follow(client: Client, address: str) -> list[tuple[str, HttpResponseBase]]:
    """Every response on the way from an address to where it leads, with the address of each."""
    responses: list[tuple[str, HttpResponseBase]] = []
    while len(responses) < 6:
        response = client.get(address)
        responses.append((address, response))
        if response.status_code not in {301, 302, 303, 307, 308}:
            break
        parts = urlsplit(response.headers["Location"])
        address = re.sub(r"^/*", "/", parts.path) + (f"?{parts.query}" if parts.query else "")
    return responses
