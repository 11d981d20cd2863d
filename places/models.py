"""The gazetteer: states, counties, towns and postal codes. Loaded from packaged data, never edited by hand."""

from django.db import models
from django.db.models import Q

from places.geometry import Point

#: Their bare name is that of a large city, too.
NAMED_AS_A_CITY = ("NY", "WA")


class State(models.Model):
    """A state of the United States, its capital district, or one of its territories."""

    code = models.CharField(max_length=2, primary_key=True, help_text="The postal code, such as TX.")
    name = models.CharField(max_length=60, unique=True)
    fips = models.CharField("FIPS code", max_length=2, unique=True)
    south = models.FloatField()
    north = models.FloatField()
    west = models.FloatField(help_text="Greater than the eastern edge where the box crosses the 180th meridian.")
    east = models.FloatField()
    neighbours = models.ManyToManyField("self", symmetrical=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """What a visitor can type to mean the state and nothing else."""
        return f"{self.name} State" if self.code in NAMED_AS_A_CITY else self.name

    def contains(self, point: Point, *, margin: float = 0.1) -> bool:
        """Whether a point lies in the state's box, or within so many degrees of it."""
        if not self.south - margin <= point.latitude <= self.north + margin:
            return False
        west, east = self.west - margin, self.east + margin
        if self.west <= self.east:
            return west <= point.longitude <= east
        return point.longitude >= west or point.longitude <= east


class Place(models.Model):
    """Something that a visitor can type to say where they are."""

    class Kind(models.TextChoices):
        TOWN = "town", "Town"
        ZIP = "zip", "ZIP code"
        COUNTY = "county", "County"
        STATE = "state", "State"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    name = models.CharField(max_length=80, help_text="Such as Austin, 78701, Travis County, Texas.")
    folded = models.CharField(
        max_length=80, db_index=True, help_text="The name in plain small letters, as searches look for it."
    )
    state = models.ForeignKey(State, on_delete=models.CASCADE, related_name="places")
    town = models.CharField(max_length=80, blank=True, help_text="The town of a ZIP code.")
    county = models.CharField(max_length=80, blank=True, help_text="The county of a town or ZIP code.")
    latitude = models.FloatField()
    longitude = models.FloatField()
    reach = models.FloatField(default=0, help_text="How far its farthest ZIP code is from its middle, in miles.")
    weight = models.PositiveIntegerField(
        default=0, help_text="About how many people live there; larger places of the same name come first."
    )

    class Meta:
        ordering = ["-weight", "name", "state"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "folded", "state", "county"], name="one_place_of_a_name"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="place_is_on_the_earth"
            ),
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.ZIP:
            return f"{self.name} ({self.town}, {self.state_id})"
        return self.name if self.kind == self.Kind.STATE else f"{self.name}, {self.state_id}"

    @property
    def label(self) -> str:
        """What a visitor can type to mean this place and no other."""
        if self.kind == self.Kind.ZIP:
            return self.name
        if self.kind == self.Kind.STATE:
            return self.state.label
        return f"{self.name}, {self.state_id}"

    @property
    def detail(self) -> str:
        """What else helps to tell it from others."""
        if self.kind == self.Kind.ZIP:
            return f"{self.town}, {self.state_id}"
        return self.county if self.kind == self.Kind.TOWN else str(self.get_kind_display())

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)
