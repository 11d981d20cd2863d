"""Forms of the admin."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser

from publishing import clock
from therapists.checklist import PRACTICE_TEXTS, THERAPIST_TEXTS, forbidden
from therapists.models import Language
from therapists.models.credentials import Source


class ReadsWhatVisitorsRead(forms.ModelForm):
    """Refuses what no listing may say, as soon as it is typed: a listed therapist is public with the next request."""

    TEXTS: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self.TEXTS:
            if name in self.changed_data and self.cleaned_data.get(name):
                for problem in forbidden(self.cleaned_data[name]):
                    self.add_error(name, problem)
        return cleaned


class TherapistAdminForm(ReadsWhatVisitorsRead):
    TEXTS = THERAPIST_TEXTS

    languages = forms.MultipleChoiceField(
        choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Those in which a whole visit can be held.",
    )  # fmt: skip

    def clean_languages(self) -> list[str]:
        """The order that is kept stays, unless somebody changed the choice."""
        chosen, kept = self.cleaned_data["languages"], self.instance.languages
        return kept if set(chosen) == set(kept) else chosen


class CheckedAdminForm(forms.ModelForm):
    """Notes who looked a credential up: whoever writes down that somebody did."""

    #: What a person says by having looked.
    SEEN = ("status", "source", "source_words", "checked_on", "evidence_hash")
    #: What was looked up. Another number is another license, and nobody has looked at that one.
    LOOKED_UP = ("jurisdiction", "kind", "number", "name", "title", "body", "expires_on", "registered_until")

    user: AbstractBaseUser
    may_list = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_other = self.instance.pk and set(self.LOOKED_UP) & set(self.changed_data)
        checked_on = self.cleaned_data.get("checked_on")
        if is_other and checked_on and checked_on != clock.today() and "checked_on" not in self.changed_data:
            self.add_error("checked_on", "You changed what was looked up. Look it up again and enter the day, or none.")
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if set(self.SEEN) & set(self.changed_data):
            self.instance.checked_by_id = self.user.pk if self.instance.checked_on else None
        return super().save(commit)


class CertificationAdminForm(CheckedAdminForm):
    """Nothing more than the check."""


class LicenceAdminForm(CheckedAdminForm):
    conditions_seen = forms.BooleanField(
        label="The listing may stand", required=False,
        help_text="Tick it after you read the conditions or the discipline. Needed only where there are some.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["conditions_seen"] = self.instance.conditions_seen_by_id is not None
        self.fields["conditions_seen"].disabled = not self.may_list

    def save(self, commit: bool = True) -> Any:
        if "conditions_seen" in self.changed_data:
            self.instance.conditions_seen_by_id = self.user.pk if self.cleaned_data["conditions_seen"] else None
        return super().save(commit)


class HiddenText(forms.TextInput):
    """A text that is kept but not shown."""

    def format_value(self, value: Any) -> str:
        return ""


class AccessFactAdminForm(ReadsWhatVisitorsRead):
    TEXTS = ("detail",)


class PracticeAdminForm(ReadsWhatVisitorsRead):
    """Whoever may not see private details does not learn where somebody lives, and cannot make it public."""

    TEXTS = PRACTICE_TEXTS

    may_see_private = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.may_see_private or not self.instance.pk or not self.instance.is_home:
            return
        if street := self.fields.get("street"):
            street.disabled = True
            street.widget = HiddenText(attrs={"class": "vTextField", "placeholder": "Hidden"})
            street.help_text = "Hidden, because it would tell where somebody lives."
        if setting := self.fields.get("setting"):
            setting.disabled = True
            setting.help_text = "Only those who may see private details can change this, because it shows the street."


# What is asked before an action


class ConfirmAdminForm(forms.Form):
    """Nothing but the question whether."""


class ListAdminForm(ConfirmAdminForm):
    hidden_too = forms.BooleanField(
        label="Show frozen and withdrawn ones again",
        required=False,
        help_text="Only after you read why they were hidden. Without this tick they are left alone.",
    )


class ReasonAdminForm(ConfirmAdminForm):
    reason = forms.CharField(
        max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="For staff only. Visitors never see it."
    )


class VerifyAdminForm(ConfirmAdminForm):
    source = forms.ChoiceField(label="Where you looked", choices=[("", "---------"), *Source.choices])
    source_words = forms.CharField(
        label="Name of the source", max_length=200, help_text="Shown to visitors: “TDLR license search”."
    )
    is_sure = forms.BooleanField(
        label="Number and last name agree, and nobody else could be meant",
        required=False,
        help_text="A practice is listed only on a license of which this was said. A license that was sure stays so.",
    )
