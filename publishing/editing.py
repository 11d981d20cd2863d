"""Two people at the same page: the second save is held back until its author has seen the first."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime

from publishing import comparison
from publishing.models import Publishable

#: The hidden field that says which state of the working copy a form was filled from.
BASED_ON = "based_on"


class WorkingCopyForm(forms.ModelForm):
    """Refuses to save over somebody else's work unseen. What was typed stays in the form."""

    conflict: "Conflict | None" = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        based_on = self.data.get(BASED_ON)
        if self.instance.pk and based_on is not None:
            # The lock holds until this save is done, so that of two simultaneous saves one waits and is then told.
            rows = type(self.instance)._default_manager.select_for_update(of=("self",))
            saved = rows.get(pk=self.instance.pk)
            if saved.fingerprint != based_on:
                self.conflict = Conflict(saved, based_on)
                raise ValidationError(self.conflict.message, code="conflict")
        return cleaned


class Conflict:
    """Somebody saved a page while somebody else had it open."""

    def __init__(self, saved: Publishable, based_on: str) -> None:
        self.saved, self.based_on = saved, based_on

    @property
    def message(self) -> str:
        who = self.saved.changed_by.get_username() if self.saved.changed_by else "A command"
        when = date_format(localtime(self.saved.changed_at), "N j, P") if self.saved.changed_at else "a moment ago"
        return (
            f"{who} saved this page on {when}, while you had it open. Nothing of yours is lost: it is still in the "
            "form below. What was changed meanwhile is shown above it. Take over what you want to keep, then save "
            "again; both versions stay in the list of editions and drafts."
        )

    @property
    def changes(self) -> list[list[comparison.Run]]:
        """What the other person changed since this form was opened."""
        opened = self.saved.drafts.filter(fingerprint=self.based_on).first()
        old = opened.text if opened else ""
        return comparison.only_changes(comparison.compare(old, self.saved.compose().text))


def renumber(data: QueryDict, prefix: str, existing: set[str]) -> QueryDict:
    """Turn rows of a submitted formset whose database rows have gone into new rows, so that they can be saved again."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    if not total.isdigit() or int(total) > 1000:
        return data
    rows = []
    for number in range(int(total)):
        start = f"{prefix}-{number}-"
        rows.append({name.removeprefix(start): data.getlist(name) for name in data if name.startswith(start)})
    kept = [row for row in rows if row.get("id", [""])[0] in existing]
    lost = [row for row in rows if row.get("id", [""])[0] not in existing]
    if all(row.get("id", [""])[0] == "" for row in lost):
        return data
    changed = data.copy()
    for name in [name for name in changed if name.startswith(f"{prefix}-") and name[len(prefix) + 1].isdigit()]:
        del changed[name]
    for number, row in enumerate(kept + lost):
        for name, values in row.items():
            changed.setlist(f"{prefix}-{number}-{name}", [""] if name == "id" and row in lost else values)
    changed[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    return changed
