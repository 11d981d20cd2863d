from django.contrib import admin
from django.http import HttpRequest

from disclaimers.models import Addition, Disclaimer, Subject
from publishing.admin import PublishableAdmin


class AdditionInline(admin.TabularInline):
    model = Addition
    extra = 0


@admin.register(Disclaimer)
class DisclaimerAdmin(PublishableAdmin):
    list_display = ("title", "status", "changed_by", "changed_at")
    fields = ("title", "notice", "body")
    inlines = [AdditionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one disclaimer; it is changed, not joined by another."""
        return not Disclaimer.objects.exists() and super().has_add_permission(request)


@admin.register(Subject)
class SubjectAdmin(admin.ModelAdmin):
    list_display = ("name", "slug")
    prepopulated_fields = {"slug": ["name"]}
