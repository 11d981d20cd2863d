"""From an uploaded file to the sizes that pages ask for.

A file is judged by its content, never by its name, and what is stored is always encoded anew: no metadata, and
nothing that came with the picture, survives.
"""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_BYTES = 15 * 1024 * 1024
#: A picture of a hundred million pixels can hide in twelve kilobytes; width times height is checked before decoding.
MAX_PIXELS = 40_000_000
MIN_SIDE = 64
WIDTHS = (400, 800, 1200, 1600)
ENCODINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "image/avif": ("AVIF", {"quality": 55, "speed": 7}),
    "image/webp": ("WEBP", {"quality": 78, "method": 4}),
}
#: Markup or another file type behind a picture's header: the mark of a file that is two things at once.
_FOREIGN = (b"<script", b"<svg", b"<html", b"<!doctype", b"<?php", b"<iframe", b"%pdf-", b"pk\x03\x04")


def open_upload(upload: IO[bytes]) -> Image.Image:
    """The decoded picture, upright and in sRGB. Raises ValidationError, in words for the person who chose the file."""
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValidationError(f"This file is larger than {MAX_BYTES // 1024 // 1024} MB. Save a smaller version of it.")
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ValidationError("This is not a JPEG, PNG, WebP or AVIF picture, whatever its name says.") from None
    except Image.DecompressionBombError:
        raise ValidationError(
            f"This picture has more than {MAX_PIXELS // 1_000_000} million pixels. Save a smaller version of it."
        ) from None
    if image.width * image.height > MAX_PIXELS:
        raise ValidationError(
            f"This picture has {image.width} × {image.height} pixels, more than {MAX_PIXELS // 1_000_000} million. "
            "Save a smaller version of it."
        )
    if min(image.size) < MIN_SIDE:
        raise ValidationError(f"This picture is smaller than {MIN_SIDE} pixels on one side.")
    if getattr(image, "n_frames", 1) > 1:
        raise ValidationError("This is a moving picture. Use a still one.")
    if any(mark in data.lower() for mark in _FOREIGN) or _has_tail(data, image.format):
        raise ValidationError(
            "This file holds something besides the picture. Export the picture again and upload that."
        )
    try:
        image.load()
        return _in_srgb(ImageOps.exif_transpose(image))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, ImageCms.PyCMSError):
        raise ValidationError("This picture is damaged or cut short. Upload it again.") from None


def _has_tail(data: bytes, image_format: str | None) -> bool:
    """Whether anything follows the end of a PNG. (Phones append harmless data to JPEG files.)"""
    return image_format == "PNG" and not data.rstrip(b"\x00").endswith(b"IEND\xaeB`\x82")


def _in_srgb(image: Image.Image) -> Image.Image:
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    profile = image.info.get("icc_profile")
    plain = image.convert("RGBA" if has_alpha else "RGB")
    if profile and image.mode in {"RGB", "RGBA"}:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"))
        plain = converted or plain
    # A new image holds the pixels and nothing else: no EXIF, no XMP, no comment.
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    return clean


def store(image: Image.Image) -> dict[str, Any]:
    """Write every size in every encoding. Returns the values of `Picture`'s width, height and renditions.

    File names carry the hash of the content, so a name never changes its meaning and browsers keep it for ever.
    """
    widths = [width for width in WIDTHS if width < image.width] or []
    if not widths or image.width <= WIDTHS[-1]:
        widths.append(min(image.width, WIDTHS[-1]))
    renditions = []
    size = image.size
    for media_type, (encoder, options) in ENCODINGS.items():
        for width in widths:
            scaled = image
            if width != image.width:
                scaled = image.resize(
                    (width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS
                )
            encoded = BytesIO()
            scaled.save(encoded, encoder, **options)
            name = _keep(encoded.getvalue(), f"-{width}.{encoder.lower()}")
            renditions.append({"type": media_type, "width": width, "name": name})
            size = scaled.size
    return {"width": size[0], "height": size[1], "renditions": renditions}


def store_drawing(path: Path, *, width: int, height: int) -> dict[str, Any]:
    """Keep an SVG drawing that ships with the site. Uploads never come here: an SVG can carry script."""
    name = _keep(path.read_bytes(), ".svg")
    return {
        "width": width,
        "height": height,
        "renditions": [{"type": "image/svg+xml", "width": width, "name": name}],
    }


def _keep(data: bytes, ending: str) -> str:
    name = f"pictures/{hashlib.sha256(data).hexdigest()[:20]}{ending}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return name
