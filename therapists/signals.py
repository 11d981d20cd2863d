"""Every saved or deleted record of the directory keeps the index true, in the same transaction."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from techniques.models import Condition, Technique
from therapists import listing
from therapists.models import (
    AccessFact,
    Certification,
    Entry,
    Jurisdiction,
    Licence,
    Practice,
    Therapist,
)

Record = Therapist | Licence | Certification | Practice | AccessFact


def _therapist_of(row: Record) -> int:
    if isinstance(row, Therapist):
        return row.pk
    return row.practice.therapist_id if isinstance(row, AccessFact) else row.therapist_id


@receiver([post_save, post_delete], sender=Therapist)
@receiver([post_save, post_delete], sender=Licence)
@receiver([post_save, post_delete], sender=Certification)
@receiver([post_save, post_delete], sender=Practice)
@receiver([post_save, post_delete], sender=AccessFact)
def record_changed(instance: Record, **kwargs: Any) -> None:
    listing.refresh({_therapist_of(instance), *instance.__dict__.pop("_moved_from", ())})


@receiver(pre_save, sender=Licence)
@receiver(pre_save, sender=Certification)
@receiver(pre_save, sender=AccessFact)
def record_moves(instance: models.Model, **kwargs: Any) -> None:
    """Who has the record before it is saved loses it if it moves."""
    whose = "practice__therapist" if isinstance(instance, AccessFact) else "therapist"
    before = type(instance)._base_manager.filter(pk=instance.pk).values_list(whose, flat=True)
    instance.__dict__["_moved_from"] = set(before)


@receiver(post_save, sender=Jurisdiction)
def rule_changed(instance: Jurisdiction, **kwargs: Any) -> None:
    """A state's rule touches everybody who works there or holds a license from there."""
    instance.licences.update(next_check_on=F("checked_on") + timedelta(days=instance.check_every_days))
    people = Therapist.objects.filter(models.Q(practices__state=instance) | models.Q(licences__jurisdiction=instance))
    listing.refresh(people.values_list("pk", flat=True).distinct())


@receiver(post_delete, sender=Practice)
def practice_went(instance: Practice, **kwargs: Any) -> None:
    """Other records go before their practice, and each writes the entry anew."""
    listing.refresh([], cells_too=listing.drop_entries(Entry.objects.filter(pk=instance.pk)))


@receiver(post_delete, sender=Entry)
def entry_went_with_its_record(instance: Entry, **kwargs: Any) -> None:
    listing.refresh([], cells_too=[instance.cell])


@receiver(m2m_changed, sender=Therapist.techniques.through)
@receiver(m2m_changed, sender=Therapist.conditions.through)
@receiver(m2m_changed, sender=Licence.valid_in.through)
def links_changed(
    action: str, instance: Therapist | Licence | Technique | Condition, pk_set: set[int] | None, **kwargs: Any
) -> None:
    if isinstance(instance, Technique | Condition):
        if action == "pre_clear":
            leave_therapists(instance)
        elif action.startswith("post_"):
            listing.refresh(pk_set or ())
    elif action.startswith("post_"):
        listing.refresh([_therapist_of(instance)])


@receiver(pre_delete, sender=Technique)
@receiver(pre_delete, sender=Condition)
def page_goes(instance: Technique | Condition, **kwargs: Any) -> None:
    leave_therapists(instance)


def leave_therapists(page: Technique | Condition) -> None:
    """Remove each by name, because neither deleting nor clearing says whom it touched."""
    page.therapists.remove(*page.therapists.all())
