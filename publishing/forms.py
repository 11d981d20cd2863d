from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTextareaWidget

from publishing import clock, ledger
from publishing.composition import Composition, Problem
from publishing.models import Edition, Publishable


def is_on_every_calendar(moment: datetime) -> None:
    """Refuses the first and last hours that a date can name: in another time zone they would be beyond it."""
    if not 1 < moment.year < 9999:
        raise forms.ValidationError("Choose a moment between the years 2 and 9998.")


class PublishForm(forms.Form):
    """What an editor is asked before an edition is minted."""

    note = forms.CharField(
        label="What changed, and why",
        required=False,
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Readers see this in the page's history.",
    )
    when = forms.ChoiceField(
        label="When",
        choices=[("now", "Now"), ("later", "At a date and time")],
        initial="now",
        widget=forms.RadioSelect,
    )
    live_from = forms.SplitDateTimeField(
        label="Date and time", required=False, widget=AdminSplitDateTime, validators=[is_on_every_calendar]
    )
    reviewed = forms.BooleanField(label="The medical reviewer has read this text", required=False)
    review_due_on = forms.DateField(label="Next review due", required=False, widget=AdminDateWidget)
    fingerprint = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        content: Publishable,
        composition: Composition,
        warnings: Iterable[Problem],
        time_zone: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.content, self.reviewer = content, composition.reviewer
        reviewer = self.reviewer
        # Named for what it asks, so that a reason never answers a warning that came up while the form was open.
        self.asked = {
            f"reason_{sha256(warning.message.encode()).hexdigest()[:12]}": warning.message for warning in warnings
        }
        for name, message in self.asked.items():
            self.fields[name] = forms.CharField(
                label=message,
                max_length=500,
                widget=AdminTextareaWidget(attrs={"rows": 2}),
                help_text="Change the text, or say why it is right all the same. The reason is kept with the edition.",
            )
        self.fields["fingerprint"].initial = content.fingerprint
        self.fields["note"].required = content.editions.exists()
        self.fields["live_from"].help_text = f"In the site's time zone, {time_zone}."
        if content.is_medical:
            self.fields["reviewed"].help_text = (
                f"Records {reviewer} and today's date as the last review. Leave it empty for a change of spelling."
                if reviewer
                else "Choose a medical reviewer on the page itself first."
            )
            self.fields["review_due_on"].initial = clock.today() + timedelta(days=365)
            self.fields["review_due_on"].help_text = "Used only together with the tick above."
        else:
            del self.fields["reviewed"], self.fields["review_due_on"]

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons given, by the messages of the warnings that asked for them."""
        return {message: self.cleaned_data[name] for name, message in self.asked.items()}

    def clean_fingerprint(self) -> str:
        if self.cleaned_data["fingerprint"] != self.content.fingerprint:
            raise forms.ValidationError(ledger.TEXT_CHANGED)
        return self.cleaned_data["fingerprint"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == "later":
            moment = cleaned.get("live_from")
            if moment is None and "live_from" not in self.errors:
                self.add_error("live_from", "Say at what date and time the page should go live.")
            elif moment is not None and moment <= clock.present():
                self.add_error("live_from", "This moment has passed. Choose a later one, or publish now.")
        else:
            cleaned["live_from"] = None
        if cleaned.get("reviewed"):
            if not self.reviewer:
                self.add_error("reviewed", "No medical reviewer is chosen on the page, so no review can be recorded.")
            if not cleaned.get("review_due_on"):
                self.add_error("review_due_on", "Say when the page is due for its next review.")
            elif cleaned["review_due_on"] <= clock.today():
                self.add_error("review_due_on", "The next review has to be in the future.")
        return cleaned


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why is this page withdrawn?",
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Readers see this at the page's address.",
    )


class TimeMachineForm(forms.Form):
    moment = forms.SplitDateTimeField(
        label="Show the public site as of", widget=AdminSplitDateTime, validators=[is_on_every_calendar]
    )


class PublishSelectedForm(forms.Form):
    """What an editor is asked before many pages are published at once."""

    note = forms.CharField(
        label="What changed, and why",
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Readers see this in the history of each page.",
    )


class CompareForm(forms.Form):
    """Two states of one page. Each is `edition-3`, `draft-17` or `now`."""

    old = forms.ChoiceField(label="From")
    new = forms.ChoiceField(label="To")

    def __init__(self, *args: Any, content: Publishable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content
        editions = Edition.objects.of(content).filter(is_withdrawal=False).for_lists().order_by("-number")
        drafts = content.drafts.select_related("saved_by").defer("working_copy", "text")[:50]
        choices = [
            ("now", "The working copy as it is now"),
            *((edition.state, f"Edition {edition.number}") for edition in editions),
            *((draft.state, str(draft)) for draft in drafts),
        ]
        for field in self.fields.values():
            field.choices = choices  # type: ignore[attr-defined]  # they are ChoiceFields

    def text(self, name: str) -> str:
        """The words of the chosen state."""
        kind, _, number = self.cleaned_data[name].partition("-")
        if kind == "edition":
            return Edition.objects.of(self.content).get(number=number).text
        return self.content.drafts.get(pk=number).text if kind == "draft" else self.content.compose().text
