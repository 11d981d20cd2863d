from django.db import models
from django.db.models import Q


class Jurisdiction(models.Model):
    """How one state or territory regulates massage therapists. What it says takes effect on every listing at once."""

    class Regulation(models.TextChoices):
        LICENSE = "license", "License: nobody may practice without one"
        CERTIFICATION = "certification", "Voluntary certification"
        REGISTRATION = "registration", "Registration without a test of skill"
        NONE = "none", "Not regulated by the state"

    class Confidence(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium: check before relying on it"
        LOW = "low", "Low: not verified"

    state = models.OneToOneField("places.State", primary_key=True, on_delete=models.PROTECT)
    regulation = models.CharField(max_length=15, choices=Regulation.choices)
    letters = models.CharField(max_length=10, blank=True, help_text="What a holder may write after the name: LMT.")
    agency = models.CharField(max_length=200, blank=True, help_text="Who issues the credential and keeps the roster.")
    lookup_url = models.URLField("look-up page", blank=True, help_text="Where anybody can look a holder up.")
    explanation = models.TextField(
        max_length=600, blank=True, help_text="What visitors should know about this state's rule, in plain sentences."
    )
    check_every_days = models.PositiveSmallIntegerField(
        default=90, help_text="A listing ends when its credential was last checked longer ago than this."
    )
    source = models.CharField(max_length=200, help_text="Where the rule was read.")
    source_on = models.DateField("read on")
    confidence = models.CharField(max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM)
    notes = models.TextField(blank=True, help_text="For staff only.")

    class Meta:
        ordering = ["state"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(regulation="none") | Q(agency="", letters="", lookup_url=""),
                name="no_regulation_has_no_agency",
                violation_error_message="A state that does not regulate has no agency, letters or look-up.",
            ),
            models.CheckConstraint(
                condition=Q(check_every_days__range=(1, 400)),
                name="credentials_are_checked_at_least_yearly",
                violation_error_message="Between 1 and 400 days.",
            ),
        ]

    def __str__(self) -> str:
        return self.state.name

    @property
    def adjective(self) -> str:
        """What a therapist here may be called: the words on the page follow the law of the place."""
        return {
            self.Regulation.LICENSE: "licensed",
            self.Regulation.CERTIFICATION: "certified",
            self.Regulation.REGISTRATION: "registered",
            self.Regulation.NONE: "not regulated by the state",
        }[self.Regulation(self.regulation)]

    @property
    def credential_word(self) -> str:
        """What this state's credential is called in running text."""
        return {"license": "license", "certification": "certificate", "registration": "registration"}.get(
            self.regulation, "credential"
        )
