"""Licenses and certifications in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from therapists.admin.shared import ChecksCredentials, Together
from therapists.admin.todo import DueFilter, LicenceStateFilter
from therapists.forms import CertificationAdminForm, LicenceAdminForm
from therapists.models import Certification, Licence

LICENCE_FIELDSETS: list[Any] = [
    (
        None,
        {
            "fields": [
                ("jurisdiction", "kind"), ("number", "title"), "name", ("first_issued_on", "last_renewed_on"),
                ("expires_on", "registered_until"),
            ]
        },
    ),
    (
        "What the source says",
        {
            "fields": [
                ("status", "status_words"), ("source", "source_words"), ("checked_on", "checked_by", "next_check_on"),
                "evidence_hash", ("matched_by", "match_is_sure"),
            ]
        },
    ),
    (
        "Conditions and discipline",
        {
            "fields": [
                "has_discipline", "discipline_words", ("discipline_on", "discipline_url"),
                ("conditions_seen", "conditions_seen_by"),
            ]
        },
    ),
    ("Other states", {"fields": ["valid_in"], "classes": ["collapse"]}),
]  # fmt: skip
LICENCE_READ_ONLY = ("checked_by", "next_check_on", "conditions_seen_by")


class LicenceInline(ChecksCredentials, admin.StackedInline):
    model = Licence
    form = LicenceAdminForm
    extra = 0
    fieldsets = LICENCE_FIELDSETS
    readonly_fields = LICENCE_READ_ONLY
    filter_horizontal = ("valid_in",)
    show_change_link = True


class CertificationInline(ChecksCredentials, admin.StackedInline):
    model = Certification
    form = CertificationAdminForm
    extra = 0
    fields = [
        ("title", "letters"), "body", ("number", "name"), ("issued_on", "expires_on"), ("source", "source_words"),
        ("checked_on", "checked_by"), "evidence_hash",
    ]  # fmt: skip
    readonly_fields = ("checked_by",)


@admin.register(Licence)
class LicenceAdmin(ChecksCredentials, Together):
    form = LicenceAdminForm
    list_display = (
        "number",
        "therapist",
        "jurisdiction",
        "kind",
        "status",
        "expires_on",
        "checked_on",
        "next_check_on",
    )
    list_filter = ("status", "kind", DueFilter, "has_discipline", LicenceStateFilter)
    list_select_related = ("therapist", "jurisdiction__state")
    search_fields = ("number", "normal_number", "name", "therapist__display_name")
    autocomplete_fields = ("therapist",)
    filter_horizontal = ("valid_in",)
    fieldsets = [(None, {"fields": ["therapist"]}), *LICENCE_FIELDSETS]

    def get_readonly_fields(self, request: HttpRequest, obj: Licence | None = None) -> tuple[str, ...]:
        """It never becomes somebody else's."""
        return LICENCE_READ_ONLY if obj is None else (*LICENCE_READ_ONLY, "therapist")
