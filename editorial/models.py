"""Who writes and reviews, and what every page has that carries their names."""

from typing import Any

from django.conf import settings
from django.db import models

from editorial import composing
from publishing import richtext
from publishing.composition import Composition
from publishing.models import Edition, Publishable


class Contributor(Publishable):
    """Somebody who writes or reviews. What readers see of them is published like a page."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    credentials = models.CharField(
        max_length=200, blank=True, help_text="Degrees and licenses as they are written after the name."
    )
    is_team = models.BooleanField("a team", default=False, help_text="A group that signs together, not one person.")
    interests = models.TextField(
        "statement of interests", help_text="Whoever pays or paid this person, as far as it touches what they write."
    )
    biography = richtext.simple_text_field(blank=True)
    picture = models.ForeignKey("pictures.Picture", null=True, blank=True, on_delete=models.PROTECT)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributor",
        help_text="The person's account for this admin, if there is one. Readers do not see it.",
    )

    public_template = "editorial/contributor.html"
    working_fields = ("name", "slug", "credentials", "is_team", "interests", "biography", "picture")

    class Meta(Publishable.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def public_path(self) -> str:
        return f"/contributors/{self.slug}/"

    def compose(self) -> Composition:
        return composing.compose_contributor(self)

    @classmethod
    def surroundings(cls, edition: Edition) -> dict[str, Any]:
        pages = Edition.objects.live().filter(is_medical=True).mentioning(cls(pk=edition.object_id)).for_lists()
        return {"pages": pages.order_by("-first_live_from", "title")[:50]}


class Authored(Publishable):
    """A medical page: people sign it, and a clinician reviews it."""

    authors = models.ManyToManyField(Contributor, blank=True, related_name="+")
    medical_reviewer = models.ForeignKey(Contributor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    is_medical = True

    class Meta(Publishable.Meta):
        abstract = True
