"""Reading the catalogue's pages as a visitor does."""

from bs4 import BeautifulSoup, Tag
from django.test import Client


def main_of(client: Client, address: str) -> Tag:
    response = client.get(address)
    assert response.status_code == 200, address
    found = BeautifulSoup(response.content, "html.parser").main
    assert isinstance(found, Tag)
    return found


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ", strip=True).split())
