from django.contrib import admin

from evidence.models import Study
from publishing.admin import KeptWhileMentioned


@admin.register(Study)
class StudyAdmin(KeptWhileMentioned):
    list_display = ("key", "title", "authors", "year", "study_type", "certainty", "confidence")
    list_filter = ("confidence", "study_type", "year")
    readonly_fields = ("used_on",)
    search_fields = ("key", "title", "authors", "doi", "pmid")
    fieldsets = [
        (None, {"fields": ["key", "title", "authors", "journal", "year", "volume_pages", "doi", "pmid"]}),
        ("What it is and found", {"fields": ["study_type", "population", "finding", "certainty", "confidence"]}),
        ("Where it is cited", {"fields": ["used_on"]}),
    ]
