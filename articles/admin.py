from content_editor.admin import ContentEditor, ContentEditorInline
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from taggit.admin import TagAdmin as MergingTagAdmin
from taggit.models import Tag

from articles import models
from articles.forms import MenuItemForm, SeeAlsoForm
from publishing.admin import KeptWhileMentioned, PublishableAdmin, StatusFilter

#: Where a block stands. The block editor keeps both fields hidden and fills them itself.
PLACE = ["region", "ordering"]


@admin.register(models.Article)
class ArticleAdmin(PublishableAdmin, KeptWhileMentioned, ContentEditor):
    list_display = ("title", "status", "topic", "series_position", "changed_by", "changed_at")
    list_filter = (StatusFilter, "topic", "series", "tags")
    list_select_related = ("topic", "changed_by")
    search_fields = ("title", "standfirst", "slug")
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ("authors", "medical_reviewer", "hero")
    fieldsets = [
        (None, {"fields": ["title", "slug", "standfirst", "key_points", "hero"]}),
        ("People", {"fields": ["authors", "medical_reviewer"]}),
        (
            "Filing",
            {
                "fields": ["topic", "tags", ("series", "series_position"), "disclaimer_subjects"],
                "description": "Topic, tags and series take effect as soon as you save; the rest when you publish.",
            },
        ),
    ]
    inlines = [
        ContentEditorInline.create(models.RichText, icon="notes"),
        ContentEditorInline.create(models.CareCard, icon="emergency", fields=["level", "heading", "body", *PLACE]),
        ContentEditorInline.create(models.KeyFact, icon="lightbulb"),
        ContentEditorInline.create(
            models.EvidenceNote, icon="science", autocomplete_fields=["study"], fields=["study", "body", *PLACE]
        ),
        ContentEditorInline.create(models.Figure, icon="image", autocomplete_fields=["picture"]),
        ContentEditorInline.create(models.Steps, icon="format_list_numbered", fields=["heading", "body", *PLACE]),
        ContentEditorInline.create(models.Checklist, icon="checklist"),
        ContentEditorInline.create(models.Question, icon="quiz", fields=["question", "body", *PLACE]),
        ContentEditorInline.create(models.SeeAlso, icon="link", form=SeeAlsoForm),
    ]


@admin.register(models.SitePage)
class SitePageAdmin(PublishableAdmin, KeptWhileMentioned):
    list_display = ("title", "status", "slug", "changed_by", "changed_at")
    list_filter = (StatusFilter,)
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ["title"]}
    fields = ("title", "slug", "standfirst", "body")


class ShelfAdmin(admin.ModelAdmin):
    """Topics and series: how many articles stand on each."""

    search_fields = ("title",)
    prepopulated_fields = {"slug": ["title"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(article_count=Count("articles"))

    @admin.display(description="Articles", ordering="article_count")
    def article_count(self, shelf: models.Topic) -> int:
        return shelf.article_count  # type: ignore[attr-defined]  # annotate() adds it


@admin.register(models.Topic)
class TopicAdmin(ShelfAdmin):
    list_display = ("title", "position", "article_count")
    list_editable = ("position",)


@admin.register(models.Series)
class SeriesAdmin(ShelfAdmin):
    list_display = ("title", "article_count")


@admin.register(models.MenuItem)
class MenuItemAdmin(admin.ModelAdmin):
    form = MenuItemForm
    list_display = ("label", "place", "position", "page", "fixed_path")
    list_editable = ("position",)
    list_filter = ("place",)
    fields = ("place", "label", "page", "fixed_path", "position")


# taggit's own page can merge tags, and asks nobody for the permission to change them.
assert isinstance(admin.site.get_model_admin(Tag), MergingTagAdmin)
admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "article_count")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(article_count=Count("article"))

    @admin.display(description="Articles", ordering="article_count")
    def article_count(self, tag: Tag) -> int:
        return tag.article_count
