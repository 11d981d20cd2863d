"""What a page weighs on the way to a phone, beside its own text."""

import gzip
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from backpain.static_files import in_one_piece
from tests.backpain.test_queries import QUERIES, fill

pytestmark = pytest.mark.django_db

#: Bytes of style and script, compressed, and of fonts, which are compressed already.
MOST_STYLE_AND_SCRIPT = 30_000
MOST_FONTS = 60_000


def found(name: str) -> Path:
    path = finders.find(name)
    assert path, name
    return Path(str(path))


def weight(address: str) -> int:
    """Bytes of a static file as it travels, compressed the way that every browser takes."""
    name = address.removeprefix("/static/")
    if name.endswith(".css"):
        return len(gzip.compress(in_one_piece(name, lambda sheet: found(sheet).read_text()).encode()))
    return len(gzip.compress(found(name).read_bytes()))


def test_style_and_script_fonts_and_pictures_of_every_page(client: Client) -> None:
    fill(1)
    addresses = [*QUERIES, "/therapists/", "/therapists/?near=Texas"]
    answers = [client.get(address) for address in addresses]
    pages = [answer for answer in answers if answer.headers["Content-Type"].startswith("text/html") and answer.content]
    assert len(pages) > 20
    for answer in pages:
        page, address = BeautifulSoup(answer.content, "html.parser"), answer.request["PATH_INFO"]
        sheets = [link["href"] for link in page.select("link[rel=stylesheet]")]
        scripts = [script["src"] for script in page.select("script[src]")]
        assert 1 <= len(sheets) <= 2, address
        assert sum(map(weight, [*sheets, *scripts])) <= MOST_STYLE_AND_SCRIPT, address
        fonts = [link["href"] for link in page.select("link[rel=preload][as=font]")]
        assert fonts, address
        assert sum(map(weight, fonts)) <= MOST_FONTS, address
        unsized = [image for image in page.select("img") if not (image.get("width") and image.get("height"))]
        assert unsized == [], address


def test_fonts_that_styles_name_are_the_ones_that_are_preloaded(client: Client) -> None:
    fill(1)
    page = client.get("/").content.decode()
    named = [font.name for font in (settings.BASE_DIR / "static" / "fonts").glob("*.woff2")]
    assert named
    assert all(f'rel="preload" href="/static/fonts/{name}" as="font"' in page for name in named)
