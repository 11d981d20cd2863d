"""The blocks that a page's body is made of, as abstract models: a kind of page says which of them it has.

Each block renders itself once, when its page is published, through the template named after it.
"""

from typing import Any, ClassVar

from django.db import models
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from publishing import addresses, richtext
from publishing.composition import Problem


class Block(models.Model):
    """What all blocks share. `slug` names the block in templates and content files."""

    slug: ClassVar[str]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return Truncator(strip_tags(self.opening)).words(10) or f"Empty {self._meta.verbose_name}"

    @property
    def opening(self) -> str:
        """What an editor recognises the block by."""
        raise NotImplementedError

    def render(self) -> SafeString:
        return render_to_string(f"editorial/blocks/{self.slug}.html", {"block": self})

    def problems(self) -> list[Problem]:
        return []

    def mentions(self) -> list[models.Model]:
        return []


class WithBody(Block):
    """A block around running text and lists."""

    body = richtext.simple_text_field("text")

    class Meta:
        abstract = True

    @property
    def opening(self) -> str:
        return getattr(self, "heading", "") or self.body

    @property
    def body_html(self) -> SafeString:
        return richtext.clean_simple(self.body)

    def problems(self) -> list[Problem]:
        return [] if self.body_html else [Problem(f"A {self._meta.verbose_name} block has no text.")]


class RichText(Block):
    slug = "rich-text"
    body = richtext.full_text_field("text")

    class Meta:
        abstract = True
        verbose_name = "text"

    @property
    def opening(self) -> str:
        return self.body

    @property
    def body_html(self) -> SafeString:
        return richtext.clean_full(self.body)


class Figure(Block):
    slug = "figure"
    picture = models.ForeignKey("pictures.Picture", on_delete=models.PROTECT)
    caption = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        verbose_name = "figure"

    @property
    def opening(self) -> str:
        return self.caption or str(self.picture)

    @property
    def picture_facts(self) -> dict[str, Any]:
        return self.picture.facts()

    def problems(self) -> list[Problem]:
        if not self.picture.is_decorative:
            return []
        message = f"The figure “{self}” has no alternative text, because its picture is marked as decorative."
        return [Problem(message, blocks=False)]

    def mentions(self) -> list[models.Model]:
        return [self.picture]


class CareCard(WithBody):
    slug = "care-card"

    class Level(models.TextChoices):
        EMERGENCY = "emergency", "Emergency: call 911"
        URGENT = "urgent", "Urgent: see a clinician soon"
        ADVICE = "advice", "Advice: ask first"

    level = models.CharField(max_length=10, choices=Level.choices)
    heading = models.CharField(max_length=120, help_text="Says what to do, such as “Call 911 now if:”")

    class Meta:
        abstract = True
        verbose_name = "care card"

    @property
    def level_word(self) -> str:
        """The level in one word, because colour alone tells nothing to many readers."""
        return {"emergency": "Emergency", "urgent": "Urgent", "advice": "Advice"}[self.level]


class KeyFact(WithBody):
    slug = "key-fact"

    class Meta:
        abstract = True
        verbose_name = "key fact"


class Steps(WithBody):
    slug = "steps"
    heading = models.CharField(max_length=120)

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "steps"


class Checklist(Block):
    slug = "checklist"
    heading = models.CharField(max_length=120)
    items_text = models.TextField("items", help_text="One item a line.")

    class Meta:
        abstract = True
        verbose_name = "checklist"

    @property
    def opening(self) -> str:
        return self.heading

    @property
    def items(self) -> list[str]:
        return [line.strip() for line in self.items_text.splitlines() if line.strip()]


class SeeAlso(Block):
    slug = "see-also"
    heading = models.CharField(max_length=120, default="Read next")
    pages = models.JSONField(default=list, help_text="Up to four pages of this site.")

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "see also"

    @property
    def opening(self) -> str:
        return self.heading

    @property
    def named_pages(self) -> list[dict[str, str]]:
        """Name, title and summary of the pages, in the order chosen."""
        pages = []
        for reference in self.pages:
            content = addresses.content_named(reference)
            summary = getattr(content, "standfirst", "")
            pages.append({"reference": reference, "title": str(content or reference), "summary": summary})
        return pages


class Question(WithBody):
    """One question with its answer. Neighbouring questions make one list."""

    slug = "faq"
    question = models.CharField(max_length=200)

    class Meta:
        abstract = True
        verbose_name = "question and answer"
        verbose_name_plural = "questions and answers"

    @property
    def opening(self) -> str:
        return self.question


class EvidenceNote(WithBody):
    slug = "evidence-note"
    study = models.ForeignKey("evidence.Study", on_delete=models.PROTECT)

    class Meta:
        abstract = True
        verbose_name = "evidence note"

    @property
    def opening(self) -> str:
        return f"{self.study.key}: {self.body}"
