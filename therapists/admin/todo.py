"""Filters of the lists: what there is to do."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Concat, Lower
from django.http import HttpRequest

from publishing import clock
from therapists.models import Certification, Entry, Jurisdiction, Licence, Practice, Therapist


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"
    field = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Jurisdiction.objects.values_list("pk", "state__name").order_by("state__name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.field: self.value()}).distinct() if self.value() else queryset


class TherapistStateFilter(StateFilter):
    field = "practices__state"


class LicenceStateFilter(StateFilter):
    field = "jurisdiction"


def due(**where: Any) -> Q:
    """Licenses whose next check should have been made by today."""
    return Q(next_check_on__lt=clock.today(), **where)


class CheckFilter(admin.SimpleListFilter):
    title = "checks"
    parameter_name = "checks"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("unverified", "Unverified license"),
            ("due", "Check is due"),
            ("none", "No license and no certification"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        licences = Licence.objects.filter(therapist=OuterRef("pk"))
        certifications = Certification.objects.filter(therapist=OuterRef("pk"))
        unverified = Q(checked_on=None) | Q(status__in=[Licence.Status.UNKNOWN, Licence.Status.NOT_FOUND])
        conditions: dict[str, Any] = {
            "unverified": Exists(licences.filter(unverified)),
            "due": Exists(licences.filter(due())),
            "none": ~Exists(licences) & ~Exists(certifications),
        }
        wanted = conditions.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


class EndingFilter(admin.SimpleListFilter):
    title = "end of the listing"
    parameter_name = "ends"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        days = [(str(days), f"Ends within {days} days") for days in (7, 30, 60)]
        return [*days, ("hidden", "Listed by staff, but not shown")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        in_force = Entry.objects.filter(therapist=OuterRef("pk")).in_force()
        if self.value() == "hidden":
            return queryset.filter(~Exists(in_force), status=Therapist.Status.LISTED)
        if self.value() in ("7", "30", "60"):
            last = clock.today() + timedelta(days=int(self.value() or 0))
            return queryset.filter(Exists(in_force.filter(listed_until__lte=last)), status=Therapist.Status.LISTED)
        return queryset


class DuplicateFilter(admin.SimpleListFilter):
    """One phone, address or portrait across several names: an error, a clinic, or a fraud."""

    title = "duplicates"
    parameter_name = "duplicates"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("any", "Any of these"), ("phone", "Same phone"), ("address", "Same address"),
            ("portrait", "Same portrait, another name"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        kinds = {"phone": self._phone(), "address": self._address(), "portrait": self._portrait()}
        kinds["any"] = kinds["phone"] | kinds["address"] | kinds["portrait"]
        wanted = kinds.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)

    @staticmethod
    def _shared(rows: QuerySet, by: str, what: str) -> QuerySet:
        """The values that rows of several have in common."""
        return rows.order_by().values(by).annotate(count=Count(what, distinct=True)).filter(count__gt=1).values(by)

    def _phone(self) -> Q:
        shared = self._shared(Practice.objects.exclude(phone_digits=""), "phone_digits", "therapist")
        return Q(pk__in=Practice.objects.filter(phone_digits__in=shared).values("therapist"))

    def _address(self) -> Q:
        practices = Practice.objects.exclude(street="").annotate(address=Lower(Concat("street", "zip_code")))
        shared = self._shared(practices, "address", "therapist")
        return Q(pk__in=practices.filter(address__in=shared).values("therapist"))

    def _portrait(self) -> Q:
        return Q(portrait__in=self._shared(Therapist.objects.exclude(portrait=None), "portrait", "display_name"))


class DueFilter(admin.SimpleListFilter):
    title = "next check"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("due", "Due"), ("never", "Never checked")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        conditions = {"due": due(), "never": Q(checked_on=None)}
        wanted = conditions.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)
