from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from publishing import clock
from therapists.models.index import Entry


class Language(models.TextChoices):
    """Languages that therapists speak, by ISO 639 code."""

    AMHARIC = "am", "Amharic"
    ARABIC = "ar", "Arabic"
    ASL = "ase", "American Sign Language"
    CHINESE = "zh", "Chinese"
    ENGLISH = "en", "English"
    FARSI = "fa", "Farsi"
    FILIPINO = "fil", "Filipino"
    FRENCH = "fr", "French"
    GERMAN = "de", "German"
    GREEK = "el", "Greek"
    GUJARATI = "gu", "Gujarati"
    HAITIAN_CREOLE = "ht", "Haitian Creole"
    HAWAIIAN = "haw", "Hawaiian"
    HEBREW = "he", "Hebrew"
    HINDI = "hi", "Hindi"
    HMONG = "hmn", "Hmong"
    ITALIAN = "it", "Italian"
    JAPANESE = "ja", "Japanese"
    KHMER = "km", "Khmer"
    KOREAN = "ko", "Korean"
    NAVAJO = "nv", "Navajo"
    POLISH = "pl", "Polish"
    PORTUGUESE = "pt", "Portuguese"
    RUSSIAN = "ru", "Russian"
    SOMALI = "so", "Somali"
    SPANISH = "es", "Spanish"
    SWAHILI = "sw", "Swahili"
    THAI = "th", "Thai"
    UKRAINIAN = "uk", "Ukrainian"
    URDU = "ur", "Urdu"
    VIETNAMESE = "vi", "Vietnamese"


class TherapistQuerySet(models.QuerySet["Therapist"]):
    def listed(self) -> Self:
        """Therapists whom the public may see today.

        The one rule behind list, map, profile, search, sitemap, structured data and JSON. An entry exists only while
        staff list the therapist and `therapists.licensing` finds the credential good; its last day is compared with
        today, so that no job is needed at midnight.
        """
        entries = Entry.objects.filter(therapist=OuterRef("pk")).in_force()
        return self.filter(Exists(entries), status=Therapist.Status.LISTED)


class Therapist(models.Model):
    """A person who gives massages. Nobody is shown before staff approved it and the credential was checked."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        LISTED = "listed", "Listed"
        FROZEN = "frozen", "Frozen"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Gender(models.TextChoices):
        WOMAN = "woman", "Woman"
        MAN = "man", "Man"
        NONBINARY = "nonbinary", "Nonbinary"

    licensed_name = models.CharField(
        "name as licensed", max_length=120, help_text="Letter by letter as the agency's roster gives it."
    )
    display_name = models.CharField(
        max_length=120, help_text="The name in lists. It has to have the same last name as the license."
    )
    slug = models.SlugField(max_length=140, unique=True, help_text="The last part of the address.")
    portrait = models.ForeignKey("pictures.Picture", null=True, blank=True, on_delete=models.PROTECT)
    text = models.TextField(
        "about", max_length=2000, blank=True, help_text="Plain text. No promises about results, no prices."
    )
    languages = models.JSONField(default=list, blank=True)
    gender = models.CharField(
        max_length=10, blank=True, choices=Gender.choices, help_text="As the therapist states it. May stay empty."
    )
    practicing_since = models.PositiveSmallIntegerField(null=True, blank=True, help_text="A year, as self-declared.")
    back_pain_experience = models.TextField(
        "experience with back pain", max_length=600, blank=True, help_text="Shown as self-declared."
    )
    back_pain_training = models.TextField(
        "training for back pain", max_length=600, blank=True, help_text="Courses with provider, hours and year."
    )
    techniques = models.ManyToManyField("techniques.Technique", blank=True, related_name="therapists")
    conditions = models.ManyToManyField(
        "techniques.Condition", blank=True, related_name="therapists", verbose_name="conditions with experience"
    )
    pregnancy_course = models.CharField("course on massage in pregnancy", max_length=200, blank=True)
    pregnancy_hours = models.PositiveSmallIntegerField("hours of that course", null=True, blank=True)
    pregnancy_trained_on = models.DateField("day of that course", null=True, blank=True)
    email = models.EmailField("private e-mail", blank=True, help_text="For staff only; never shown.")
    notes = models.TextField(blank=True, help_text="For staff only; never shown.")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    status_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the listing is frozen or withdrawn. For staff only."
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(
        "last asked to confirm", null=True, blank=True, help_text="When staff last asked whether the facts still hold."
    )
    is_sample = models.BooleanField("sample", default=False, help_text="Invented, and marked so wherever it is shown.")
    created_at = models.DateTimeField(default=clock.present, editable=False)

    objects = TherapistQuerySet.as_manager()

    class Meta:
        ordering = ["display_name", "pk"]
        permissions = [
            ("list_therapist", "Can list, freeze and withdraw therapists"),
            ("view_private", "Can see and export private details of therapists"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="listed") | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="listed_means_approved",
                violation_error_message="Nobody is listed before somebody of the staff approved it.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["frozen", "withdrawn"]) | Q(status_reason__gt=""),
                name="hidden_for_a_reason",
                violation_error_message="Say why the listing is frozen or withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(pregnancy_course="", pregnancy_hours__isnull=True, pregnancy_trained_on__isnull=True)
                | Q(
                    pregnancy_course__gt="",
                    pregnancy_hours__isnull=False,
                    pregnancy_hours__gte=1,
                    pregnancy_trained_on__isnull=False,
                ),
                name="pregnancy_training_is_whole",
                violation_error_message="A course on massage in pregnancy needs its name, its hours and its day.",
            ),
            models.CheckConstraint(
                condition=Q(practicing_since__isnull=True) | Q(practicing_since__range=(1940, 2100)),
                name="practicing_since_a_year",
                violation_error_message="Enter a year such as 2012.",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return f"/therapists/{self.slug}/"

    @property
    def name_with_mark(self) -> str:
        """The name for places where nothing else says that a sample is one: titles, labels."""
        return f"Sample: {self.display_name}" if self.is_sample else self.display_name

    @property
    def language_names(self) -> list[str]:
        labels = dict(Language.choices)
        return [str(labels[code]) for code in self.languages if code in labels]
