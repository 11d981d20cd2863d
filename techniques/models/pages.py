"""The catalogue: massage techniques and back-pain conditions, as fields that can be compared, not as free text."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst

from editorial import blocks, structured_data
from editorial.models import Authored
from publishing import richtext
from publishing.composition import Composition
from publishing.models import Edition
from techniques import composing


class Pressure(models.IntegerChoices):
    """How hard the hands press, as a person on the table would say it. A scale of this site's own."""

    VERY_LIGHT = 1, "Very light"
    LIGHT = 2, "Light"
    MODERATE = 3, "Moderate"
    FIRM = 4, "Firm"
    VERY_FIRM = 5, "Very firm"


class Described(Authored):
    """What techniques and conditions have in common."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=80, unique=True, help_text="The last part of the address.")
    standfirst = models.TextField(max_length=400, help_text="One or two sentences under the name and in lists.")
    also_known_as = models.TextField("also called", blank=True, help_text="One name a line.")
    hero = models.ForeignKey(
        "pictures.Picture", verbose_name="picture", null=True, blank=True, on_delete=models.PROTECT
    )
    disclaimer_subjects = models.ManyToManyField(
        "disclaimers.Subject", blank=True, help_text="Subjects whose words join the notice at the top of this page."
    )

    #: The fields of running text, in the order of the page.
    sections: ClassVar[tuple[str, ...]]
    #: The rows that belong to each page.
    contraindications: Any
    questions: Any

    class Meta(Authored.Meta):
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def other_names(self) -> list[str]:
        return [line.strip() for line in self.also_known_as.splitlines() if line.strip()]

    @classmethod
    def section_titles(cls) -> dict[str, str]:
        """The heading of each field of running text."""
        fields = [field for field in cls._meta.fields if field.name in cls.sections]
        return {field.name: capfirst(str(field.verbose_name)) for field in fields}


_ALWAYS = ("name", "slug", "standfirst", "also_known_as", "authors", "medical_reviewer", "hero", "disclaimer_subjects")


class Technique(Described):
    """One way of giving a massage."""

    pressure_least = models.PositiveSmallIntegerField("usual pressure, from", choices=Pressure.choices)
    pressure_most = models.PositiveSmallIntegerField("usual pressure, to", choices=Pressure.choices)
    minutes_least = models.PositiveSmallIntegerField("usual length in minutes, from")
    minutes_most = models.PositiveSmallIntegerField("usual length in minutes, to")
    clothing = models.CharField(max_length=150, help_text="What the person on the table usually wears.")
    equipment = models.CharField(max_length=150, help_text="What the therapist usually works with.")
    what_it_is = richtext.simple_text_field()
    feels_like = richtext.simple_text_field("what it feels like")
    session = richtext.simple_text_field("what a session is like")
    suits = richtext.simple_text_field("who it may suit")
    evidence = richtext.simple_text_field(
        "what studies found", help_text="In words. The findings by condition are added from the evidence profiles."
    )

    sections = ("what_it_is", "feels_like", "session", "suits", "evidence")
    public_template = "techniques/technique.html"
    working_fields = (
        *_ALWAYS, "pressure_least", "pressure_most", "minutes_least", "minutes_most", "clothing", "equipment",
        *sections,
    )  # fmt: skip

    class Meta(Described.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(pressure_least__range=(1, 5), pressure_most__range=(F("pressure_least"), 5)),
                name="pressure_is_a_range_on_the_scale",
                violation_error_message="The lower pressure comes first, on the scale from 1 to 5.",
            ),
            models.CheckConstraint(
                condition=Q(minutes_least__range=(5, 240), minutes_most__range=(F("minutes_least"), 240)),
                name="length_is_a_range_of_minutes",
                violation_error_message="The shorter length comes first, between 5 and 240 minutes.",
            ),
        ]

    def public_path(self) -> str:
        return f"/techniques/{self.slug}/"

    def compose(self) -> Composition:
        return composing.compose_technique(self)

    @classmethod
    def surroundings(cls, edition: Edition) -> dict[str, Any]:
        from techniques import matrix

        return {"cells": matrix.cells_of(edition)}

    @classmethod
    def structured_data(cls, edition: Edition) -> dict[str, Any]:
        facts = edition.facts
        return structured_data.medical_web_page(
            edition,
            about={
                "@type": "MedicalTherapy",
                "name": edition.title,
                "alternateName": facts["also_known_as"],
                "contraindication": [
                    {"@type": "MedicalContraindication", "name": item["what"]} for item in facts["contraindications"]
                ],
            },
        )


class Condition(Described):
    """A kind of back pain, or a cause of it."""

    what_it_is = richtext.simple_text_field()
    feels = richtext.simple_text_field("how it feels")
    course = richtext.simple_text_field("usual course")
    helps = richtext.simple_text_field("what helps most")
    massage = richtext.simple_text_field("where massage fits")
    avoid = richtext.simple_text_field("what to avoid")
    evidence = richtext.simple_text_field(
        "what studies found", help_text="In words. The findings by technique are added from the evidence profiles."
    )

    sections = ("what_it_is", "feels", "course", "helps", "massage", "avoid", "evidence")
    public_template = "techniques/condition.html"
    working_fields = (*_ALWAYS, *sections)

    def public_path(self) -> str:
        return f"/conditions/{self.slug}/"

    def compose(self) -> Composition:
        return composing.compose_condition(self)

    @classmethod
    def surroundings(cls, edition: Edition) -> dict[str, Any]:
        from techniques import matrix

        return {"cells": matrix.cells_of(edition)}

    @classmethod
    def structured_data(cls, edition: Edition) -> dict[str, Any]:
        about = {"@type": "MedicalCondition", "name": edition.title, "alternateName": edition.facts["also_known_as"]}
        return structured_data.medical_web_page(edition, about=about)


class Contraindication(models.Model):
    """Something that speaks against a massage, with the reason and where that is said."""

    class Kind(models.TextChoices):
        ABSOLUTE = "absolute", "Do not have this massage"
        LOCAL = "local", "Leave the area alone"
        ASK_FIRST = "ask-first", "Ask a clinician first"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.CharField(max_length=150, help_text="Such as “A suspected blood clot”, without a full stop.")
    reason = models.TextField(max_length=400, help_text="Why, in a plain sentence.")
    study = models.ForeignKey(
        "evidence.Study",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="A study that says so.",
    )
    source = models.CharField(max_length=200, blank=True, help_text="Where else it is said, or that nobody tested it.")
    ordering = models.PositiveIntegerField("position", default=0)

    class Meta:
        abstract = True
        ordering = ["ordering", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__gt=""),
                name="%(class)s_has_a_reason",
                violation_error_message="Say why: a contraindication without a reason helps nobody to decide.",
            ),
            models.CheckConstraint(
                condition=Q(study__isnull=False) | Q(source__gt=""),
                name="%(class)s_has_a_source",
                violation_error_message="Name a study or another source.",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class TechniqueContraindication(Contraindication):
    parent = models.ForeignKey(Technique, on_delete=models.CASCADE, related_name="contraindications")

    class Meta(Contraindication.Meta):
        verbose_name = "contraindication"


class ConditionContraindication(Contraindication):
    parent = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="contraindications")

    class Meta(Contraindication.Meta):
        verbose_name = "contraindication"


class TechniqueQuestion(blocks.Question):
    parent = models.ForeignKey(Technique, on_delete=models.CASCADE, related_name="questions")
    ordering = models.PositiveIntegerField("position", default=0)

    class Meta(blocks.Question.Meta):
        abstract = False
        ordering = ["ordering", "pk"]


class ConditionQuestion(blocks.Question):
    parent = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="questions")
    ordering = models.PositiveIntegerField("position", default=0)

    class Meta(blocks.Question.Meta):
        abstract = False
        ordering = ["ordering", "pk"]


class ConditionCareCard(blocks.CareCard):
    parent = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="care_cards")
    ordering = models.PositiveIntegerField("position", default=0)

    class Meta(blocks.CareCard.Meta):
        abstract = False
        ordering = ["ordering", "pk"]


Technique.working_parts = (TechniqueContraindication, TechniqueQuestion)
Condition.working_parts = (ConditionCareCard, ConditionContraindication, ConditionQuestion)
