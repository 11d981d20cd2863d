from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from evidence.exchange import CSV, RIS, BibTeX, StudyResource
from evidence.models import Claim, EvidenceSearch, Study
from publishing.admin import KeptWhileMentioned, PublishableAdmin, StatusFilter
from publishing.editing import WorkingCopyForm
from publishing.imports import ImportAdminMixin
from publishing.models import Edition


class StudyForm(WorkingCopyForm):
    """Keeps a notice that somebody recorded while this form was open, unless this form changes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(Study.NOTICE_FIELDS) & set(self.fields):
            # The value that the form was filled with comes back too, so that a change can be told from an old value.
            self.fields[name].show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in set(Study.NOTICE_FIELDS) & set(self.fields) - set(self.changed_data):
            cleaned[name] = getattr(self.instance, name)
        return cleaned


@admin.register(Study)
class StudyAdmin(ImportAdminMixin, PublishableAdmin, KeptWhileMentioned):
    form = StudyForm
    resource_classes = [StudyResource]
    formats = [RIS, BibTeX, CSV]
    changed = "the studies"
    import_template_name = "admin/evidence/import.html"
    list_display = ("key", "title", "first_author", "year", "study_type", "certainty", "status", "notice")
    list_filter = (
        StatusFilter,
        "notice",
        "study_type",
        "certainty",
        "confidence",
        ("opened_on", admin.EmptyFieldListFilter),
    )
    search_fields = ("key", "title", "authors", "doi", "pmid")
    autocomplete_fields = ("superseded_by",)
    fieldsets = [
        (None, {"fields": ["key", "title", "authors", "journal", "year", ("volume", "pages"), ("doi", "pmid")]}),
        (
            "What it is and found",
            {
                "fields": [
                    ("study_type", "design"), "population", "countries", "finding", ("certainty", "certainty_words"),
                    "funding", "conflicts",
                ]
            },
        ),
        ("How sure we are of this entry", {"fields": ["confidence", ("opened_by", "opened_on")]}),
        ("What was said against it since", {"fields": ["notice", "notice_words", "superseded_by"]}),
        ("Where it is cited", {"fields": ["used_on"]}),
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Study | None = None) -> tuple[str, ...]:
        """Texts cite the key, so it never changes. A notice is public at once, so it needs the right to publish."""
        fixed = ("used_on",) if obj is None else ("key", "used_on")
        return fixed if self.has_publish_permission(request) else (*fixed, *Study.NOTICE_FIELDS)

    @admin.display(description="First author", ordering="authors")
    def first_author(self, study: Study) -> str:
        return study.authors.split(",")[0]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"may_publish": self.has_publish_permission(request)}

    def get_export_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_export_queryset(request).select_related("superseded_by")

    def save_model(self, request: HttpRequest, obj: Study, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "notice" in form.changed_data and obj.notice in Study.DOUBTFUL:
            count = Edition.objects.live().mentioning(obj).count()
            words = f"Live pages that cite it: {count}. Each now says so and waits in the review queue."
            self.message_user(request, words, messages.WARNING)


@admin.register(Claim)
class ClaimAdmin(admin.ModelAdmin):
    list_display = ("name", "severity", "is_active", "say_instead")
    list_filter = ("severity", "is_active")
    search_fields = ("name", "phrases", "why")
    fields = ("name", "phrases", "severity", "why", "say_instead", "is_active")


@admin.register(EvidenceSearch)
class EvidenceSearchAdmin(admin.ModelAdmin):
    list_display = ("key", "searched_on", "place", "question")
    search_fields = ("key", "place", "question")
    date_hierarchy = "searched_on"
    fields = ("key", "searched_on", "place", "question", "limits")
    actions = None  # deleting is decided one by one

    def has_delete_permission(self, request: HttpRequest, obj: EvidenceSearch | None = None) -> bool:
        """A search that stands behind “No studies found” somewhere is kept."""
        used = obj is not None and any(
            getattr(obj, str(relation.get_accessor_name())).exists() for relation in obj._meta.related_objects
        )
        return not used and super().has_delete_permission(request, obj)
