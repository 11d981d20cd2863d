"""The law of each state in the admin."""

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from therapists.admin.shared import SECURE, Together
from therapists.models import Entry, Jurisdiction, Therapist


@admin.register(Jurisdiction)
class JurisdictionAdmin(Together):
    formfield_overrides = SECURE
    list_display = ("__str__", "regulation", "letters", "check_every_days", "confidence", "source_on")
    list_filter = ("regulation", "confidence")
    list_select_related = ("state",)
    search_fields = ("state__name", "state__code", "agency")
    fieldsets = [
        (None, {"fields": ["state", "regulation", "letters", "agency", "lookup_url", "explanation"]}),
        ("Checks", {"fields": ["check_every_days", "touched"]}),
        ("Where the rule was read", {"fields": [("source", "source_on"), "confidence", "notes"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Jurisdiction | None = None) -> tuple[str, ...]:
        return ("touched",) if obj is None else ("state", "touched")

    @admin.display(description="What saving does")
    def touched(self, jurisdiction: Jurisdiction) -> str:
        therapists = Therapist.objects.filter(
            Q(practices__state=jurisdiction.pk) | Q(licences__jurisdiction=jurisdiction.pk)
        )
        count = therapists.distinct().count() if jurisdiction.pk else 0
        shown = Entry.objects.filter(state=jurisdiction.pk).in_force().count() if jurisdiction.pk else 0
        return (
            "Saving judges every listing of this state anew, at once. "
            f"Therapists who work here or hold a license from here: {count}. Practices shown now: {shown}."
        )
