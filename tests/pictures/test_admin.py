"""The admin of pictures: uploading, describing, replacing, and keeping what pages show."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from pictures.models import Picture
from publishing import ledger
from tests import factories
from tests.browser_form import fields_of

pytestmark = pytest.mark.django_db

ADD = "/admin/pictures/picture/add/"


def change(picture: Picture) -> str:
    return f"/admin/pictures/picture/{picture.pk}/change/"


def test_a_photo_is_uploaded_and_kept_in_the_sizes_that_pages_need(editor_client: Client) -> None:
    values = {"key": "a-back", "alt": "A back.", "credit": "Ann", "upload": factories.make_image_file()}
    assert editor_client.post(ADD, values).status_code == 302
    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (900, 600)
    assert len(picture.renditions) == 6
    assert all(default_storage.exists(kept["name"]) for kept in picture.renditions)
    assert picture.renditions[0]["name"] in editor_client.get("/admin/pictures/picture/").text


def test_the_file_as_uploaded_is_not_kept(editor_client: Client) -> None:
    file = factories.make_image_file()
    editor_client.post(ADD, {"key": "a-back", "alt": "A back.", "upload": file})
    kept = default_storage.listdir("pictures")[1]
    assert not [name for name in kept if not name.endswith((".avif", ".webp", ".svg"))]


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (SimpleUploadedFile("drawing.png", b"<svg><script/></svg>", "image/png"), "This is not a JPEG, PNG"),
        (SimpleUploadedFile("empty.png", b"", "image/png"), "The submitted file is empty."),
        (None, "This field is required."),
    ],
)
def test_a_file_that_is_refused_says_why_and_keeps_what_was_typed(
    editor_client: Client, upload: SimpleUploadedFile | None, message: str
) -> None:
    values = {"key": "a-back", "alt": "What it shows.", "credit": "Ann & Ben"}
    response = editor_client.post(ADD, values | ({"upload": upload} if upload else {}))
    assert response.status_code == 200
    assert message in response.text
    kept = fields_of(response, "picture_form")
    assert {name: kept[name] for name in values} == {name: [value] for name, value in values.items()}
    assert not Picture.objects.exists()


def test_a_picture_is_described_or_decorative(editor_client: Client) -> None:
    refused = editor_client.post(ADD, {"key": "a-back", "upload": factories.make_image_file()})
    assert "Describe the picture, or mark it as decorative." in refused.text
    decorative = {"key": "a-back", "is_decorative": "on", "upload": factories.make_image_file()}
    assert editor_client.post(ADD, decorative).status_code == 302
    assert Picture.objects.get().facts()["alt"] == ""


def test_blank_words_describe_nothing(editor_client: Client) -> None:
    values = {"key": "a-back", "alt": "   ", "upload": factories.make_image_file()}
    assert "Describe the picture" in editor_client.post(ADD, values).text


def test_the_database_refuses_a_picture_without_description_or_size() -> None:
    for values in ({"alt": ""}, {"width": 0}, {"height": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.make_picture(**values)


def test_a_name_is_taken_once(editor_client: Client) -> None:
    factories.make_picture(key="a-back")
    response = editor_client.post(ADD, {"key": "a-back", "alt": "B.", "upload": factories.make_image_file()})
    assert "Picture with this Name already exists." in response.text


def test_a_description_is_changed_without_a_new_file(editor_client: Client) -> None:
    picture = factories.make_picture()
    renditions = picture.renditions
    assert editor_client.post(change(picture), {"key": picture.key, "alt": "Better words."}).status_code == 302
    picture.refresh_from_db()
    assert (picture.alt, picture.renditions) == ("Better words.", renditions)


def test_a_new_file_replaces_the_picture_and_published_pages_keep_the_old_one(editor_client: Client) -> None:
    picture = factories.make_picture()
    article, edition = factories.make_live_article(hero=picture)
    old = picture.facts()["src"]
    values = {"key": picture.key, "alt": "New.", "upload": factories.make_image_file()}
    assert editor_client.post(change(picture), values).status_code == 302
    picture.refresh_from_db()
    assert picture.width == 900
    assert old in editor_client.get(edition.path).text
    assert editor_client.get(old).status_code == 200
    ledger.publish(article, by=None, note="A new picture.")
    assert picture.facts()["src"] in editor_client.get(edition.path).text


def test_a_picture_that_a_published_page_ever_showed_cannot_be_deleted(editor_client: Client) -> None:
    picture = factories.make_picture()
    article, _ = factories.make_live_article(title="Shows it", hero=picture)
    delete = f"/admin/pictures/picture/{picture.pk}/delete/"

    assert "Shows it" in editor_client.get(change(picture)).text
    assert editor_client.post(delete, {"post": "yes"}).status_code == 403
    article.hero = None
    article.save()
    ledger.publish(article, by=None, note="Without it.")
    assert "No live page." in editor_client.get(change(picture)).text
    assert editor_client.post(delete, {"post": "yes"}).status_code == 403
    assert Picture.objects.exists()


def test_a_picture_that_only_a_draft_shows_is_kept_too(editor_client: Client) -> None:
    picture = factories.make_picture()
    factories.make_article(title="A draft", hero=picture)
    response = editor_client.post(f"/admin/pictures/picture/{picture.pk}/delete/", {"post": "yes"})
    assert response.status_code == 200
    assert "A draft" in response.text
    assert Picture.objects.exists()


def test_an_unused_picture_can_be_deleted_one_at_a_time(editor_client: Client) -> None:
    picture = factories.make_picture()
    assert "delete_selected" not in editor_client.get("/admin/pictures/picture/").text
    assert editor_client.post(f"/admin/pictures/picture/{picture.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Picture.objects.exists()


def test_without_permission_nothing_is_uploaded(client: Client) -> None:
    client.force_login(factories.make_user("guest", []))
    values = {"key": "a", "alt": "A.", "upload": BytesIO(factories.make_image_file().getvalue())}
    assert client.post(ADD, values).status_code == 403
