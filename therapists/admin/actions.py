"""What staff do with therapists from the list: each action first shows what it would touch."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format

from publishing import clock
from therapists import licensing, listing
from therapists.admin.shared import may_list, may_see_private
from therapists.checklist import missing
from therapists.forms import ConfirmAdminForm, ListAdminForm, ReasonAdminForm, VerifyAdminForm
from therapists.models import Licence, Therapist

#: As many rows as somebody can be asked about on one page.
MOST_AT_ONCE = 500


class Refused(Exception):
    """Why an action leaves a row alone, in words."""


#: What an action does with a row: it returns what it did, and what it left alone in that row. Raises Refused.
Deed = Callable[[Therapist, Any], tuple[str, list[str]]]


class TherapistActions(admin.ModelAdmin):
    """The actions of the list."""

    actions = ("list_selected", "verify_selected", "ask_selected", "freeze_selected", "withdraw_selected")

    def has_list_permission(self, request: HttpRequest) -> bool:
        return may_list(request)

    @admin.action(permissions=["list"], description="List…")
    def list_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        def plan(therapist: Therapist) -> str:
            return _why_hidden(therapist) or " ".join(missing(therapist)) or "Can be listed."

        def carry_out(therapist: Therapist, answers: Any) -> tuple[str, list[str]]:
            if therapist.status == Therapist.Status.LISTED:
                raise Refused("It is listed already.")
            if (why := _why_hidden(therapist)) and not answers["hidden_too"]:
                raise Refused(f"{why} It was left alone.")
            try:
                listing.list_therapist(therapist, by=request.user)  # type: ignore[arg-type]  # somebody who may list has signed in
            except listing.NotListed as refusal:
                raise Refused(str(refusal)) from None
            return "Listed.", []

        return self._ask_first(
            request, queryset, "list_selected", ListAdminForm, plan, carry_out, title="List", button="List them",
            words="Visitors see them from now on, for as long as the rule of their state is met. "
            "Those that something is missing from are left alone.",
        )  # fmt: skip

    @admin.action(permissions=["list"], description="Freeze…")
    def freeze_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        def carry_out(therapist: Therapist, answers: Any) -> tuple[str, list[str]]:
            if why := _why_hidden(therapist):
                raise Refused(f"{why} It was left alone.")
            listing.freeze(therapist, reason=answers["reason"])
            return f"Frozen: {answers['reason']}", []

        return self._ask_first(
            request, queryset, "freeze_selected", ReasonAdminForm, _status_words, carry_out, title="Freeze",
            button="Freeze them", words="They are hidden at once, while something is looked into.",
        )  # fmt: skip

    @admin.action(permissions=["list"], description="Withdraw…")
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        def carry_out(therapist: Therapist, answers: Any) -> tuple[str, list[str]]:
            if therapist.status == Therapist.Status.WITHDRAWN:
                raise Refused(f"{_why_hidden(therapist)} It was left alone.")
            listing.withdraw(therapist, reason=answers["reason"])
            return f"Withdrawn: {answers['reason']}", []

        return self._ask_first(
            request, queryset, "withdraw_selected", ReasonAdminForm, _status_words, carry_out, title="Withdraw",
            button="Withdraw them",
            words="They are taken out of the directory for good: their addresses say so, and no import brings them "
            "back.",
        )  # fmt: skip

    @admin.action(permissions=["list"], description="Verify licenses…")
    def verify_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        def plan(therapist: Therapist) -> str:
            licences = list(therapist.licences.all())
            said = [_cannot_be_verified(licence) or f"{licence} becomes active." for licence in licences]
            return " ".join(said) or "There is no license."

        def carry_out(therapist: Therapist, answers: Any) -> tuple[str, list[str]]:
            verified, left = [], []
            for licence in therapist.licences.select_related("jurisdiction__state"):
                if said := _cannot_be_verified(licence):
                    left.append(said)
                    continue
                licence.status, licence.checked_on = Licence.Status.ACTIVE, clock.today()
                licence.checked_by_id = request.user.pk
                licence.source, licence.source_words = answers["source"], answers["source_words"]
                # What the source said before, and the proof of it, are not what it says today.
                licence.status_words = licence.evidence_hash = ""
                licence.match_is_sure = licence.match_is_sure or answers["is_sure"]
                licence.save()
                verified.append(str(licence))
            if not verified:
                raise Refused(" ".join(left) or "There is no license.")
            return f"Verified {', '.join(verified)} with {answers['source_words']}.", left

        return self._ask_first(
            request, queryset, "verify_selected", VerifyAdminForm, plan, carry_out, title="Verify licenses of",
            button="They are active",
            words="Say this only after you looked up every one of these licenses today, by number and last name, and "
            "found it active and without discipline.",
        )  # fmt: skip

    @admin.action(permissions=["list"], description="Ask again…")
    def ask_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        def plan(therapist: Therapist) -> str:
            asked = date_format(therapist.asked_at, "N j, Y") if therapist.asked_at else "never"
            address = f" Write to {therapist.email or '– no e-mail address is known'}."
            return f"Last asked: {asked}.{address if may_see_private(request) else ''}"

        def carry_out(therapist: Therapist, answers: Any) -> tuple[str, list[str]]:
            if therapist.status == Therapist.Status.WITHDRAWN:
                raise Refused(f"{_why_hidden(therapist)} It was left alone.")
            therapist.asked_at = clock.present()
            therapist.save(update_fields=["asked_at"])
            return "Asked to confirm the facts.", []

        return self._ask_first(
            request, queryset, "ask_selected", ConfirmAdminForm, plan, carry_out, title="Ask", button="Note it",
            words="This notes that you ask them today whether the facts still hold. It sends nothing: you send the "
            "mail yourself.",
        )  # fmt: skip

    def _ask_first(
        self, request: HttpRequest, queryset: QuerySet, action: str, form_class: type[ConfirmAdminForm],
        plan: Callable[[Therapist], str], carry_out: Deed, *, title: str, button: str, words: str,
    ) -> HttpResponse | None:  # fmt: skip
        """Shows which rows an action touches; once confirmed, does each by itself and says what became of it."""
        if not may_list(request):
            raise PermissionDenied
        chosen = list(queryset[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            self.message_user(request, f"Choose at most {MOST_AT_ONCE} at once.", messages.ERROR)
            return None
        form = form_class(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            noun = "therapist" if len(chosen) == 1 else "therapists"
            context = self.admin_site.each_context(request) | {
                "title": f"{title} {len(chosen)} {noun}",
                "opts": self.opts,
                "rows": [(therapist, plan(therapist)) for therapist in chosen],
                "form": form,
                "words": words,
                "button": button,
                "action": action,
                "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/therapists/confirm.html", context)
        self._carry_out(request, [therapist.pk for therapist in chosen], carry_out, form.cleaned_data)
        return None

    def _carry_out(self, request: HttpRequest, keys: list[int], carry_out: Deed, answers: Any) -> None:
        changed = 0
        with listing.together():
            # Locked and read anew, so that what somebody else saves in between is not undone.
            for therapist in Therapist.objects.select_for_update().filter(pk__in=keys):
                try:
                    done, left = carry_out(therapist, answers)
                except Refused as refusal:
                    self.message_user(request, f"{therapist} was not changed. {refusal}", messages.WARNING)
                    continue
                changed += 1
                self.log_change(request, therapist, done)
                for said in left:
                    self.message_user(request, f"{therapist}: {said}", messages.WARNING)
        sent = len(set(request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)))
        gone = sent - len(keys)
        words = f" {gone} no longer belong to this list and were left alone." if gone > 0 else ""
        level = messages.SUCCESS if changed else messages.WARNING
        self.message_user(request, f"{changed} of {len(keys)} changed.{words}", level)


def _why_hidden(therapist: Therapist) -> str:
    """How and why a listing was hidden, or nothing."""
    hidden = therapist.status in (Therapist.Status.FROZEN, Therapist.Status.WITHDRAWN)
    return f"{therapist.get_status_display()}: {therapist.status_reason.rstrip('.')}." if hidden else ""


def _status_words(therapist: Therapist) -> str:
    return _why_hidden(therapist) or f"{therapist.get_status_display()}."


def _cannot_be_verified(licence: Licence) -> str:
    """Why a license does not become active by a look at its source, or nothing."""
    status = Licence.Status
    if licence.kind != Licence.Kind.THERAPIST:
        return f"{licence} is left alone: {licence.get_kind_display().lower()}."
    if licence.status not in (status.ACTIVE, status.UNKNOWN, status.EXPIRED):
        return f"{licence} is left alone: {licence.get_status_display().lower()}."
    if licence.expires_on < clock.today():
        return f"{licence} is left alone: it expired on {licensing.say(licence.expires_on)}. Enter the new last day."
    return ""
