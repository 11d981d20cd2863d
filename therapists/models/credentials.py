"""What a therapist holds: the state's credential, and voluntary certifications of private bodies."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from therapists.licensing import next_check
from therapists.models.jurisdictions import Jurisdiction
from therapists.models.people import Therapist
from therapists.names import normal_number


class Source(models.TextChoices):
    """Where a credential was looked up."""

    ROSTER = "roster", "Roster file of the agency"
    BOARD_PAGE = "board-page", "Look-up page of the agency"
    PHONE = "phone", "Phone call to the agency"
    DOCUMENT = "document", "Document shown by the therapist"


class Checked(models.Model):
    """When, where and by whom a credential was last looked up."""

    source = models.CharField("checked with", max_length=10, choices=Source.choices, blank=True)
    source_words = models.CharField(
        "name of the source", max_length=200, blank=True, help_text="Shown to visitors: “TDLR license search”."
    )
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence_hash = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the saved page, file or scan that was looked at."
    )

    class Meta:
        abstract = True


class Licence(Checked):
    """A credential that a state or its agency issued: license, certificate or registration."""

    class Kind(models.TextChoices):
        THERAPIST = "therapist", "Massage therapist"
        TEMPORARY = "temporary", "Temporary permit"
        STUDENT = "student", "Student permit"
        ESTABLISHMENT = "establishment", "Establishment"
        INSTRUCTOR = "instructor", "Instructor"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        ACTIVE_WITH_CONDITIONS = "active_with_conditions", "Active with conditions"
        INACTIVE = "inactive", "Inactive"
        EXPIRED = "expired", "Expired"
        SUSPENDED = "suspended", "Suspended"
        REVOKED = "revoked", "Revoked"
        SURRENDERED = "surrendered", "Surrendered"
        RETIRED = "retired", "Retired"
        DECEASED = "deceased", "Deceased"
        NOT_FOUND = "not_found", "Not found"
        UNKNOWN = "unknown", "Unknown"

    class Match(models.TextChoices):
        NUMBER_AND_NAME = "number-and-name", "Number and last name"
        BY_HAND = "by-hand", "By hand, with other evidence"

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="licences")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="licences")
    valid_in = models.ManyToManyField(
        Jurisdiction, blank=True, related_name="+", verbose_name="also valid in",
        help_text="Other states that accept it under a compact.",
    )  # fmt: skip
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.THERAPIST)
    title = models.CharField(max_length=100, blank=True, help_text="As issued: “Licensed Massage Therapist”.")
    number = models.CharField(max_length=40, help_text="As printed.")
    normal_number = models.CharField(max_length=40, editable=False)
    name = models.CharField("name on the license", max_length=120)
    first_issued_on = models.DateField(null=True, blank=True)
    last_renewed_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(help_text="The last day on which it is good.")
    registered_until = models.DateField(
        null=True, blank=True,
        help_text="Where a current registration is needed on top of the license, as in New York: its last day.",
    )  # fmt: skip
    status = models.CharField(max_length=25, choices=Status.choices, default=Status.UNKNOWN)
    status_words = models.CharField("status as the source says it", max_length=100, blank=True)
    has_discipline = models.BooleanField("discipline on record", default=False)
    discipline_words = models.TextField(max_length=600, blank=True)
    discipline_on = models.DateField(null=True, blank=True)
    discipline_url = models.URLField(blank=True)
    conditions_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Who read the conditions or the discipline and decided that the listing may stand.",
    )  # fmt: skip
    next_check_on = models.DateField("next check due", null=True, blank=True, editable=False)
    matched_by = models.CharField(max_length=15, choices=Match.choices, default=Match.NUMBER_AND_NAME)
    match_is_sure = models.BooleanField(default=False, help_text="Nobody else could be meant.")

    class Meta:
        verbose_name = "license"
        ordering = ["jurisdiction", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "kind", "normal_number"],
                name="one_license_of_a_number",
                violation_error_message="This license is in the directory already.",
            ),
            models.CheckConstraint(
                condition=Q(normal_number__gt=""),
                name="license_has_a_number",
                violation_error_message="The number needs a letter or a digit.",
            ),
            models.CheckConstraint(
                condition=Q(first_issued_on__isnull=True) | Q(expires_on__gte=F("first_issued_on")),
                name="license_expires_after_it_was_issued",
                violation_error_message="A license cannot expire before it was issued.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["active", "active_with_conditions"])
                | Q(checked_on__isnull=False, source__gt=""),
                name="active_license_was_looked_up",
                violation_error_message="Active means that somebody looked: say where and when.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.jurisdiction.credential_word} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_in()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "normal_number", "next_check_on"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.normal_number = normal_number(self.number or "")

    def fill_in(self) -> None:
        """What follows from the other fields."""
        self.normal_number = normal_number(self.number)
        self.next_check_on = next_check(self.checked_on, self.jurisdiction)


class Certification(Checked):
    """A voluntary certification by a private body. It is not a license."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="certifications")
    title = models.CharField(max_length=120, default="Board Certification in Therapeutic Massage and Bodywork")
    letters = models.CharField(max_length=10, default="BCTMB")
    body = models.CharField(
        max_length=200, default="National Certification Board for Therapeutic Massage & Bodywork (NCBTMB)"
    )
    number = models.CharField(max_length=40, blank=True)
    name = models.CharField("name on the certificate", max_length=120)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(help_text="The last day on which it is good.")

    class Meta:
        ordering = ["letters", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"],
                condition=Q(number__gt=""),
                name="one_certification_of_a_number",
                violation_error_message="This certification is in the directory already.",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="certification_expires_after_it_was_issued",
                violation_error_message="A certification cannot expire before it was issued.",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.letters, self.number]))
