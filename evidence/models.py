import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models


def check_doi(value: str) -> None:
    """A DOI as the handbook of the DOI foundation defines it: prefix 10.NNNN, a slash, a suffix."""
    if not re.fullmatch(r"10\.\d{4,9}/\S+", value):
        raise ValidationError("A DOI looks like 10.1000/xyz123, without “https://doi.org/”.")


class Study(models.Model):
    """A publication that pages of this site cite."""

    key = models.SlugField(
        max_length=80, unique=True, help_text="How texts cite it: furlan-2015 is cited as [@furlan-2015]."
    )
    title = models.CharField(max_length=400)
    authors = models.CharField(max_length=300)
    journal = models.CharField("journal or publisher", max_length=200)
    year = models.PositiveSmallIntegerField()
    volume_pages = models.CharField("volume, issue, pages", max_length=100, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True, validators=[check_doi])
    pmid = models.CharField("PMID", max_length=9, blank=True, validators=[RegexValidator(r"^[1-9][0-9]{0,8}\Z")])
    study_type = models.CharField(max_length=100)
    population = models.CharField(max_length=300, blank=True)
    finding = models.TextField(help_text="What it found, in our own words, in a sentence.")
    certainty = models.CharField(
        max_length=200, help_text="In the words of the source; “not graded” where it does not grade."
    )
    confidence = models.CharField(
        max_length=10,
        choices=[("high", "High: seen in public records"), ("medium", "Medium: to be checked")],
        help_text="How sure we are of this entry itself.",
    )

    class Meta:
        verbose_name_plural = "studies"
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["doi"], condition=~models.Q(doi=""), name="one_study_a_doi"),
            models.UniqueConstraint(fields=["pmid"], condition=~models.Q(pmid=""), name="one_study_a_pmid"),
            models.CheckConstraint(condition=models.Q(year__range=(1900, 2100)), name="studies_have_a_likely_year"),
        ]

    def __str__(self) -> str:
        return f"{self.authors.split(',')[0]}, {self.year}: {self.title}"[:120]

    def citation(self) -> dict[str, str]:
        """The parts of its entry in a list of references, as plain data that an edition can keep."""
        return {
            "key": self.key,
            "authors": self.authors.rstrip("."),
            "title": self.title.rstrip("."),
            "source": f"{self.journal}. {self.year}" + (f";{self.volume_pages}" if self.volume_pages else ""),
            "doi": self.doi,
        }
