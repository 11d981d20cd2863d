"""What published pages show, in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join

from publishing.models import Edition


class KeptWhileMentioned(admin.ModelAdmin):
    """For things that published pages show, such as pictures: says where they are used and keeps them."""

    actions: Any = None  # deleting is decided one by one

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        used = obj is not None and Edition.objects.mentioning(obj).exists()
        return not used and super().has_delete_permission(request, obj)

    @admin.display(description="Used on")
    def used_on(self, thing: Any) -> str:
        """The live pages that show it; earlier editions keep it too."""
        pages = Edition.objects.live().mentioning(thing).for_lists() if thing.pk else Edition.objects.none()
        links = format_html_join(", ", '<a href="{}">{}</a>', ((page.path, page.title) for page in pages))
        return links or "No live page."
