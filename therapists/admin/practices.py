"""Practices in the admin."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from therapists import licensing
from therapists.admin.shared import KeepsPrivate, PreparesForms, Together, may_see_private
from therapists.admin.todo import StateFilter
from therapists.forms import AccessFactAdminForm, PracticeAdminForm
from therapists.models import AccessFact, Practice

PRACTICE_FIELDSETS: list[Any] = [
    (None, {"fields": ["setting", "name", "street", ("town", "state", "zip_code"), "placed"]}),
    (
        "Coordinates",
        {
            "fields": ["located", ("latitude", "longitude")],
            "description": "Needed only where the middle of the ZIP code is too far away. Visitors see a coarse area.",
        },
    ),
    (
        "How to reach it",
        {"fields": ["phone", "website", "booking_url", ("is_accepting", "accepting_as_of"), "opening_hours"]},
    ),
    (
        "What to expect",
        {
            "fields": [
                ("price", "session_minutes"), ("takes_insurance", "insurance_words"), "takes_hsa", "parking", "transit",
            ]
        },
    ),
]  # fmt: skip


class ShowsPractices(PreparesForms):
    """For forms of practices: whoever may not see private details gets no coordinates and no street of a home."""

    readonly_fields: ClassVar[Any] = ("placed",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if may_see_private(request):
            return PRACTICE_FIELDSETS
        coordinates = ("latitude", "longitude")
        # Whoever may only look is shown the plain values of all fields.
        street = "street" if self.has_change_permission(request, obj) else "public_street"
        return [
            (name, options | {"fields": [
                street if field == "street" else field for field in options["fields"] if field != coordinates
            ]})
            for name, options in PRACTICE_FIELDSETS
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("placed",) if may_see_private(request) else ("placed", "located", "public_street")

    def prepare(self, form: Any, request: HttpRequest) -> None:
        form.may_see_private = may_see_private(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("therapist", "state__state")

    @admin.display(description="On the map")
    def placed(self, practice: Practice) -> str:
        if not practice.pk:
            return "Known once it is saved."
        return licensing.not_placed(practice) or f"Yes: {practice.get_located_display().lower()}."

    @admin.display(description="Street")
    def public_street(self, practice: Practice) -> str:
        return practice.public_street


class PracticeInline(ShowsPractices, admin.StackedInline):
    model = Practice
    form = PracticeAdminForm
    extra = 0
    show_change_link = True


class AccessFactInline(admin.StackedInline):
    model = AccessFact
    form = AccessFactAdminForm
    extra = 0
    fields = [("kind", "detail"), ("source", "stated_on")]


@admin.register(Practice)
class PracticeAdmin(ShowsPractices, KeepsPrivate, Together):
    form = PracticeAdminForm
    list_display = ("__str__", "therapist", "setting", "town", "state", "zip_code", "placed")
    list_filter = ("setting", "located", ("public_latitude", admin.EmptyFieldListFilter), StateFilter)
    search_fields = ("name", "town", "zip_code", "phone", "therapist__display_name")
    autocomplete_fields = ("therapist",)
    inlines = [AccessFactInline]
    private = ("street", "latitude", "longitude", "phone_digits")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [(None, {"fields": ["therapist"]}), *super().get_fieldsets(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """It never becomes somebody else's."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if obj is None else (*fixed, "therapist")
