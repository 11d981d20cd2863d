"""What a page weighs on the way to a phone, beside its own text."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpResponseNotFound
from django.test import Client, RequestFactory, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.backpain.test_queries import QUERIES, fill

pytestmark = pytest.mark.django_db

#: Bytes of style and script, compressed, and of fonts, which are compressed already.
MOST_STYLE_AND_SCRIPT = 30_000
MOST_FONTS = 60_000


def weight(address: str) -> int:
    """Bytes of a static file as it travels, compressed the way that every browser takes."""
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    return len(gzip.compress(Path(str(found)).read_bytes()))


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
        assert sheets, address
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


def test_static_files_are_fingerprinted_compressed_and_kept_for_ever(tmp_path: Path) -> None:
    def nothing(request: Any) -> HttpResponseNotFound:
        return HttpResponseNotFound()

    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    own_files_only = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages, STATICFILES_FINDERS=own_files_only):
        call_command("collectstatic", interactive=False, verbosity=0)
        address = staticfiles_storage.url("css/base.css")
        server = WhiteNoiseMiddleware(nothing)
        served = server(RequestFactory().get(address, HTTP_ACCEPT_ENCODING="br"))
        bare = server(RequestFactory().get("/static/css/base.css"))
    assert address != "/static/css/base.css"
    assert served.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert served.headers["Content-Encoding"] == "br"
    assert bare.headers["Cache-Control"] == "max-age=60, public"
