from typing import Any

from django.db import models

from publishing import clock, richtext
from publishing.composition import Composition, Problem
from publishing.models import Edition, Publishable


class Subject(models.Model):
    """A matter that needs words of its own beside the disclaimer, such as pregnancy."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Disclaimer(Publishable):
    """The words that stand on every public page. There is one, published edition by edition."""

    title = models.CharField(max_length=100)
    slug = models.SlugField(default="disclaimer", editable=False, unique=True)
    notice = models.TextField(
        max_length=400, help_text="The short notice near the top of every page: two or three plain sentences."
    )
    body = richtext.simple_text_field(help_text="The full text, at the foot of every page.")

    public_template = "disclaimers/disclaimer.html"
    working_fields = ("title", "notice", "body")
    always_needs_approval = True

    class Meta(Publishable.Meta):
        verbose_name_plural = "disclaimer"
        constraints = [models.CheckConstraint(condition=models.Q(slug="disclaimer"), name="there_is_one_disclaimer")]

    def __str__(self) -> str:
        return self.title

    def public_path(self) -> str:
        return "/disclaimer/"

    @classmethod
    def surroundings(cls, edition: Edition) -> dict[str, Any]:
        """The versions that have been in force up to now."""
        versions = Edition.objects.of(cls).filter(live_from__lte=clock.now(), is_withdrawal=False)
        return {"versions": versions.order_by("-number")}

    def compose(self) -> Composition:
        html = richtext.clean_simple(self.body)
        additions = {row.subject.slug: row.text for row in self.additions.select_related("subject")}
        problems = [Problem("The full text is empty.")] if not html else []
        if not self.notice.strip():
            problems.append(Problem("The notice is empty."))
        words = [self.notice, richtext.words(html), *additions.values()]
        return Composition(
            title=self.title,
            summary=self.notice,
            html=html,
            text="\n".join(words),
            facts={"notice": self.notice, "additions": additions},
            problems=problems,
        )


class Addition(models.Model):
    """Words that join the notice on pages about one subject."""

    parent = models.ForeignKey(Disclaimer, on_delete=models.CASCADE, related_name="additions")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    text = models.TextField(max_length=600)
    ordering = models.PositiveIntegerField("position", default=0)

    class Meta:
        ordering = ["ordering", "pk"]
        constraints = [models.UniqueConstraint(fields=["parent", "subject"], name="one_addition_a_subject")]

    def __str__(self) -> str:
        return f"Addition about {self.subject}"


Disclaimer.working_parts = (Addition,)
