"""Reading the directory's pages as a visitor does."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.test import Client


def page(client: Client, address: str, **asked: Any) -> str:
    """The text of a page without its markup, with what was asked in the address."""
    response = client.get(address + (f"?{urlencode(asked, doseq=True)}" if asked else ""))
    assert response.status_code == 200
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def links(client: Client, address: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]*)"', client.get(address).text)]
