"""Static files as they are collected for production: fingerprinted, compressed, style sheets in one piece."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpResponseNotFound
from django.test import RequestFactory, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import MissingFileError


@contextmanager
def collected_from(folder: Path, into: Path) -> Iterator[None]:
    """As in production, with the files of one folder only."""
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "backpain.static_files.BundledStaticFilesStorage"}}
    own_files_only = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(
        STATIC_ROOT=into, STORAGES=storages, STATICFILES_DIRS=[folder], STATICFILES_FINDERS=own_files_only
    ):
        finders.get_finder.cache_clear()
        call_command("collectstatic", interactive=False, verbosity=0)
        yield
    finders.get_finder.cache_clear()


def test_static_files_are_fingerprinted_compressed_and_kept_for_ever(tmp_path: Path) -> None:
    def nothing(request: Any) -> HttpResponseNotFound:
        return HttpResponseNotFound()

    with collected_from(settings.BASE_DIR / "static", into=tmp_path):
        address = staticfiles_storage.url("css/site.css")
        server = WhiteNoiseMiddleware(nothing)
        served = server(RequestFactory().get(address, HTTP_ACCEPT_ENCODING="br"))
        bare = server(RequestFactory().get("/static/css/site.css"))
    assert address != "/static/css/site.css"
    assert served.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert served.headers["Content-Encoding"] == "br"
    assert bare.headers["Cache-Control"] == "max-age=60, public"


def test_style_sheets_travel_in_one_piece_in_the_order_of_their_imports(tmp_path: Path) -> None:
    with collected_from(settings.BASE_DIR / "static", into=tmp_path):
        whole = (tmp_path / staticfiles_storage.url("css/site.css").removeprefix("/static/")).read_text()
        font = staticfiles_storage.url("fonts/literata.woff2")
    assert "@import" not in whole
    assert whole.index("@layer reset, tokens") < whole.index("@layer reset {") < whole.index("@layer utilities {")
    assert f'url("../{font.removeprefix("/static/")}")' in whole


def test_a_change_of_one_sheet_reaches_the_one_that_imports_it(tmp_path: Path) -> None:
    sheets, collected = tmp_path / "from" / "css", tmp_path / "into"
    sheets.mkdir(parents=True)
    (sheets / "whole.css").write_text('@import url("first.css");\n@import url("second.css");\n')
    (sheets / "first.css").write_text("a { color: red }\n")
    (sheets / "second.css").write_text('@import url("third.css");\ni { color: blue }\n')
    (sheets / "third.css").write_text("b { color: green }\n")
    addresses = []
    for colour in ("red", "teal"):
        (sheets / "first.css").write_text(f"a {{ color: {colour} }}\n")
        # The copy that was collected before is older than the change.
        os.utime(sheets / "first.css", (time.time() + 60, time.time() + 60))
        with collected_from(sheets.parent, into=collected):
            addresses.append(staticfiles_storage.url("css/whole.css"))
        whole = (collected / addresses[-1].removeprefix("/static/")).read_text()
        assert whole == f"a {{ color: {colour} }}\nb {{ color: green }}\ni {{ color: blue }}\n"
    assert addresses[0] != addresses[1]


def test_a_sheet_that_imports_what_is_not_there_is_not_collected(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "whole.css").write_text('@import url("lost.css");\n')
    with pytest.raises(MissingFileError, match=r"lost\.css"), collected_from(tmp_path / "from", into=tmp_path / "into"):
        pass
