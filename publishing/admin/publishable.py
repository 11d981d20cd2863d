"""Publishing in the admin: one mixin gives every publishable model its status, its buttons and its pages."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from publishing import comparison, ledger
from publishing.composition import problems_of
from publishing.editing import BASED_ON, WorkingCopyForm, renumber
from publishing.forms import CompareForm, PublishForm, PublishSelectedForm, WithdrawForm
from publishing.models import Edition, Publishable
from publishing.views import render_edition


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("draft", "Draft, never published"),
            ("live", "Live"),
            ("ahead", "Live, with unpublished changes"),
            ("scheduled", "Scheduled"),
            ("withdrawn", "Withdrawn"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return {
            "draft": lambda: queryset.filter(edition_count=None),
            "live": lambda: queryset.exclude(live_path=None),
            "ahead": lambda: queryset.exclude(live_path=None).exclude(live_fingerprint=F("fingerprint")),
            "scheduled": lambda: queryset.exclude(scheduled_for=None),
            "withdrawn": lambda: queryset.filter(live_path=None, scheduled_for=None).exclude(edition_count=None),
        }.get(self.value() or "", lambda: queryset)()


class PublishableAdmin(admin.ModelAdmin):
    """Mix in before the ModelAdmin of a `Publishable`."""

    form = WorkingCopyForm
    change_form_template = "admin/publishing/change_form.html"
    save_on_top = True
    actions: Any = ("publish_selected",)

    # Lists and forms

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_status()  # type: ignore[attr-defined]  # of PublishableQuerySet

    @admin.display(description="Status")
    def status(self, content: Publishable) -> str:
        return content.status

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was published is withdrawn, never deleted."""
        published = obj is not None and obj.editions.exists()
        return not published and super().has_delete_permission(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        ledger.keep_draft(form.instance, by=request.user)

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict | None
    ) -> HttpResponse:
        if request.method == "POST" and object_id and request.POST.get(BASED_ON) is not None:
            self._revive_deleted_rows(request, object_id)
        return super()._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]  # django-stubs do not have it

    def _revive_deleted_rows(self, request: HttpRequest, object_id: str) -> None:
        """Blocks that somebody else deleted while this form was open become new blocks again."""
        content = self.get_object(request, unquote(object_id))
        if content is None:
            return
        for formset_class, _inline in self.get_formsets_with_inlines(request, content):
            prefix = formset_class.get_default_prefix()
            rows = formset_class.model._default_manager.filter(**{formset_class.fk.name: content})
            existing = {str(pk) for pk in rows.values_list("pk", flat=True)}
            request.POST = renumber(request.POST, prefix, existing)  # type: ignore[assignment]  # a mutable one will do

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            row = self.model._default_manager.with_status().get(pk=obj.pk)
            context |= {
                "status": row.status,
                "live_path": row.live_path,
                # What the form was filled from: a save since then must not go unnoticed.
                "based_on": obj.fingerprint,
                "can_publish": self.has_publish_permission(request),
                "approval": ledger.approval_of(row) if row.needs_approval else None,
                "needs_approval": row.needs_approval,
                "latest": obj.editions.for_lists().order_by("-number").first(),
                "conflict": getattr(context["adminform"].form, "conflict", None),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # Many pages at once

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> dict:
        """Many pages can be published at once, as after an import; deleting is decided one by one."""
        # The next Django says for which page it asks.
        where = [action_location] if action_location else []
        actions = super().get_actions(request, *where)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(permissions=["publish"], description="Publish the selected %(verbose_name_plural)s")
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Asks for a note first. Each page is published or refused by itself, with the reason in words."""
        form = PublishSelectedForm(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            context = self.admin_site.each_context(request) | {
                "title": f"Publish {queryset.count()} {self.opts.verbose_name_plural}",
                "opts": self.opts,
                "contents": queryset,
                "form": form,
                "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/publishing/publish_selected.html", context)
        published = unchanged = 0
        for content in queryset:
            if content.live_fingerprint == content.fingerprint:
                unchanged += 1
                continue
            seen = request.POST.get(f"fingerprint-{content.pk}", "")
            try:
                edition = ledger.publish(content, by=request.user, note=form.cleaned_data["note"], fingerprint=seen)
            except ledger.LedgerError as refusal:
                self.message_user(request, f"“{content}” was not published. {refusal}", messages.WARNING)
            else:
                self.log_change(request, content, f"Published edition {edition.number}.")
                published += 1
        without_change = f" {unchanged} had no change to publish." if unchanged else ""
        words = f"{published} of {len(queryset)} published.{without_change}"
        self.message_user(request, words, messages.SUCCESS)
        return None

    # Pages of their own

    def get_urls(self) -> list[URLPattern]:
        base = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [
            path("<path:object_id>/preview/", self.admin_site.admin_view(self.preview_view), name=f"{base}_preview"),
            path("<path:object_id>/publish/", self.admin_site.admin_view(self.publish_view), name=f"{base}_publish"),
            path("<path:object_id>/withdraw/", self.admin_site.admin_view(self.withdraw_view), name=f"{base}_withdraw"),
            path("<path:object_id>/approve/", self.admin_site.admin_view(self.approve_view), name=f"{base}_approve"),
            path("<path:object_id>/editions/", self.admin_site.admin_view(self.editions_view), name=f"{base}_editions"),
            path(
                "<path:object_id>/editions/<int:number>/",
                self.admin_site.admin_view(self.edition_view),
                name=f"{base}_edition",
            ),
            path("<path:object_id>/compare/", self.admin_site.admin_view(self.compare_view), name=f"{base}_compare"),
            path(
                "<path:object_id>/restore/<slug:state>/",
                self.admin_site.admin_view(self.restore_view),
                name=f"{base}_restore",
            ),
        ]
        return pages + super().get_urls()

    def url_of(self, content: Publishable, view: str, *args: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}"
        return reverse(name, args=[content.pk, *args], current_app=self.admin_site.name)

    def _content(self, request: HttpRequest, object_id: str, *, may: str = "view") -> Publishable:
        """The object of a page, if this person may do with it what the page does. Raises PermissionDenied or 404."""
        content = self.get_object(request, unquote(object_id))
        if content is None:
            raise Http404(f"There is no {self.opts.verbose_name} {object_id}.")
        allowed = {
            "view": self.has_view_or_change_permission,
            "change": self.has_change_permission,
            "publish": lambda request, content: self.has_publish_permission(request),
        }[may]
        if not allowed(request, content):
            raise PermissionDenied
        return content

    def _page(self, request: HttpRequest, template: str, content: Publishable, title: str, **context: Any) -> Any:
        context |= self.admin_site.each_context(request) | {
            "title": title,
            "subtitle": str(content),
            "content_object": content,
            "opts": self.opts,
            "can_publish": self.has_publish_permission(request),
            "can_change": self.has_change_permission(request, content),
        }
        return TemplateResponse(request, f"admin/publishing/{template}.html", context)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        content = self._content(request, object_id)
        return _private(render_edition(request, ledger.preview(content), preview="the working copy, not yet published"))

    def edition_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        content = self._content(request, object_id)
        edition = content.editions.filter(number=number, is_withdrawal=False).select_related("content_type").first()
        if edition is None:
            raise Http404(f"There is no edition {number}.")
        return _private(render_edition(request, edition, preview=f"edition {number}, as it was published"))

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        content = self._content(request, object_id, may="publish")
        composition = content.compose()
        problems = problems_of(composition)
        form = PublishForm(
            request.POST or None,
            content=content,
            composition=composition,
            warnings=[problem for problem in problems if problem.needs_reason],
            time_zone=settings.TIME_ZONE,
        )
        if request.method == "POST" and form.is_valid():
            try:
                edition = ledger.publish(
                    content,
                    by=request.user,
                    note=form.cleaned_data["note"],
                    live_from=form.cleaned_data["live_from"],
                    reviewed=form.cleaned_data.get("reviewed", False),
                    review_due_on=form.cleaned_data.get("review_due_on"),
                    fingerprint=form.cleaned_data["fingerprint"],
                    reasons=form.reasons,
                )
            except ledger.LedgerError as refusal:
                form.add_error(None, str(refusal))
            else:
                self.log_change(request, content, f"Published edition {edition.number}.")
                self.message_user(request, self._word_of(edition), messages.SUCCESS)
                return HttpResponseRedirect(self.url_of(content, "change"))
        return self._page(
            request, "publish", content, f"Publish {content}",
            form=form, media=self.media + form.media,
            errors=[problem.message for problem in problems if problem.blocks],
            warnings=[problem.message for problem in problems if not problem.blocks and not problem.needs_reason],
            status=content.status, superseded=content.editions.scheduled().first(),
            address=content.public_path(), approval=ledger.approval_of(content),
        )  # fmt: skip

    @staticmethod
    def _word_of(edition: Edition) -> str:
        if edition.live_from > edition.published_at:
            when = date_format(localtime(edition.live_from), "N j, Y, P")
            return f"Edition {edition.number} will go live on {when}."
        return str(
            format_html('Edition {} is live at <a href="{}">{}</a>.', edition.number, edition.path, edition.path)
        )

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        content = self._content(request, object_id, may="publish")
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                ledger.withdraw(content, by=request.user, reason=form.cleaned_data["reason"])
            except ledger.LedgerError as refusal:
                form.add_error(None, str(refusal))
            else:
                self.log_change(request, content, "Withdrawn.")
                self.message_user(request, "The page is withdrawn.", messages.SUCCESS)
                return HttpResponseRedirect(self.url_of(content, "change"))
        linking = Edition.objects.live().mentioning(content).for_lists()
        return self._page(
            request, "withdraw", content, f"Withdraw {content}", form=form, status=content.status, linking=linking
        )

    def approve_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        content = self._content(request, object_id, may="publish")
        return require_POST(self._approve)(request, content)

    def _approve(self, request: HttpRequest, content: Publishable) -> HttpResponse:
        try:
            if request.POST.get("fingerprint") != content.fingerprint:
                raise ledger.LedgerError("The text changed while you were reading it. Read it again, then approve it.")
            ledger.approve(content, by=request.user)
        except ledger.LedgerError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.log_change(request, content, "Approved the text.")
            self.message_user(request, "You approved exactly this text. Any change needs a new approval.")
        return HttpResponseRedirect(self.url_of(content, "change"))

    def editions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        content = self._content(request, object_id)
        editions = content.editions.for_lists().select_related("published_by", "approval__approved_by")
        live = content.editions.live().values_list("number", flat=True).first()
        drafts = content.drafts.select_related("saved_by").defer("working_copy", "text")[:50]
        return self._page(
            request, "editions", content, f"Editions of {content}",
            editions=editions.order_by("-number"), live_number=live, drafts=drafts, status=content.status,
        )  # fmt: skip

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        content = self._content(request, object_id)
        last = content.editions.filter(is_withdrawal=False).order_by("-number").for_lists().first()
        asked = request.GET if "old" in request.GET else {"old": last.state if last else "now", "new": "now"}
        form = CompareForm(asked, content=content)
        paragraphs = comparison.compare(form.text("old"), form.text("new")) if form.is_valid() else []
        changed = comparison.only_changes(paragraphs)
        return self._page(
            request, "compare", content, f"Compare versions of {content}", form=form, paragraphs=paragraphs,
            change_count=len(changed),
        )  # fmt: skip

    def restore_view(self, request: HttpRequest, object_id: str, state: str) -> HttpResponse:
        content = self._content(request, object_id, may="change")
        return require_POST(self._restore)(request, content, state)

    def _restore(self, request: HttpRequest, content: Publishable, state: str) -> HttpResponse:
        kind, _, number = state.partition("-")
        kept: Any = None
        if number.isdigit() and kind == "edition":
            kept = content.editions.filter(number=number, is_withdrawal=False).first()
        elif number.isdigit() and kind == "draft":
            kept = content.drafts.filter(pk=number).first()
        if kept is None:
            raise Http404("There is no such version.")
        try:
            lost = ledger.restore(content, kept.working_copy, by=request.user)
        except ledger.LedgerError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(self.url_of(content, "editions"))
        for missing in lost:
            self.message_user(request, f"Could not be restored: {missing}.", messages.WARNING)
        self.log_change(request, content, f"Restored {state.replace('-', ' ')}.")
        self.message_user(
            request, "The working copy is as it was then. Readers see it once you publish it.", messages.SUCCESS
        )
        return HttpResponseRedirect(self.url_of(content, "change"))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
