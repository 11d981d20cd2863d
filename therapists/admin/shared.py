"""What the admins of the directory share: who may do what, and forms of credentials and states."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse

from therapists import listing
from therapists.models import Jurisdiction


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


class StatesByName(BaseModelAdmin):
    """Lists of states without one query for each name."""

    formfield_overrides = SECURE

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> ModelChoiceField | None:
        self._with_names(db_field, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._with_names(db_field, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @staticmethod
    def _with_names(db_field: Any, kwargs: dict[str, Any]) -> None:
        if db_field.related_model is Jurisdiction:
            kwargs["queryset"] = Jurisdiction.objects.select_related("state")


class PreparesForms(StatesByName):
    """For forms that have to know who opened them, in an admin of their own and inline."""

    def prepare(self, form: Any, request: HttpRequest) -> None:
        """Tell the class of a form, which is made for each request, what it has to know."""
        raise NotImplementedError

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]  # of InlineModelAdmin
        self.prepare(formset.form, request)
        return formset

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]  # of ModelAdmin
        self.prepare(form, request)
        return form


class ChecksCredentials(PreparesForms):
    """For forms of credentials: they note who looked, and who let conditions pass."""

    def prepare(self, form: Any, request: HttpRequest) -> None:
        form.user, form.may_list = request.user, may_list(request)


class KeepsPrivate(admin.ModelAdmin):
    """Nobody learns private values by putting questions about them into the address."""

    private: ClassVar[tuple[str, ...]]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if lookup.partition("__")[0] in self.private and not may_see_private(request):
            return False
        return super().lookup_allowed(lookup, value, request)
