"""Uploads are judged by their content, encoded anew, and carry nothing into the site but their pixels."""

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from pictures import processing
from pictures.models import Picture
from tests import factories

RED, BLUE = (200, 30, 30), (30, 30, 200)


def refusal(data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        processing.open_upload(BytesIO(data))
    (message,) = refused.value.messages
    return message


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture_bytes(size: tuple[int, int] = (120, 90), image_format: str = "PNG", **options: object) -> bytes:
    return factories.make_image_file(size=size, image_format=image_format, **options).getvalue()


def stored_image(rendition: dict) -> Image.Image:
    with default_storage.open(rendition["name"]) as file:
        image = Image.open(BytesIO(file.read()))
    image.load()
    return image


# What is taken


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_four_formats_are_taken(image_format: str) -> None:
    image = processing.open_upload(factories.make_image_file(image_format=image_format))
    assert (image.size, image.mode) == ((900, 600), "RGB")


def test_the_name_of_a_file_does_not_matter() -> None:
    file = factories.make_image_file(image_format="PNG")
    file.name = "holiday.exe"
    assert processing.open_upload(file).size == (900, 600)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_kind_of_colour_are_taken(mode: str) -> None:
    colours = Image.new("I;16", (80, 80), 30_000) if mode == "I;16" else Image.new("RGB", (80, 80), RED).convert(mode)
    file = BytesIO()
    colours.save(file, "JPEG" if mode == "CMYK" else "PNG")
    file.seek(0)
    assert processing.open_upload(file).mode in {"RGB", "RGBA"}


def test_what_was_transparent_stays_transparent() -> None:
    file = BytesIO()
    Image.new("RGBA", (80, 80), (*RED, 0)).save(file, "PNG")
    file.seek(0)
    stored = processing.store(processing.open_upload(file))
    assert stored_image(stored["renditions"][-1]).convert("RGBA").getpixel((40, 40))[3] == 0


# What is left behind


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_place_camera_and_comments_are_left_behind(image_format: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    exif[0x8825] = exif.get_ifd(0x8825)
    file = factories.make_image_file(image_format=image_format, exif=exif, comment=b"secret words")
    assert b"Secret Camera" in file.getvalue()

    stored = processing.store(processing.open_upload(file))

    for rendition in stored["renditions"]:
        image = stored_image(rendition)
        with default_storage.open(rendition["name"]) as kept:
            data = kept.read()
        assert not image.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(image.info)
        assert b"ecret" not in data
        assert b"Exif" not in data


def test_a_picture_that_lies_on_its_side_is_set_upright() -> None:
    sideways = Image.new("RGB", (120, 80), RED)
    sideways.paste(BLUE, (0, 0, 60, 80))
    exif = Image.Exif()
    exif[0x0112] = 6
    file = BytesIO()
    sideways.save(file, "PNG", exif=exif)
    file.seek(0)
    upright = processing.open_upload(file)
    assert upright.size == (80, 120)
    assert (upright.getpixel((40, 10)), upright.getpixel((40, 110))) == (BLUE, RED)


def test_colours_of_another_profile_are_brought_to_srgb() -> None:
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = BytesIO()
    Image.new("RGB", (80, 80), RED).save(file, "PNG", icc_profile=linear)
    file.seek(0)
    image = processing.open_upload(file)
    assert "icc_profile" not in image.info
    assert all(abs(a - b) <= 2 for a, b in zip(image.getpixel((9, 9)), RED, strict=True))


# What is refused, and how that is said


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_hundred_megapixels_in_a_few_bytes_are_refused_before_they_are_decoded() -> None:
    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    pixels = png_chunk(b"IDAT", b"these bytes are no picture at all")
    bomb = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + pixels + png_chunk(b"IEND", b"")
    assert len(bomb) < 200
    assert refusal(bomb) == (
        "This picture has 10000 × 10000 pixels, more than 40 million. Save a smaller version of it."
    )


def test_a_picture_larger_than_pillow_itself_would_open_is_refused_in_words() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IEND", b"")
    assert refusal(bomb) == "This picture has more than 40 million pixels. Save a smaller version of it."


def test_a_file_of_more_than_fifteen_megabytes_is_refused() -> None:
    assert refusal(picture_bytes() + b"\x00" * processing.MAX_BYTES) == (
        "This file is larger than 15 MB. Save a smaller version of it."
    )


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_file_that_is_cut_short_is_refused(image_format: str) -> None:
    data = picture_bytes((400, 300), image_format)
    message = refusal(data[: len(data) // 2])
    assert "damaged or cut short" in message or "holds something besides" in message or "is not a JPEG" in message


NOT_A_PICTURE = "This is not a JPEG, PNG, WebP or AVIF picture, whatever its name says."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Just words.",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x00\x00\x00\x00WEBP",
        bytes(range(256)) * 10,
    ],
    ids=["nothing", "words", "an SVG", "HTML", "a PDF", "half a PNG", "half a JPEG", "half a WebP", "noise"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refusal(data) == NOT_A_PICTURE


@pytest.mark.parametrize("image_format", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_formats_are_refused_even_though_they_are_pictures(image_format: str) -> None:
    assert refusal(picture_bytes(image_format=image_format)) == NOT_A_PICTURE


@pytest.mark.parametrize("image_format", ["WEBP", "PNG", "AVIF"])
def test_a_moving_picture_is_refused(image_format: str) -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in (RED, BLUE)]
    file = BytesIO()
    frames[0].save(file, image_format, save_all=True, append_images=frames[1:], duration=100)
    assert refusal(file.getvalue()) == "This is a moving picture. Use a still one."


@pytest.mark.parametrize("size", [(63, 900), (900, 63), (1, 1)])
def test_a_picture_that_is_too_small_is_refused(size: tuple[int, int]) -> None:
    assert refusal(picture_bytes(size)) == "This picture is smaller than 64 pixels on one side."


TWO_THINGS = "This file holds something besides the picture. Export the picture again and upload that."


@pytest.mark.parametrize(
    "tail",
    [b"<script>alert(1)</script>", b"<?php system($_GET[0]); ?>", b"PK\x03\x04archive", b"<SVG onload=x>", b"%PDF-1.4"],
)
@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP"])
def test_a_file_that_is_two_things_at_once_is_refused(image_format: str, tail: bytes) -> None:
    assert refusal(picture_bytes(image_format=image_format) + tail) == TWO_THINGS


def test_anything_behind_the_end_of_a_png_is_refused() -> None:
    assert refusal(picture_bytes() + b"harmless words") == TWO_THINGS


def test_script_in_a_comment_of_a_picture_is_refused() -> None:
    assert refusal(picture_bytes(image_format="JPEG", comment=b"<script>alert(1)</script>")) == TWO_THINGS


# What is kept


def test_each_size_is_kept_in_both_encodings_and_never_enlarged() -> None:
    stored = processing.store(Image.new("RGB", (1300, 650), RED))
    assert [(kept["type"], kept["width"]) for kept in stored["renditions"]] == [
        (kind, width) for kind in ("image/avif", "image/webp") for width in (400, 800, 1200, 1300)
    ]
    for rendition in stored["renditions"]:
        assert stored_image(rendition).size == (rendition["width"], rendition["width"] // 2)
    assert (stored["width"], stored["height"]) == (1300, 650)


@pytest.mark.parametrize(
    ("width", "widths"),
    [(100, [100]), (400, [400]), (401, [400, 401]), (1600, [400, 800, 1200, 1600]), (2400, [400, 800, 1200, 1600])],
)  # fmt: skip
def test_sizes_follow_from_the_width(width: int, widths: list[int]) -> None:
    stored = processing.store(Image.new("RGB", (width, 64), RED))
    assert [kept["width"] for kept in stored["renditions"] if kept["type"] == "image/webp"] == widths
    assert stored["width"] == widths[-1]


def test_a_name_is_the_hash_of_what_it_names() -> None:
    stored = processing.store(Image.new("RGB", (500, 400), RED))
    for rendition in stored["renditions"]:
        with default_storage.open(rendition["name"]) as file:
            digest = hashlib.sha256(file.read()).hexdigest()[:20]
        ending = rendition["type"].removeprefix("image/")
        assert rendition["name"] == f"pictures/{digest}-{rendition['width']}.{ending}"


def test_the_same_picture_is_kept_once_and_another_beside_it() -> None:
    first, again = (processing.store(Image.new("RGB", (100, 80), RED)) for _ in range(2))
    other = processing.store(Image.new("RGB", (100, 80), BLUE))
    assert first == again
    assert not {kept["name"] for kept in first["renditions"]} & {kept["name"] for kept in other["renditions"]}


@pytest.mark.django_db
def test_pages_are_offered_every_size_and_the_largest_for_old_browsers() -> None:
    stored = processing.store(Image.new("RGB", (900, 600), RED))
    facts = Picture.objects.create(key="wide", alt="Red.", **stored).facts()
    avif, webp = facts["sources"]
    assert (avif["type"], webp["type"]) == ("image/avif", "image/webp")
    assert [entry.rpartition(" ")[2] for entry in avif["srcset"].split(", ")] == ["400w", "800w", "900w"]
    assert facts["src"] == webp["srcset"].split(", ")[-1].partition(" ")[0]
    assert facts["src"].startswith("/media/pictures/")
    assert (facts["width"], facts["height"]) == (900, 600)
