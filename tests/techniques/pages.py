"""Reading the catalogue's pages as a visitor does."""

from bs4 import Tag


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ", strip=True).split())
