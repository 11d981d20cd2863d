"""Where a therapist works."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from places.geometry import Point
from places.models import Place
from therapists import grid, hours
from therapists.models.jurisdictions import Jurisdiction
from therapists.models.people import Therapist

_PHONE = r"(?i)^\+?[0-9 ().-]{7,24}(?:(?:x|ext\.?) ?[0-9]{1,6})?\Z"


class Practice(models.Model):
    """One place, or one area, where a therapist works. Each is judged by the rule of its own state."""

    class Setting(models.TextChoices):
        CLINIC = "clinic", "Clinic"
        STUDIO = "studio", "Studio"
        HOSPITAL = "hospital", "Hospital"
        HOME = "home", "The therapist's home"
        VISITS = "visits", "Visits you at home"

    class Price(models.IntegerChoices):
        LOW = 1, "Under $80 an hour"
        MIDDLE = 2, "$80 to $120 an hour"
        HIGH = 3, "Over $120 an hour"

    class Located(models.TextChoices):
        BY_ZIP = "zip", "Middle of the ZIP code"
        BY_STAFF = "staff", "Coordinates entered by staff"

    #: Settings whose address would tell where somebody lives.
    HOMES = (Setting.HOME, Setting.VISITS)

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="practices")
    name = models.CharField(max_length=120, blank=True, help_text="Of the clinic or studio, if it has one.")
    setting = models.CharField(max_length=10, choices=Setting.choices)
    street = models.CharField(
        max_length=150, blank=True, help_text="Never shown for a home or for visits; those show the town only."
    )
    town = models.CharField(max_length=80)
    state = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="practices")
    zip_code = models.CharField(
        "ZIP code", max_length=5, validators=[RegexValidator(r"^\d{5}\Z", "Enter the five digits of the ZIP code.")]
    )
    located = models.CharField("located by", max_length=5, choices=Located.choices, default=Located.BY_ZIP)
    latitude = models.FloatField("exact latitude", null=True, blank=True, help_text="Never shown.")
    longitude = models.FloatField("exact longitude", null=True, blank=True, help_text="Never shown.")
    public_latitude = models.FloatField(null=True, editable=False)
    public_longitude = models.FloatField(null=True, editable=False)

    phone = models.CharField(
        max_length=30, blank=True,
        validators=[RegexValidator(_PHONE, "Enter a phone number such as (512) 555-0101 or (512) 555-0101 ext. 12.")],
    )  # fmt: skip
    phone_digits = models.CharField(max_length=20, editable=False, blank=True, db_index=True)
    website = models.URLField(blank=True)
    booking_url = models.URLField("booking page", blank=True)
    opening_hours = models.CharField(max_length=300, blank=True, validators=[hours.check], help_text=hours.EXAMPLE)
    price = models.PositiveSmallIntegerField("price band", choices=Price.choices, null=True, blank=True)
    session_minutes = models.CharField(
        "session lengths", max_length=40, blank=True, help_text="In minutes: 30, 60, 90",
        validators=[RegexValidator(r"^\d{2,3}(, ?\d{2,3})*\Z", "Enter minutes with commas between: 30, 60, 90")],
    )  # fmt: skip
    takes_insurance = models.BooleanField("bills health insurance", default=False)
    insurance_words = models.CharField("about insurance", max_length=200, blank=True)
    takes_hsa = models.BooleanField("takes HSA and FSA cards", default=False)
    parking = models.CharField(max_length=200, blank=True)
    transit = models.CharField(max_length=200, blank=True)
    is_accepting = models.BooleanField("accepting new clients", null=True, blank=True)
    accepting_as_of = models.DateField("as of", null=True, blank=True)

    class Meta:
        ordering = ["state", "town", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="practice_is_on_the_earth",
                violation_error_message="Latitude is between −90 and 90, longitude between −180 and 180; enter both.",
            ),
            models.CheckConstraint(
                condition=Q(public_latitude__isnull=True, public_longitude__isnull=True)
                | Q(
                    public_latitude__isnull=False,
                    public_longitude__isnull=False,
                    public_latitude__range=(-90, 90),
                    public_longitude__range=(-180, 180),
                ),
                name="public_point_is_on_the_earth",
            ),
            models.CheckConstraint(
                condition=Q(is_accepting__isnull=True) | Q(accepting_as_of__isnull=False),
                name="accepting_has_a_date",
                violation_error_message="Say as of when new clients are accepted or not.",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__range=(1, 3)),
                name="price_is_a_band",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.get_setting_display()}, {self.town}, {self.state_id}"

    def clean(self) -> None:
        if self.located == self.Located.BY_STAFF and (self.latitude is None or self.longitude is None):
            raise ValidationError({"latitude": "Enter latitude and longitude, or locate it by its ZIP code."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_in()
        if kwargs.get("update_fields") is not None:
            derived = {"latitude", "longitude", "public_latitude", "public_longitude", "phone_digits"}
            kwargs["update_fields"] = {*kwargs["update_fields"], *derived}
        super().save(*args, **kwargs)

    @property
    def is_home(self) -> bool:
        return self.setting in self.HOMES

    @property
    def point(self) -> Point | None:
        """The exact point, for staff only."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)

    @property
    def spot(self) -> grid.Spot | None:
        """Where the public is told that it is."""
        if self.public_latitude is None or self.public_longitude is None:
            return None
        return grid.spot_at(Point(self.public_latitude, self.public_longitude))

    @property
    def public_street(self) -> str:
        return "" if self.is_home else self.street

    @property
    def minutes(self) -> list[int]:
        return [int(part) for part in self.session_minutes.split(",") if part.strip()]

    @property
    def open_spans(self) -> list[hours.Span]:
        return hours.read(self.opening_hours)

    def fill_in(self) -> None:
        """What follows from the other fields: the exact point from the ZIP code, the public point from the exact."""
        if self.located == self.Located.BY_ZIP:
            found = Place.objects.filter(kind=Place.Kind.ZIP, folded=self.zip_code, state=self.state_id).first()
            self.latitude, self.longitude = found.point if found else (None, None)
        self.round_point()
        digits = re.sub(r"\D", "", re.split(r"[a-z]", self.phone, maxsplit=1, flags=re.IGNORECASE)[0])
        self.phone_digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits[:20]

    def round_point(self) -> None:
        """Set the public point, which says no more than the grid of `therapists.grid` does."""
        exact = self.point
        self.public_latitude, self.public_longitude = (
            grid.spot_at(exact, is_home=self.is_home).point if exact else (None, None)
        )


class AccessFact(models.Model):
    """Something that makes a practice easier to use for somebody, with who said so and when."""

    class Kind(models.TextChoices):
        STEP_FREE = "step-free", "Step-free entrance"
        ELEVATOR = "elevator", "Elevator or ground floor"
        RESTROOM = "restroom", "Wheelchair-accessible restroom"
        TABLE = "table", "Height-adjustable table"
        PARKING = "parking", "Accessible parking"
        SCENT_FREE = "scent-free", "Scent-free on request"

    class Source(models.TextChoices):
        THERAPIST = "therapist", "The therapist says so"
        WEBSITE = "website", "The practice's website says so"
        STAFF = "staff", "Seen by our staff"

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="access_facts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    detail = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    stated_on = models.DateField()

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "kind"],
                name="one_access_fact_of_a_kind",
                violation_error_message="This practice has a fact of this kind already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
