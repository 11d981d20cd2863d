"""Stored pictures are served under names that never change their meaning."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from pictures import processing
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_picture_is_served_with_its_type_and_may_be_kept_for_ever(client: Client) -> None:
    picture = factories.make_picture()
    for rendition in picture.renditions:
        response = client.get(f"/media/{rendition['name']}")
        assert response.status_code == 200
        assert response["Content-Type"] == rendition["type"]
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        content = b"".join(response)
        assert int(response["Content-Length"]) == len(content)
        with default_storage.open(rendition["name"]) as file:
            assert content == file.read()


def test_a_drawing_is_served_and_can_run_nothing(client: Client) -> None:
    drawing = next((settings.CONTENT_DIR / "drawings").glob("*.svg"))
    stored = processing.store_drawing(drawing, width=1200, height=675)
    response = client.get(f"/media/{stored['renditions'][0]['name']}")
    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert b"".join(response) == drawing.read_bytes()


def test_no_drawing_that_ships_with_the_site_holds_a_script_or_another_hosts_address() -> None:
    for drawing in (settings.CONTENT_DIR / "drawings").glob("*.svg"):
        text = drawing.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not any(mark in text for mark in ("<script", "javascript:", "onload", "http:", "https:")), drawing.name


@pytest.mark.parametrize(
    "address",
    [
        "/media/pictures/" + "0" * 20 + "-400.webp",
        "/media/pictures/../site.sqlite3/",
        "/media/pictures/%2e%2e/secret.webp/",
        "/media/pictures/" + "0" * 20 + ".png/",
        "/media/pictures/" + "A" * 20 + ".webp/",
        "/media/pictures/",
        "/media/",
    ],
)
def test_what_is_not_a_stored_picture_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_nothing_else_in_the_storage_can_be_asked_for(client: Client) -> None:
    default_storage.save("pictures/secret.txt", ContentFile(b"secret"))
    assert client.get("/media/pictures/secret.txt", follow=True).status_code == 404


def test_a_picture_can_be_read_and_not_sent_to(client: Client) -> None:
    name = factories.make_picture().renditions[0]["name"]
    assert client.post(f"/media/{name}").status_code == 405
    assert client.head(f"/media/{name}").status_code == 200
