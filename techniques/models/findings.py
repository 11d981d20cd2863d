"""What studies found about one technique for one condition: the profile of its evidence."""

from typing import Any

from django.db import models
from django.db.models import Q

from editorial import structured_data
from editorial.models import Authored
from evidence.models import Certainty
from publishing import richtext
from publishing.composition import Composition
from publishing.models import Edition
from techniques import composing


class EvidenceProfile(Authored):
    """A cell of the evidence matrix with its page: findings, searches, and what they mean in words."""

    technique = models.ForeignKey(
        "techniques.Technique",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="profiles",
        help_text="Empty: massage of any kind.",
    )
    condition = models.ForeignKey("techniques.Condition", on_delete=models.PROTECT, related_name="profiles")
    title = models.CharField(max_length=150, help_text="Such as “Deep tissue massage for sciatica”.")
    slug = models.SlugField(max_length=100, unique=True, help_text="The last part of the address.")
    conclusion = models.CharField(
        max_length=120, help_text="One sentence for the matrix. Without a direct finding it begins “No studies found”."
    )
    meaning = richtext.simple_text_field("what this means", help_text="What is known, what is not, and what to do.")
    searches = models.ManyToManyField(
        "evidence.EvidenceSearch", blank=True, help_text="When and where studies were looked for."
    )

    public_template = "techniques/evidence_profile.html"
    working_fields = (
        "technique", "condition", "title", "slug", "conclusion", "meaning", "authors", "medical_reviewer", "searches",
    )  # fmt: skip

    class Meta(Authored.Meta):
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["technique", "condition"],
                name="one_profile_a_cell",
                violation_error_message="There is already a profile of this technique for this condition.",
            ),
            # NULLs are all different to the constraint above.
            models.UniqueConstraint(
                fields=["condition"],
                condition=Q(technique__isnull=True),
                name="one_general_profile_a_condition",
                violation_error_message="There is already a profile of massage of any kind for this condition.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def public_path(self) -> str:
        return f"/evidence/{self.slug}/"

    def compose(self) -> Composition:
        return composing.compose_profile(self)

    @classmethod
    def surroundings(cls, edition: Edition) -> dict[str, Any]:
        from techniques import matrix

        return matrix.around_profile(edition)

    @classmethod
    def structured_data(cls, edition: Edition) -> dict[str, Any]:
        technique, condition = edition.facts["technique"], edition.facts["condition"]
        about = [{"@type": "MedicalCondition", "name": condition["name"]}]
        if technique:
            about.append({"@type": "MedicalTherapy", "name": technique["name"]})
        return structured_data.medical_web_page(edition, about=about)


class Finding(models.Model):
    """What one study found, or one guideline says, about one outcome."""

    class Outcome(models.TextChoices):
        PAIN = "pain", "Pain"
        FUNCTION = "function", "Everyday function"
        QUALITY_OF_LIFE = "quality-of-life", "Quality of life"
        ANXIETY = "anxiety", "Stress and anxiety"
        SLEEP = "sleep", "Sleep"
        SORENESS = "soreness", "Soreness after exercise"
        RETURN_TO_WORK = "return-to-work", "Return to work"
        HARMS = "harms", "Harms"
        COURSE = "course", "Course of the condition"
        RECOMMENDATION = "recommendation", "Guideline advice"
        OVERALL = "overall", "Evidence overall"

    class Direction(models.TextChoices):
        BETTER = "better", "Better with massage"
        NO_DIFFERENCE = "no-difference", "No clear difference"
        WORSE = "worse", "Worse with massage"
        MIXED = "mixed", "Mixed results"
        UNCLEAR = "unclear", "Cannot be told"
        FOR = "for", "Advises it"
        FOR_WITH_LIMITS = "for-with-limits", "Allows it, with limits"
        AGAINST = "against", "Advises against it"

    parent = models.ForeignKey(EvidenceProfile, on_delete=models.CASCADE, related_name="findings")
    study = models.ForeignKey("evidence.Study", on_delete=models.PROTECT, related_name="findings")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    comparator = models.CharField("compared with", max_length=150, blank=True)
    direction = models.CharField(max_length=20, choices=Direction.choices)
    size = models.CharField(max_length=300, help_text="How much, in words; only what the study gives.")
    certainty = models.CharField(
        max_length=12,
        choices=Certainty.choices,
        default=Certainty.NOT_GRADED,
        help_text="Only if the source itself states it about this outcome. Of a range, the lower end.",
    )
    is_indirect = models.BooleanField(
        "indirect",
        default=False,
        help_text="It is about something near, not about this technique and this condition themselves.",
    )
    ordering = models.PositiveIntegerField("position", default=0)

    class Meta:
        ordering = ["ordering", "pk"]

    def __str__(self) -> str:
        return f"{self.study.key}: {self.get_outcome_display()}"


EvidenceProfile.working_parts = (Finding,)
