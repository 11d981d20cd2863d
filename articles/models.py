from typing import Any, Self

from content_editor.models import Region, create_plugin_base
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from taggit.managers import TaggableManager

from articles import composing
from editorial import blocks, structured_data
from editorial.models import Authored
from publishing import richtext
from publishing.composition import Composition
from publishing.models import Edition, Publishable


class Topic(models.Model):
    """A shelf in the library. Filing takes effect at once and needs no edition."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=100)
    summary = models.TextField(blank=True, help_text="Shown at the top of the topic's page.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower comes first.")

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class Series(models.Model):
    """Articles meant to be read in order."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=100)
    summary = models.TextField(blank=True, help_text="Shown at the top of the series' page.")

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("series", args=[self.slug])


class Article(Authored):
    """A reviewed, dated and sourced text. Its body is made of blocks."""

    title = models.CharField(max_length=150)
    slug = models.SlugField(max_length=80, unique=True, help_text="The last part of the address.")
    standfirst = models.TextField(
        blank=True, max_length=400, help_text="One or two sentences under the title and in lists."
    )
    key_points = models.TextField(blank=True, help_text="Three to five short sentences, one a line.")
    hero = models.ForeignKey(
        "pictures.Picture", verbose_name="picture", null=True, blank=True, on_delete=models.PROTECT
    )
    disclaimer_subjects = models.ManyToManyField(
        "disclaimers.Subject", blank=True, help_text="Subjects whose words join the notice at the top of this page."
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="articles")
    tags = TaggableManager(blank=True, help_text="Separated by commas.")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    series_position = models.PositiveSmallIntegerField("place in the series", null=True, blank=True)

    regions = [Region(key="main", title="Body")]
    public_template = "articles/article.html"
    working_fields = (
        "title", "slug", "standfirst", "key_points", "authors", "medical_reviewer", "hero", "disclaimer_subjects",
    )  # fmt: skip

    class Meta(Authored.Meta):
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(series__isnull=True, series_position__isnull=True)
                | Q(series__isnull=False, series_position__isnull=False),
                name="a_place_in_a_series_needs_both",
                violation_error_message="An article in a series needs a place in it, and a place needs a series.",
            ),
            models.UniqueConstraint(
                fields=["series", "series_position"],
                name="one_article_a_place",
                violation_error_message="Another article has this place in the series.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def public_path(self) -> str:
        return f"/articles/{self.slug}/"

    @property
    def key_point_list(self) -> list[str]:
        return [line.strip() for line in self.key_points.splitlines() if line.strip()]

    def compose(self) -> Composition:
        return composing.compose_article(self)

    @classmethod
    def surroundings(cls, edition: Edition) -> dict[str, Any]:
        from articles import surroundings

        return surroundings.of_article(edition)

    @classmethod
    def structured_data(cls, edition: Edition) -> dict[str, Any]:
        return structured_data.medical_web_page(edition)


class SitePage(Publishable):
    """About, Privacy, Contact and the other pages at short addresses."""

    title = models.CharField(max_length=100)
    slug = models.SlugField(max_length=60, unique=True, help_text="The address: about stands at /about/.")
    standfirst = models.TextField(blank=True, max_length=400, help_text="One or two sentences under the title.")
    body = richtext.full_text_field("text")

    public_template = "articles/site_page.html"
    working_fields = ("title", "slug", "standfirst", "body")

    class Meta(Publishable.Meta):
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def public_path(self) -> str:
        return f"/{self.slug}/"

    def compose(self) -> Composition:
        return composing.compose_site_page(self)


# The blocks of an article

ArticleBlock: Any = create_plugin_base(Article)


class RichText(blocks.RichText, ArticleBlock):
    class Meta(blocks.RichText.Meta, ArticleBlock.Meta):
        abstract = False


class Figure(blocks.Figure, ArticleBlock):
    class Meta(blocks.Figure.Meta, ArticleBlock.Meta):
        abstract = False


class CareCard(blocks.CareCard, ArticleBlock):
    class Meta(blocks.CareCard.Meta, ArticleBlock.Meta):
        abstract = False


class KeyFact(blocks.KeyFact, ArticleBlock):
    class Meta(blocks.KeyFact.Meta, ArticleBlock.Meta):
        abstract = False


class Steps(blocks.Steps, ArticleBlock):
    class Meta(blocks.Steps.Meta, ArticleBlock.Meta):
        abstract = False


class Checklist(blocks.Checklist, ArticleBlock):
    class Meta(blocks.Checklist.Meta, ArticleBlock.Meta):
        abstract = False


class Question(blocks.Question, ArticleBlock):
    class Meta(blocks.Question.Meta, ArticleBlock.Meta):
        abstract = False


class EvidenceNote(blocks.EvidenceNote, ArticleBlock):
    class Meta(blocks.EvidenceNote.Meta, ArticleBlock.Meta):
        abstract = False


class SeeAlso(blocks.SeeAlso, ArticleBlock):
    class Meta(blocks.SeeAlso.Meta, ArticleBlock.Meta):
        abstract = False


Article.working_parts = (
    RichText, Figure, CareCard, KeyFact, Steps, Checklist, Question, EvidenceNote, SeeAlso,
)  # fmt: skip


# The menus


class MenuItemQuerySet(models.QuerySet):
    def with_addresses(self) -> Self:
        """Adds `address`: where the page stands now, or nothing while it is not live."""
        live = Edition.objects.live().filter(reference=OuterRef("page")).values("path")[:1]
        return self.annotate(page_address=Subquery(live))


class MenuItem(models.Model):
    """A link in the main menu or the footer: to a page, which may be renamed, or to a fixed part of the site."""

    class Place(models.TextChoices):
        MAIN = "main", "Main menu"
        FOOTER = "footer", "Footer"

    place = models.CharField(max_length=10, choices=Place.choices)
    label = models.CharField(max_length=60)
    page = models.CharField(
        max_length=120, blank=True, help_text="A page of this site. It is left out while it is not live."
    )
    fixed_path = models.CharField(
        "or a fixed part", max_length=120, blank=True, help_text="Starts with a slash, such as /articles/."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower comes first.")

    objects = MenuItemQuerySet.as_manager()

    class Meta:
        ordering = ["place", "position", "label"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page="", fixed_path__startswith="/") | Q(page__gt="", fixed_path=""),
                name="a_menu_item_leads_to_one_place",
                violation_error_message="Choose a page, or name a fixed part that starts with a slash; not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if self.fixed_path.startswith("//") or "\\" in self.fixed_path:
            raise ValidationError({"fixed_path": "Only addresses on this site, such as /articles/."})

    @property
    def address(self) -> str:
        return self.fixed_path or self.page_address or ""  # type: ignore[attr-defined]  # annotate() adds it
