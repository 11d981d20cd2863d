from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from evidence.models import Study
from publishing.admin import KeptWhileMentioned, PublishableAdmin, StatusFilter
from techniques import models

PEOPLE: Any = ("People", {"fields": ["authors", "medical_reviewer"]})


class PartInline(admin.StackedInline):
    """Rows that belong to one page and are published with it."""

    extra = 0


class TechniqueContraindicationInline(PartInline):
    model: Any = models.TechniqueContraindication
    fields = ["kind", "what", "reason", ("study", "source"), "ordering"]
    autocomplete_fields = ("study",)


class ConditionContraindicationInline(TechniqueContraindicationInline):
    model = models.ConditionContraindication


class TechniqueQuestionInline(PartInline):
    model: Any = models.TechniqueQuestion
    fields = ["question", "body", "ordering"]


class ConditionQuestionInline(TechniqueQuestionInline):
    model = models.ConditionQuestion


class CareCardInline(PartInline):
    model = models.ConditionCareCard
    fields = ["level", "heading", "body", "ordering"]


class FindingInline(PartInline):
    model = models.Finding
    fields = ["study", ("outcome", "comparator"), "direction", "size", ("certainty", "is_indirect"), "ordering"]
    autocomplete_fields = ("study",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("study")


@admin.register(models.Technique)
class TechniqueAdmin(PublishableAdmin, KeptWhileMentioned):
    list_display = ("name", "status", "pressure", "changed_by", "changed_at")
    list_filter = (StatusFilter,)
    list_select_related = ("changed_by",)
    search_fields = ("name", "also_known_as")
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ("authors", "medical_reviewer", "hero")
    readonly_fields = ("used_on",)
    fieldsets = [
        (None, {"fields": ["name", "slug", "standfirst", "also_known_as", "hero", "disclaimer_subjects"]}),
        (
            "At a glance",
            {
                "fields": [
                    ("pressure_least", "pressure_most"), ("minutes_least", "minutes_most"), "clothing", "equipment",
                ],
                "description": "What is usual. Readers compare techniques by these.",
            },
        ),
        ("The page", {"fields": list(models.Technique.sections)}),
        PEOPLE,
        ("Where it is used", {"fields": ["used_on"]}),
    ]  # fmt: skip
    inlines = [TechniqueContraindicationInline, TechniqueQuestionInline]

    @admin.display(description="Usual pressure", ordering="pressure_least")
    def pressure(self, technique: models.Technique) -> str:
        return f"{technique.pressure_least}–{technique.pressure_most} of 5"


@admin.register(models.Condition)
class ConditionAdmin(PublishableAdmin, KeptWhileMentioned):
    list_display = ("name", "status", "changed_by", "changed_at")
    list_filter = (StatusFilter,)
    list_select_related = ("changed_by",)
    search_fields = ("name", "also_known_as")
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ("authors", "medical_reviewer", "hero")
    readonly_fields = ("used_on",)
    fieldsets = [
        (None, {"fields": ["name", "slug", "standfirst", "also_known_as", "hero", "disclaimer_subjects"]}),
        ("The page", {"fields": list(models.Condition.sections)}),
        PEOPLE,
        ("Where it is used", {"fields": ["used_on"]}),
    ]
    inlines = [CareCardInline, ConditionContraindicationInline, ConditionQuestionInline]


class DoubtfulStudyFilter(admin.SimpleListFilter):
    title = "sources"
    parameter_name = "sources"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("doubtful", "Rests on a study in doubt"), ("none", "No finding")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "doubtful":
            return queryset.filter(findings__study__in=Study.objects.in_doubt()).distinct()
        return queryset.filter(findings=None) if self.value() == "none" else queryset


@admin.register(models.EvidenceProfile)
class EvidenceProfileAdmin(PublishableAdmin, KeptWhileMentioned):
    list_display = ("title", "status", "technique", "condition", "conclusion", "changed_at")
    list_filter = (StatusFilter, DoubtfulStudyFilter, "technique", "condition")
    list_select_related = ("technique", "condition")
    search_fields = ("title", "conclusion", "findings__study__key")
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ("technique", "condition", "authors", "medical_reviewer", "searches")
    fieldsets = [
        (None, {"fields": [("technique", "condition"), "title", "slug", "conclusion", "meaning"]}),
        ("Where studies were looked for", {"fields": ["searches"]}),
        PEOPLE,
    ]
    inlines = [FindingInline]
