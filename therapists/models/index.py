"""What searching reads. Written by `therapists.listing` alone, from the records and the rule."""

from typing import Self

from django.db import models

from publishing import clock


class EntryQuerySet(models.QuerySet["Entry"]):
    def in_force(self) -> Self:
        """Entries whose last day has not passed."""
        return self.filter(listed_until__gte=clock.today())


class Entry(models.Model):
    """A practice that may be listed, and until when. It does not exist while the rule is not met."""

    practice = models.OneToOneField("Practice", primary_key=True, on_delete=models.CASCADE, related_name="entry")
    therapist = models.ForeignKey("Therapist", on_delete=models.CASCADE, related_name="entries")
    state = models.ForeignKey("Jurisdiction", on_delete=models.PROTECT, related_name="+", db_index=False)
    licence = models.ForeignKey("Licence", null=True, on_delete=models.CASCADE, related_name="+")
    certification = models.ForeignKey("Certification", null=True, on_delete=models.CASCADE, related_name="+")
    cell = models.IntegerField(db_index=True)
    spot = models.IntegerField()
    listed_until = models.DateField()
    checked_on = models.DateField()
    sort_name = models.CharField(max_length=12)
    choices = models.BinaryField(help_text="What filters ask about, by `therapists.filters`.")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        default_permissions = ()
        indexes = [
            # For the profiles in the sitemap, and for finding entries that a day left behind.
            models.Index(fields=["listed_until", "therapist"], name="entry_listed_until"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(licence__isnull=False) | models.Q(certification__isnull=False),
                name="entry_stands_on_a_credential",
            )
        ]

    def __str__(self) -> str:
        return f"Entry of {self.practice}"

    @property
    def credential_words(self) -> str:
        """The credential that the listing stands on, as visitors read it: “Texas license MT123456”."""
        return str(self.licence or self.certification)

    @property
    def checked_with(self) -> str:
        """Where the credential was looked up."""
        credential = self.licence or self.certification
        return (credential.source_words or credential.get_source_display()) if credential else ""


class Cell(models.Model):
    """All entries of one 0.1-degree cell, packed so that a search reads a cell as one row (`therapists.cells`)."""

    cell = models.IntegerField(primary_key=True)
    earliest_until = models.DateField(help_text="Before this day nothing in the cell has ended.")
    spots = models.BinaryField(help_text="Row, column and number of entries of each spot: three unsigned 32-bit.")
    until = models.BinaryField(help_text="The last day of each entry, in days since 1970: unsigned 16-bit.")
    choices = models.BinaryField(help_text="The choices that occur: unsigned 32-bit.")
    bits = models.BinaryField(help_text="For each choice, one bit an entry, filled up to whole bytes.")
    practices = models.BinaryField(help_text="Primary keys of the practices: unsigned 32-bit.")
    checked = models.BinaryField(help_text="When each credential was checked, in days since 1970: unsigned 16-bit.")
    names = models.BinaryField(help_text="The first twelve letters of each name to sort by.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Cell {self.cell}"
