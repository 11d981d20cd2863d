"""Therapists in the admin, with what they hold and where they work."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join

from publishing.imports import ImportAdminMixin
from therapists import licensing, listing
from therapists.admin.actions import TherapistActions
from therapists.admin.credentials import CertificationInline, LicenceInline
from therapists.admin.practices import PracticeInline
from therapists.admin.shared import KeepsPrivate, Together, may_see_private
from therapists.admin.todo import CheckFilter, DuplicateFilter, EndingFilter, TherapistStateFilter
from therapists.checklist import checklist
from therapists.columns import CSV
from therapists.exchange import PracticeResource
from therapists.forms import TherapistAdminForm
from therapists.models import Licence, Practice, Therapist


@admin.register(Therapist)
class TherapistAdmin(ImportAdminMixin, TherapistActions, KeepsPrivate, Together):
    form = TherapistAdminForm
    change_form_template = "admin/therapists/therapist/change_form.html"
    import_template_name = "admin/therapists/import.html"
    resource_classes = [PracticeResource]
    formats = [CSV]
    changed = "the directory"
    unreadable = "This file cannot be read as CSV."
    save_on_top = True
    list_per_page = 50
    list_display = ("display_name", "credentials", "states", "state_of_listing", "listed", "last_check")
    list_filter = (
        "status", CheckFilter, EndingFilter, ("portrait", admin.EmptyFieldListFilter), DuplicateFilter, "is_sample",
        TherapistStateFilter,
    )  # fmt: skip
    search_fields = (
        "display_name", "licensed_name", "licences__number", "licences__normal_number", "practices__phone",
        "practices__town",
    )  # fmt: skip
    search_help_text = "Name, license number, phone or town"
    filter_horizontal = ("techniques", "conditions")
    autocomplete_fields = ("portrait",)
    prepopulated_fields = {"slug": ["display_name"]}
    inlines = [LicenceInline, CertificationInline, PracticeInline]
    readonly_fields = ("status", "status_reason", "approved_by", "approved_at", "asked_at")
    private = ("email", "notes")
    fieldsets = [
        (None, {"fields": ["licensed_name", ("display_name", "slug"), "portrait", "is_sample"]}),
        (
            "Listing",
            {
                "fields": [("status", "status_reason"), ("approved_by", "approved_at"), "asked_at"],
                "description": "Changed by the actions of the list: list, freeze, withdraw, ask again.",
            },
        ),
        ("About", {"fields": ["text", "languages", "gender", "practicing_since"]}),
        (
            "Back pain",
            {"fields": ["back_pain_experience", "back_pain_training", "techniques", "conditions"]},
        ),
        ("Pregnancy", {"fields": ["pregnancy_course", ("pregnancy_hours", "pregnancy_trained_on")]}),
        ("For staff only", {"fields": ["email", "notes"]}),
    ]

    # Lists

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        licences = Licence.objects.select_related("jurisdiction__state").prefetch_related("valid_in")
        practices = Practice.objects.select_related("state__state")
        return super().get_queryset(request).prefetch_related(
            Prefetch("licences", licences), "certifications", Prefetch("practices", practices)
        )  # fmt: skip

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """A phone number is found however it is written."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        digits = re.sub(r"[\s().+-]", "", search_term)
        if digits.isascii() and digits.isdigit() and len(digits) >= 7:
            digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
            found |= queryset.filter(practices__phone_digits__contains=digits)
            may_repeat = True
        return found, may_repeat

    @admin.display(description="Credentials")
    def credentials(self, therapist: Therapist) -> str:
        licences = [f"{licence.jurisdiction_id} {licence.number}" for licence in therapist.licences.all()]
        return ", ".join([*licences, *map(str, therapist.certifications.all())]) or "None"

    @admin.display(description="States")
    def states(self, therapist: Therapist) -> str:
        return ", ".join(sorted({practice.state_id for practice in therapist.practices.all()}))

    @admin.display(description="Status", ordering="status")
    def state_of_listing(self, therapist: Therapist) -> str:
        return f"{therapist.get_status_display()} (sample)" if therapist.is_sample else therapist.get_status_display()

    @admin.display(description="Listed until, or why not")
    def listed(self, therapist: Therapist) -> str:
        """The verdict on each practice. Drafts are judged by their credential, to see what they still lack."""
        lines = [f"{practice.town}: {_verdict_words(practice)}" for practice in therapist.practices.all()]
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines)) or "There is no practice."

    @admin.display(description="Last check")
    def last_check(self, therapist: Therapist) -> str:
        credentials = [*therapist.licences.all(), *therapist.certifications.all()]
        days = [credential.checked_on for credential in credentials if credential.checked_on]
        return date_format(max(days), "N j, Y") if days else "Never"

    # Forms

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = list(super().get_fieldsets(request, obj))
        if may_see_private(request):
            return fieldsets
        return [(name, options) for name, options in fieldsets if not set(self.private) & set(options["fields"])]

    def get_readonly_fields(self, request: HttpRequest, obj: Therapist | None = None) -> tuple[str, ...]:
        """Nobody invented becomes real, and the address of a page that visitors may know does not change."""
        if obj is None:
            return self.readonly_fields
        is_known = obj.status != Therapist.Status.DRAFT
        return (*self.readonly_fields, "is_sample", *(["slug"] if is_known else []))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Therapist | None = None) -> dict[str, Any]:
        return {} if "slug" in self.get_readonly_fields(request, obj) else dict(self.prepopulated_fields)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, change: bool = False,
        form_url: str = "", obj: Therapist | None = None,
    ) -> HttpResponse:  # fmt: skip
        if obj is not None:
            practices = listing.for_judging(Practice.objects.filter(therapist=obj.pk))
            context |= {
                "practices": [
                    (practice, licensing.judge(practice), self._practice_url(request, practice))
                    for practice in practices
                ],
                "checklist": checklist(Therapist.objects.get(pk=obj.pk)),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _practice_url(self, request: HttpRequest, practice: Practice) -> str:
        """Where its access facts are edited, for those who may see them."""
        if not request.user.has_perms(["therapists.view_practice"]):
            return ""
        return reverse("admin:therapists_practice_change", args=[practice.pk], current_app=self.admin_site.name)

    # Import and export

    def _may_all(self, request: HttpRequest, *verbs: str) -> bool:
        """A row speaks of a therapist, a license and a practice."""
        names = ("therapist", "licence", "practice")
        return request.user.has_perms([f"therapists.{verb}_{name}" for verb in verbs for name in names])

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self._may_all(request, "add", "change")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self._may_all(request, "view")

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"may_see_private": may_see_private(request)}

    def get_export_queryset(self, request: HttpRequest) -> QuerySet:
        return PracticeResource.rows_of(super().get_export_queryset(request))

    def _log_actions(self, result: Any, request: HttpRequest) -> None:
        """A line for every therapist, not for every practice."""
        rows: dict[str, dict[int, Therapist]] = {}
        for row in result:
            if row.instance is not None:
                therapist = row.instance.therapist
                rows.setdefault(row.import_type, {})[therapist.pk] = therapist
        self._create_log_entries(request.user.pk, {kind: list(found.values()) for kind, found in rows.items()})


def _verdict_words(practice: Practice) -> str:
    verdict = licensing.judge(practice)
    if verdict.until is not None:
        return f"until {licensing.say(verdict.until)}"
    if practice.therapist.status != Therapist.Status.DRAFT:
        return verdict.reason
    return f"{verdict.reason} {licensing.not_placed(practice) or licensing.judge_credential(practice).reason}"
