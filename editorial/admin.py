from django.contrib import admin

from editorial.models import Contributor
from publishing.admin import KeptWhileMentioned, PublishableAdmin, StatusFilter


@admin.register(Contributor)
class ContributorAdmin(PublishableAdmin, KeptWhileMentioned):
    list_display = ("name", "credentials", "status", "account")
    list_filter = (StatusFilter,)
    search_fields = ("name", "credentials")
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ("picture", "account")
    fields = ("name", "is_team", "credentials", "slug", "biography", "interests", "picture", "account")
