"""The ledger in the admin, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html

from publishing.models import Edition, EditionQuerySet, published_kinds


class EditionStateFilter(admin.SimpleListFilter):
    title = "what to look at"
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("live", "Live now"), ("review", "Waiting for review"), ("scheduled", "Scheduled")]

    def queryset(self, request: HttpRequest, queryset: EditionQuerySet) -> QuerySet:  # type: ignore[override]  # for EditionAdmin only
        return {
            "live": queryset.live,
            "review": queryset.awaiting_review,
            "scheduled": queryset.scheduled,
        }.get(self.value() or "", lambda: queryset)()


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        kinds = published_kinds().items()
        return [(kind, str(model._meta.verbose_name_plural).capitalize()) for kind, model in kinds]

    def queryset(self, request: HttpRequest, queryset: EditionQuerySet) -> QuerySet:  # type: ignore[override]  # for EditionAdmin only
        model = published_kinds().get(self.value() or "")
        return queryset.of(model) if model else queryset


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """The ledger, to read. Its filters are the to-do lists: what waits for review, what is scheduled."""

    # Django would take this app's own change_form.html, which is for what can be published.
    change_form_template = "admin/change_form.html"
    list_display = ("title", "kind_name", "edition", "live_from", "review", "review_due_on", "by")
    list_filter = (EditionStateFilter, KindFilter, "is_withdrawal")
    list_select_related = ("content_type", "published_by")
    search_fields = ("title", "path", "note")
    date_hierarchy = "live_from"
    fields = ("title", "path", "number", "live_from", "is_withdrawal", "note", "published_at", "by",
              "reviewed_on", "reviewer", "review_due_on", "fingerprint", "page")  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).for_lists().with_doubt()  # type: ignore[attr-defined]  # of EditionQuerySet

    @admin.display(description="Review", ordering="reviewed_on")
    def review(self, edition: Edition) -> str:
        """When it was reviewed, and what speaks for looking at it again."""
        if not edition.is_medical:
            reviewed = "Not a medical page"
        else:
            reviewed = date_format(edition.reviewed_on, "N j, Y") if edition.reviewed_on else "Not reviewed"
        return f"{reviewed}; a source is in doubt" if edition.is_in_doubt else reviewed  # type: ignore[attr-defined]  # annotate() adds it

    @admin.display(description="Kind", ordering="content_type")
    def kind_name(self, edition: Edition) -> str:
        return edition.content_type.name

    @admin.display(description="Edition", ordering="number")
    def edition(self, edition: Edition) -> str:
        return f"{edition.number}, withdrawal" if edition.is_withdrawal else str(edition.number)

    @admin.display(description="Published by")
    def by(self, edition: Edition) -> str:
        return str(edition.published_by or "a command")

    @admin.display(description="The page itself")
    def page(self, edition: Edition) -> str:
        meta = edition.kind._meta
        change = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[edition.object_id])
        editions = reverse(f"admin:{meta.app_label}_{meta.model_name}_editions", args=[edition.object_id])
        return format_html('<a href="{}">Edit it</a> · <a href="{}">All editions</a>', change, editions)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
