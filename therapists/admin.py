"""The directory in the admin: therapists with what they hold and where they work, and the law of each state."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, SuspiciousFileOperation
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Concat, Lower
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from import_export.tmp_storages import MediaStorage

from publishing import clock
from therapists import licensing, listing
from therapists.checklist import checklist, missing
from therapists.exchange import CSV, PracticeResource
from therapists.forms import (
    CertificationAdminForm,
    ConfirmAdminForm,
    LicenceAdminForm,
    ListAdminForm,
    PracticeAdminForm,
    ReasonAdminForm,
    TherapistAdminForm,
    VerifyAdminForm,
)
from therapists.models import (
    AccessFact,
    Certification,
    Entry,
    Jurisdiction,
    Licence,
    OpeningHours,
    Practice,
    Therapist,
)

#: As many rows as somebody can be asked about on one page.
MOST_AT_ONCE = 500


def may_see_private(request: HttpRequest) -> bool:
    """Whether somebody may see what would tell where a therapist lives, and what staff noted."""
    return request.user.has_perm("therapists.view_private")


def may_list(request: HttpRequest) -> bool:
    return request.user.has_perm("therapists.list_therapist")


class Together(admin.ModelAdmin):
    """Each request that changes something writes the index once, at its end."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._together(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._together(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._together(request, super().changelist_view, *args, **kwargs)

    @staticmethod
    def _together(request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with listing.together():
            return view(request, *args, **kwargs)


#: An address that somebody types without its scheme.
SECURE: Any = {models.URLField: {"assume_scheme": "https"}}


class StatesByName:
    """Lists of states without one query for each name."""

    formfield_overrides = SECURE

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> ModelChoiceField | None:
        self._with_names(db_field, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._with_names(db_field, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    @staticmethod
    def _with_names(db_field: Any, kwargs: dict[str, Any]) -> None:
        if db_field.related_model is Jurisdiction:
            kwargs["queryset"] = Jurisdiction.objects.select_related("state")


class ChecksCredentials(StatesByName):
    """For forms of credentials: they note who looked, and who let conditions pass."""

    def _prepare(self, form: Any, request: HttpRequest) -> None:
        form.user, form.may_list = request.user, may_list(request)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        self._prepare(formset.form, request)
        return formset

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        self._prepare(form, request)
        return form


LICENCE_FIELDSETS: list[Any] = [
    (
        None,
        {
            "fields": [
                ("jurisdiction", "kind"), ("number", "title"), "name", ("first_issued_on", "last_renewed_on"),
                ("expires_on", "registered_until"),
            ]
        },
    ),
    (
        "What the source says",
        {
            "fields": [
                ("status", "status_words"), ("source", "source_words"), ("checked_on", "checked_by", "next_check_on"),
                "evidence_hash", ("matched_by", "match_is_sure"),
            ]
        },
    ),
    (
        "Conditions and discipline",
        {
            "fields": [
                "has_discipline", "discipline_words", ("discipline_on", "discipline_url"),
                ("conditions_seen", "conditions_seen_by"),
            ]
        },
    ),
    ("Other states", {"fields": ["valid_in"], "classes": ["collapse"]}),
]  # fmt: skip
LICENCE_READ_ONLY = ("checked_by", "next_check_on", "conditions_seen_by")


class LicenceInline(ChecksCredentials, admin.StackedInline):
    model = Licence
    form = LicenceAdminForm
    extra = 0
    fieldsets = LICENCE_FIELDSETS
    readonly_fields = LICENCE_READ_ONLY
    filter_horizontal = ("valid_in",)
    show_change_link = True


class CertificationInline(ChecksCredentials, admin.StackedInline):
    model = Certification
    form = CertificationAdminForm
    extra = 0
    fields = [
        ("title", "letters"), "body", ("number", "name"), ("issued_on", "expires_on"), ("source", "source_words"),
        ("checked_on", "checked_by"), "evidence_hash",
    ]  # fmt: skip
    readonly_fields = ("checked_by",)


PRACTICE_FIELDSETS: list[Any] = [
    (None, {"fields": ["setting", "name", "street", ("town", "state", "zip_code"), "placed"]}),
    (
        "Coordinates",
        {
            "fields": ["located", ("latitude", "longitude")],
            "description": "Needed only where the middle of the ZIP code is too far away. Visitors see a coarse area.",
        },
    ),
    ("How to reach it", {"fields": ["phone", "website", "booking_url", ("is_accepting", "accepting_as_of")]}),
    (
        "What to expect",
        {
            "fields": [
                ("price", "session_minutes"), ("takes_insurance", "insurance_words"), "takes_hsa", "parking", "transit",
            ]
        },
    ),
]  # fmt: skip


class ShowsPractices(StatesByName):
    """For forms of practices: whoever may not see private details gets no coordinates and no street of a home."""

    readonly_fields: Any = ("placed",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if may_see_private(request):
            return PRACTICE_FIELDSETS
        coordinates = ("latitude", "longitude")
        # Whoever may only look is shown the plain values of all fields.
        street = "street" if self.has_change_permission(request, obj) else "public_street"  # type: ignore[attr-defined]
        return [
            (name, options | {"fields": [
                street if field == "street" else field for field in options["fields"] if field != coordinates
            ]})
            for name, options in PRACTICE_FIELDSETS
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("placed",) if may_see_private(request) else ("placed", "located", "public_street")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        formset.form.may_see_private = may_see_private(request)
        return formset

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        form.may_see_private = may_see_private(request)
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("therapist", "state__state")  # type: ignore[misc]

    @admin.display(description="On the map")
    def placed(self, practice: Practice) -> str:
        if not practice.pk:
            return "Known once it is saved."
        return licensing.not_placed(practice) or f"Yes: {practice.get_located_display().lower()}."

    @admin.display(description="Street")
    def public_street(self, practice: Practice) -> str:
        return practice.public_street


class PracticeInline(ShowsPractices, admin.StackedInline):
    model = Practice
    form = PracticeAdminForm
    extra = 0
    show_change_link = True


# Lists of what there is to do


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"
    field = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Jurisdiction.objects.values_list("pk", "state__name").order_by("state__name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.field: self.value()}).distinct() if self.value() else queryset


class TherapistStateFilter(StateFilter):
    field = "practices__state"


class LicenceStateFilter(StateFilter):
    field = "jurisdiction"


def due(**where: Any) -> Q:
    """Licenses whose next check should have been made by today."""
    return Q(next_check_on__lt=clock.today(), **where)


class CheckFilter(admin.SimpleListFilter):
    title = "checks"
    parameter_name = "checks"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("unverified", "Unverified license"),
            ("due", "Check is due"),
            ("none", "No license and no certification"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        licences = Licence.objects.filter(therapist=OuterRef("pk"))
        certifications = Certification.objects.filter(therapist=OuterRef("pk"))
        unverified = Q(checked_on=None) | Q(status__in=[Licence.Status.UNKNOWN, Licence.Status.NOT_FOUND])
        conditions: dict[str, Any] = {
            "unverified": Exists(licences.filter(unverified)),
            "due": Exists(licences.filter(due())),
            "none": ~Exists(licences) & ~Exists(certifications),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset  # type: ignore[index]


class EndingFilter(admin.SimpleListFilter):
    title = "end of the listing"
    parameter_name = "ends"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        days = [(str(days), f"Ends within {days} days") for days in (7, 30, 60)]
        return [*days, ("hidden", "Listed by staff, but not shown")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        in_force = Entry.objects.filter(therapist=OuterRef("pk")).in_force()
        if self.value() == "hidden":
            return queryset.filter(~Exists(in_force), status=Therapist.Status.LISTED)
        if self.value() in ("7", "30", "60"):
            last = clock.today() + timedelta(days=int(self.value() or 0))
            return queryset.filter(Exists(in_force.filter(listed_until__lte=last)), status=Therapist.Status.LISTED)
        return queryset


class DuplicateFilter(admin.SimpleListFilter):
    """One phone, address or portrait across several names: an error, a clinic, or a fraud."""

    title = "duplicates"
    parameter_name = "duplicates"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("any", "Any of these"), ("phone", "Same phone"), ("address", "Same address"),
            ("portrait", "Same portrait, another name"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        kinds = {"phone": self._phone(), "address": self._address(), "portrait": self._portrait()}
        kinds["any"] = kinds["phone"] | kinds["address"] | kinds["portrait"]
        return queryset.filter(kinds[self.value()]) if self.value() in kinds else queryset  # type: ignore[index]

    @staticmethod
    def _shared(rows: QuerySet, by: str, what: str) -> QuerySet:
        """The values that rows of several have in common."""
        return rows.order_by().values(by).annotate(count=Count(what, distinct=True)).filter(count__gt=1).values(by)

    def _phone(self) -> Q:
        shared = self._shared(Practice.objects.exclude(phone_digits=""), "phone_digits", "therapist")
        return Q(pk__in=Practice.objects.filter(phone_digits__in=shared).values("therapist"))

    def _address(self) -> Q:
        practices = Practice.objects.exclude(street="").annotate(address=Lower(Concat("street", "zip_code")))
        shared = self._shared(practices, "address", "therapist")
        return Q(pk__in=practices.filter(address__in=shared).values("therapist"))

    def _portrait(self) -> Q:
        return Q(portrait__in=self._shared(Therapist.objects.exclude(portrait=None), "portrait", "display_name"))


# Therapists


class Refused(Exception):
    """Why an action leaves a row alone, in words."""


#: What an action does with a row: it returns what it did, and what it left alone in that row. Raises Refused.
Deed = Callable[[Therapist, Any], tuple[str, list[str]]]


@admin.register(Therapist)
class TherapistAdmin(ImportExportMixin, Together):
    form = TherapistAdminForm
    change_form_template = "admin/therapists/therapist/change_form.html"
    import_template_name = "admin/therapists/import.html"
    resource_classes = [PracticeResource]
    tmp_storage_class = MediaStorage
    formats = [CSV]
    export_form_class = ExportForm
    save_on_top = True
    list_per_page = 50
    list_display = ("display_name", "credentials", "states", "state_of_listing", "listed", "last_check")
    list_filter = (
        "status", CheckFilter, EndingFilter, ("portrait", admin.EmptyFieldListFilter), DuplicateFilter, "is_sample",
        TherapistStateFilter,
    )  # fmt: skip
    search_fields = (
        "display_name", "licensed_name", "licences__number", "licences__normal_number", "practices__phone",
        "practices__town",
    )  # fmt: skip
    search_help_text = "Name, license number, phone or town"
    filter_horizontal = ("techniques", "conditions")
    autocomplete_fields = ("portrait",)
    prepopulated_fields = {"slug": ["display_name"]}
    inlines = [LicenceInline, CertificationInline, PracticeInline]
    actions = ("list_selected", "verify_selected", "ask_selected", "freeze_selected", "withdraw_selected")
    readonly_fields = ("status", "status_reason", "approved_by", "approved_at", "asked_at")
    #: Not even to be asked about by putting a question into the address.
    private = ("email", "notes")
    fieldsets = [
        (None, {"fields": ["licensed_name", ("display_name", "slug"), "portrait", "is_sample"]}),
        (
            "Listing",
            {
                "fields": [("status", "status_reason"), ("approved_by", "approved_at"), "asked_at"],
                "description": "Changed by the actions of the list: list, freeze, withdraw, ask again.",
            },
        ),
        ("About", {"fields": ["text", "languages", "gender", "practicing_since"]}),
        (
            "Back pain",
            {"fields": ["back_pain_experience", "back_pain_training", "techniques", "conditions"]},
        ),
        ("Pregnancy", {"fields": ["pregnancy_course", ("pregnancy_hours", "pregnancy_trained_on")]}),
        ("For staff only", {"fields": ["email", "notes"]}),
    ]

    # Lists

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        licences = Licence.objects.select_related("jurisdiction__state").prefetch_related("valid_in")
        practices = Practice.objects.select_related("state__state")
        return super().get_queryset(request).prefetch_related(
            Prefetch("licences", licences), "certifications", Prefetch("practices", practices)
        )  # fmt: skip

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """A phone number is found however it is written."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        digits = re.sub(r"[\s().+-]", "", search_term)
        if digits.isascii() and digits.isdigit() and len(digits) >= 7:
            digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
            found |= queryset.filter(practices__phone_digits__contains=digits)
            may_repeat = True
        return found, may_repeat

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        if lookup.partition("__")[0] in self.private and not (request and may_see_private(request)):
            return False
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    @admin.display(description="Credentials")
    def credentials(self, therapist: Therapist) -> str:
        licences = [f"{licence.jurisdiction_id} {licence.number}" for licence in therapist.licences.all()]
        return ", ".join([*licences, *map(str, therapist.certifications.all())]) or "None"

    @admin.display(description="States")
    def states(self, therapist: Therapist) -> str:
        return ", ".join(sorted({practice.state_id for practice in therapist.practices.all()}))

    @admin.display(description="Status", ordering="status")
    def state_of_listing(self, therapist: Therapist) -> str:
        return f"{therapist.get_status_display()} (sample)" if therapist.is_sample else therapist.get_status_display()

    @admin.display(description="Listed until, or why not")
    def listed(self, therapist: Therapist) -> str:
        """The verdict on each practice. Drafts are judged by their credential, to see what they still lack."""
        lines = [f"{practice.town}: {_verdict_words(practice)}" for practice in therapist.practices.all()]
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines)) or "There is no practice."

    @admin.display(description="Last check")
    def last_check(self, therapist: Therapist) -> str:
        credentials = [*therapist.licences.all(), *therapist.certifications.all()]
        days = [credential.checked_on for credential in credentials if credential.checked_on]
        return date_format(max(days), "N j, Y") if days else "Never"

    # Forms

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = list(super().get_fieldsets(request, obj))
        if may_see_private(request):
            return fieldsets
        return [(name, options) for name, options in fieldsets if not set(self.private) & set(options["fields"])]

    def get_readonly_fields(self, request: HttpRequest, obj: Therapist | None = None) -> tuple[str, ...]:
        """The address of a page that visitors may know does not change."""
        is_known = obj is not None and obj.status != Therapist.Status.DRAFT
        return (*self.readonly_fields, "slug") if is_known else self.readonly_fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Therapist | None = None) -> dict[str, Any]:
        return {} if "slug" in self.get_readonly_fields(request, obj) else dict(self.prepopulated_fields)

    def render_change_form(  # type: ignore[override]
        self, request: HttpRequest, context: dict, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            practices = listing.for_judging(Practice.objects.filter(therapist=obj.pk))
            context |= {
                "practices": [
                    (practice, licensing.judge(practice), self._practice_url(request, practice))
                    for practice in practices.prefetch_related("hours")
                ],
                "checklist": checklist(Therapist.objects.get(pk=obj.pk)),
            }
        return super().render_change_form(request, context, **kwargs)

    def _practice_url(self, request: HttpRequest, practice: Practice) -> str:
        """Where its access facts and hours are edited, for those who may see them."""
        if not request.user.has_perms(["therapists.view_practice"]):
            return ""
        return reverse("admin:therapists_practice_change", args=[practice.pk], current_app=self.admin_site.name)

    # Actions

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
                listing.list_therapist(therapist, by=request.user)  # type: ignore[arg-type]
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

    # Import and export

    def _may_all(self, request: HttpRequest, *verbs: str) -> bool:
        """A row speaks of a therapist, a license and a practice."""
        names = ("therapist", "licence", "practice")
        return request.user.has_perms([f"therapists.{verb}_{name}" for verb in verbs for name in names])

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self._may_all(request, "add", "change")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self._may_all(request, "view")

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"may_see_private": may_see_private(request)}

    def get_export_queryset(self, request: HttpRequest) -> QuerySet:
        return PracticeResource.rows_of(super().get_export_queryset(request))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().process_import(request, **kwargs)
        except (FileNotFoundError, SuspiciousFileOperation):
            return self._start_again(request, "This import was confirmed already, or its file is gone.")

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            return self._start_again(request, "Nothing was imported: the directory changed since the preview.")
        return super().process_result(result, request)

    def _log_actions(self, result: Any, request: HttpRequest) -> None:
        """A line for every therapist, not for every practice."""
        rows: dict[str, dict[int, Therapist]] = {}
        for row in result:
            if row.instance is not None:
                therapist = row.instance.therapist
                rows.setdefault(row.import_type, {})[therapist.pk] = therapist
        self._create_log_entries(request.user.pk, {kind: list(found.values()) for kind, found in rows.items()})

    def _start_again(self, request: HttpRequest, words: str) -> HttpResponse:
        self.message_user(request, f"{words} Look at the list, then import the file again if need be.", messages.ERROR)
        return HttpResponseRedirect(reverse("admin:therapists_therapist_import", current_app=self.admin_site.name))

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        """Our format says itself what is wrong, and where."""
        form.add_error("import_file", str(e) if type(e) is ValueError else "This file cannot be read as CSV.")


def _verdict_words(practice: Practice) -> str:
    verdict = licensing.judge(practice)
    if verdict.until is not None:
        return f"until {licensing.say(verdict.until)}"
    if practice.therapist.status != Therapist.Status.DRAFT:
        return verdict.reason
    return f"{verdict.reason} {licensing.not_placed(practice) or licensing.judge_credential(practice).reason}"


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


# Their parts, and the law


class DueFilter(admin.SimpleListFilter):
    title = "next check"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("due", "Due"), ("never", "Never checked")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        conditions = {"due": due(), "never": Q(checked_on=None)}
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset  # type: ignore[index]


@admin.register(Licence)
class LicenceAdmin(ChecksCredentials, Together):
    form = LicenceAdminForm
    list_display = (
        "number",
        "therapist",
        "jurisdiction",
        "kind",
        "status",
        "expires_on",
        "checked_on",
        "next_check_on",
    )
    list_filter = ("status", "kind", DueFilter, "has_discipline", LicenceStateFilter)
    list_select_related = ("therapist", "jurisdiction__state")
    search_fields = ("number", "normal_number", "name", "therapist__display_name")
    autocomplete_fields = ("therapist",)
    filter_horizontal = ("valid_in",)
    fieldsets = [(None, {"fields": ["therapist"]}), *LICENCE_FIELDSETS]

    def get_readonly_fields(self, request: HttpRequest, obj: Licence | None = None) -> tuple[str, ...]:
        """It never becomes somebody else's."""
        return LICENCE_READ_ONLY if obj is None else (*LICENCE_READ_ONLY, "therapist")


class AccessFactInline(admin.TabularInline):
    model = AccessFact
    extra = 0


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0


@admin.register(Practice)
class PracticeAdmin(ShowsPractices, Together):
    form = PracticeAdminForm
    list_display = ("__str__", "therapist", "setting", "town", "state", "zip_code", "placed")
    list_filter = ("setting", "located", ("public_latitude", admin.EmptyFieldListFilter), StateFilter)
    search_fields = ("name", "town", "zip_code", "phone", "therapist__display_name")
    autocomplete_fields = ("therapist",)
    inlines = [OpeningHoursInline, AccessFactInline]
    private: ClassVar[tuple[str, ...]] = (
        "street", "latitude", "longitude", "phone_digits",
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [(None, {"fields": ["therapist"]}), *super().get_fieldsets(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """It never becomes somebody else's."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if obj is None else (*fixed, "therapist")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        if lookup.partition("__")[0] in self.private and not (request and may_see_private(request)):
            return False
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]


@admin.register(Jurisdiction)
class JurisdictionAdmin(Together):
    formfield_overrides = SECURE
    list_display = ("__str__", "regulation", "letters", "check_every_days", "confidence", "source_on")
    list_filter = ("regulation", "confidence")
    list_select_related = ("state",)
    search_fields = ("state__name", "state__code", "agency")
    fieldsets = [
        (None, {"fields": ["state", "regulation", "letters", "agency", "lookup_url", "explanation"]}),
        ("Checks", {"fields": ["check_every_days", "touched"]}),
        ("Where the rule was read", {"fields": [("source", "source_on"), "confidence", "notes"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Jurisdiction | None = None) -> tuple[str, ...]:
        return ("touched",) if obj is None else ("state", "touched")

    @admin.display(description="What saving does")
    def touched(self, jurisdiction: Jurisdiction) -> str:
        therapists = Therapist.objects.filter(
            Q(practices__state=jurisdiction.pk) | Q(licences__jurisdiction=jurisdiction.pk)
        )
        count = therapists.distinct().count() if jurisdiction.pk else 0
        shown = Entry.objects.filter(state=jurisdiction.pk).in_force().count() if jurisdiction.pk else 0
        return (
            "Saving judges every listing of this state anew, at once. "
            f"Therapists who work here or hold a license from here: {count}. Practices shown now: {shown}."
        )
