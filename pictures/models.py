from typing import Any

from django.core.files.storage import default_storage
from django.db import models


class Picture(models.Model):
    """A picture in the sizes that pages ask for. The file as uploaded is not kept."""

    key = models.SlugField("name", max_length=80, unique=True, help_text="A short name to find it by.")
    alt = models.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What the picture shows, in a sentence, for people who cannot see it.",
    )
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="The picture tells nothing that the text does not say."
    )
    credit = models.CharField(max_length=200, blank=True, help_text="Who made it, and under which licence.")
    width = models.PositiveIntegerField(editable=False, help_text="In pixels, of the largest size.")
    height = models.PositiveIntegerField(editable=False)
    renditions = models.JSONField(
        editable=False, default=list, help_text="One entry a stored file: media type, width and file name."
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(alt__gt="") | models.Q(is_decorative=True),
                name="pictures_are_described_or_decorative",
            ),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="pictures_have_a_size"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.key

    def facts(self) -> dict[str, Any]:
        """Everything that a page needs to show the picture, as plain data that an edition can keep."""
        by_type: dict[str, list[str]] = {}
        for rendition in self.renditions:
            address = default_storage.url(rendition["name"])
            by_type.setdefault(rendition["type"], []).append(f"{address} {rendition['width']}w")
        last = self.renditions[-1]
        return {
            "src": default_storage.url(last["name"]),
            "sources": [
                {"type": media_type, "srcset": ", ".join(entries)}
                for media_type, entries in by_type.items()
                if len(self.renditions) > 1
            ],
            "width": self.width,
            "height": self.height,
            "alt": "" if self.is_decorative else self.alt,
            "credit": self.credit,
        }
