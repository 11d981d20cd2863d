"""Studies, and the claims that no page may make."""

import re
from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.text import slugify

from evidence import phrases
from publishing import clock
from publishing.composition import Composition, Problem
from publishing.models import Edition, Publishable, PublishableQuerySet
from publishing.prepared import prepared


class Certainty(models.TextChoices):
    """How sure a source says we can be: the words of GRADE, used only where the source itself grades.

    Source: Guyatt GH et al., GRADE: an emerging consensus on rating quality of evidence, BMJ 2008;336:924.
    """

    HIGH = "high", "High certainty"
    MODERATE = "moderate", "Moderate certainty"
    LOW = "low", "Low certainty"
    VERY_LOW = "very-low", "Very low certainty"
    NOT_GRADED = "not-graded", "Not graded"


def check_doi(value: str) -> None:
    """A DOI as the handbook of the DOI foundation defines it: prefix 10.NNNN, a slash, a suffix."""
    if not re.fullmatch(r"10\.\d{4,9}/\S+", value):
        raise ValidationError("A DOI looks like 10.1000/xyz123, without “https://doi.org/”.")


class StudyQuerySet(PublishableQuerySet):
    def in_doubt(self) -> Self:
        """Retracted, under a cloud, or replaced: whoever cites it has to look again."""
        return self.filter(notice__in=Study.DOUBTFUL, doubted_at__lte=clock.now())


@prepared()
def next_notice() -> QuerySet:
    """When the next notice takes effect here: the clock of the machine that recorded it may be ahead of this one's."""
    ahead = Study.objects.filter(doubted_at__gt=clock.now()).order_by("doubted_at")
    return ahead.values_list("doubted_at", flat=True)[:1]


class Study(Publishable):
    """A publication that pages of this site cite. Its own page says what it is and what it found."""

    class Type(models.TextChoices):
        TRIAL = "trial", "Randomized trial"
        SYSTEMATIC_REVIEW = "systematic-review", "Systematic review"
        OVERVIEW = "overview", "Overview of reviews"
        GUIDELINE = "guideline", "Clinical practice guideline"
        COHORT = "cohort", "Cohort study"
        SURVEY = "survey", "Survey"
        EXPERIMENT = "experiment", "Small experiment"
        CASE_REPORTS = "case-reports", "Case reports"
        NARRATIVE_REVIEW = "narrative-review", "Narrative review"
        CONSENSUS = "consensus", "Consensus statement"

    class Confidence(models.TextChoices):
        HIGH = "high", "High: seen in public records"
        MEDIUM = "medium", "Medium: to be checked"

    class Notice(models.TextChoices):
        RETRACTED = "retracted", "Retracted"
        CONCERN = "concern", "Expression of concern"
        SUPERSEDED = "superseded", "Superseded"
        CORRECTED = "corrected", "Corrected"

    #: What takes effect at once and is no part of an edition.
    NOTICE_FIELDS = ("notice", "notice_words", "superseded_by")
    #: Notices after which a page that cites the study has to be looked at again.
    DOUBTFUL = (Notice.RETRACTED, Notice.CONCERN, Notice.SUPERSEDED)

    # Typed by hand here, unlike the keys of other pages.
    key = models.SlugField(
        max_length=80,
        unique=True,
        help_text="How texts cite it: furlan-2015 is cited as [@furlan-2015]. It never changes. Leave it empty to get "
        "one from the first author and the year.",
        blank=True,
    )
    title = models.CharField(max_length=400)
    authors = models.CharField(
        max_length=300, help_text="Family name and initials, separated by commas: Doe J, Roe RA, et al."
    )
    journal = models.CharField("journal or publisher", max_length=200)
    year = models.PositiveSmallIntegerField()
    volume = models.CharField(
        "volume and issue", max_length=100, blank=True, help_text="155(1), or the number of a report."
    )
    pages = models.CharField("pages or article number", max_length=40, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True, validators=[check_doi])
    pmid = models.CharField("PMID", max_length=9, blank=True, validators=[RegexValidator(r"^[1-9][0-9]{0,8}\Z")])
    study_type = models.CharField("type", max_length=20, choices=Type.choices, blank=True)
    design = models.CharField(max_length=100, blank=True, help_text="More exactly, such as “Randomized trial, 3 arms”.")
    population = models.CharField(max_length=300, blank=True, help_text="Who and how many were studied.")
    countries = models.CharField(max_length=200, blank=True)
    funding = models.CharField(max_length=300, blank=True, help_text="Who paid, where the source says so.")
    conflicts = models.CharField("conflicts of interest", max_length=300, blank=True)
    finding = models.TextField(help_text="What it found, in our own words, in a sentence.", blank=True)
    certainty = models.CharField(
        max_length=12,
        choices=Certainty.choices,
        default=Certainty.NOT_GRADED,
        help_text="Only if the source itself states it about what it found. Of a range, the lower end.",
    )
    certainty_words = models.CharField(
        "certainty in the source’s words", max_length=200, blank=True, help_text="Such as “low to very low (GRADE)”."
    )
    confidence = models.CharField(
        max_length=10,
        choices=Confidence.choices,
        default=Confidence.MEDIUM,
        help_text="How sure we are of this entry itself.",
    )
    opened_by = models.CharField(
        "source opened by", max_length=100, blank=True, help_text="Who read the source itself. Readers see it."
    )
    opened_on = models.DateField("source opened on", null=True, blank=True)
    notice = models.CharField(
        max_length=12,
        choices=Notice.choices,
        blank=True,
        help_text="Takes effect when you save: every page that cites the study tells its readers at once and joins "
        "the review queue. A correction is only shown on the study’s own page.",
    )
    notice_words = models.CharField(
        "what the notice says",
        max_length=300,
        blank=True,
        help_text="In a sentence, with the date and who published it.",
    )
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    doubted_at = models.DateTimeField(null=True, editable=False, help_text="When the notice was recorded here.")

    objects: ClassVar = StudyQuerySet.as_manager()

    public_template = "evidence/study.html"
    working_fields = (
        "title", "authors", "journal", "year", "volume", "pages", "doi", "pmid", "study_type", "design", "population",
        "countries", "funding", "conflicts", "finding", "certainty", "certainty_words", "confidence", "opened_by",
        "opened_on",
    )  # fmt: skip

    class Meta(Publishable.Meta):
        verbose_name_plural = "studies"
        ordering = ["key"]
        constraints = [
            # A DOI is the same in capitals and small letters.
            models.UniqueConstraint(
                Lower("doi"),
                condition=~Q(doi=""),
                name="one_study_a_doi",
                violation_error_message="There is already a study with this DOI.",
            ),
            models.UniqueConstraint(
                fields=["pmid"],
                condition=~Q(pmid=""),
                name="one_study_a_pmid",
                violation_error_message="There is already a study with this PMID.",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1900, 2100)),
                name="studies_have_a_likely_year",
                violation_error_message="The year has to be between 1900 and 2100.",
            ),
            models.CheckConstraint(
                condition=Q(opened_by="", opened_on__isnull=True) | Q(opened_by__gt="", opened_on__isnull=False),
                name="a_source_is_opened_by_someone_on_a_day",
                violation_error_message="Say both who opened the source and when, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(notice="", notice_words="") | Q(notice__gt="", notice_words__gt=""),
                name="a_notice_says_what_happened",
                violation_error_message="Choose the kind of notice and say what it says, or leave both empty.",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | Q(notice="superseded"),
                name="only_a_superseded_study_has_a_successor",
                violation_error_message="Only a study with the notice “Superseded” is superseded by another.",
            ),
        ]
        indexes = [
            # Serves every page view: does this page mention a study in doubt?
            models.Index(fields=["notice"], condition=~Q(notice=""), name="studies_with_a_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.authors.split(',')[0]}, {self.year}: {self.title}"[:120]

    def clean(self) -> None:
        if self.superseded_by_id is not None and self.superseded_by_id == self.pk:
            raise ValidationError({"superseded_by": "A study cannot supersede itself."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.notice:
            self.doubted_at = None
        elif self.doubted_at is None or self._notice_before() != self.notice:
            self.doubted_at = clock.present()
        super().save(*args, **kwargs)

    def _notice_before(self) -> str | None:
        return Study.objects.filter(pk=self.pk).values_list("notice", flat=True).first()

    def _free_key(self) -> str:
        """Of the first author's family name and the year, with a number if that is taken."""
        family, _, initials = self.authors.split(",")[0].strip().rpartition(" ")
        if not (family and len(initials) <= 4 and initials.isalpha() and initials.isupper()):
            family = self.authors.split(",")[0]
        base = slugify(f"{family} {self.year}")[:70].strip("-")
        key, count = base, 1
        while Study.objects.filter(key=key).exists():
            count += 1
            key = f"{base}-{count}"
        return key

    def public_path(self) -> str:
        return f"/evidence/studies/{self.key}/"

    @property
    def kind_words(self) -> str:
        """What kind of study it is, as exactly as we know."""
        return self.design or self.get_study_type_display()

    @property
    def certainty_in_words(self) -> str:
        """The source's own words about its certainty, or that it gave none."""
        return self.certainty_words or Certainty(self.certainty).label.lower()

    @property
    def doubt(self) -> str:
        """What readers of a page that cites the study have to know."""
        kind = {
            "retracted": "has been retracted",
            "concern": "is under an expression of concern",
            "superseded": "has been superseded",
        }[self.notice]
        return f"“{self.title.rstrip('.')}” ({self.year}) {kind}. {self.notice_words}"

    def citation(self) -> dict[str, str]:
        """The parts of its entry in a list of references, as plain data that an edition can keep."""
        where = "".join(part for part in [self.volume, f":{self.pages}" if self.pages else ""] if part)
        return {
            "key": self.key,
            "authors": self.authors.rstrip("."),
            "title": self.title.rstrip("."),
            "source": f"{self.journal}. {self.year}" + (f";{where}" if where else ""),
            "year": str(self.year),
            "doi": self.doi,
            "pmid": self.pmid,
        }

    def compose(self) -> Composition:
        details = [
            ("Type of study", self.kind_words),
            ("Who was studied", self.population),
            ("Countries", self.countries),
            ("Funding", self.funding),
            ("Conflicts of interest", self.conflicts),
            ("Certainty, as the source states it", self.certainty_in_words),
        ]
        opened = {"by": self.opened_by, "on": self.opened_on.isoformat()} if self.opened_on else None
        problems = [Problem("Say what type of study it is.")] if not self.study_type else []
        if not self.finding.strip():
            problems.append(Problem("Say in a sentence what the study found."))
        return Composition(
            title=self.title,
            summary=self.finding,
            text="\n".join([self.finding, *(f"{name}: {value}" for name, value in details if value)]),
            facts={
                "citation": self.citation(),
                "details": [{"name": name, "value": value} for name, value in details if value],
                "type": self.study_type,
                "certainty": self.certainty,
                "confidence": self.confidence,
                "opened": opened,
            },
            problems=problems,
        )

    @classmethod
    def surroundings(cls, edition: Edition) -> dict[str, Any]:
        """The pages that cite the study, and what has been said against it since."""
        study, opened = cls(pk=edition.object_id), edition.facts["opened"]
        noticed = cls.objects.exclude(notice="").filter(pk=edition.object_id, doubted_at__lte=clock.now()).first()
        successor = cls.objects.with_live().filter(supersedes=noticed).first() if noticed else None
        citing = Edition.objects.live().mentioning(study).select_related("content_type").for_lists()
        return {
            "citing": citing.order_by("content_type__model", "title"),
            "study": noticed,
            "successor": successor,
            "opened_on": opened and date.fromisoformat(opened["on"]),
        }


class Claim(models.Model):
    """Something that pages about massage like to say and may not: how to spot it, why not, what to say instead."""

    class Severity(models.TextChoices):
        ERROR = "error", "Blocks publishing"
        WARNING = "warning", "Asks for a reason"

    name = models.CharField(max_length=100, unique=True, help_text="Such as “Flushes toxins”.")
    phrases = models.TextField(
        help_text="One phrase a line. A star stands for any ending (toxin*), a slash for “or” (heal*/cure*), three "
        "dots for up to six other words: heal*/cure* ... disc*/disk*. Denials such as “does not heal the disc” are "
        "let pass.",
        validators=[phrases.check],
    )
    why = models.TextField(help_text="Why it may not be said. Editors read this.")
    say_instead = models.TextField(blank=True, help_text="Words that may be said. Empty: leave it out.")
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.ERROR)
    is_active = models.BooleanField("checked", default=True, help_text="Switch it off rather than deleting it.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EvidenceSearch(models.Model):
    """A search for studies: what stands behind the words “No studies found”."""

    key = models.SlugField("name", max_length=80, unique=True, help_text="A short name to find it by.")
    searched_on = models.DateField()
    place = models.CharField("where", max_length=200, help_text="The database or collection that was searched.")
    question = models.CharField("searched for", max_length=300, help_text="The words or the question, as it was asked.")
    limits = models.CharField(max_length=300, blank=True, help_text="What the search could not cover.")

    class Meta:
        verbose_name_plural = "evidence searches"
        ordering = ["-searched_on", "key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.place}, {self.searched_on}"

    def facts(self) -> dict[str, str]:
        """What pages say of the search, as plain data that an edition can keep."""
        return {
            "on": self.searched_on.isoformat(), "where": self.place, "question": self.question, "limits": self.limits,
        }  # fmt: skip
