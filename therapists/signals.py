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


def _therapist_of(row: models.Model) -> int:
    if isinstance(row, Therapist):
        return row.pk
    return row.practice.therapist_id if isinstance(row, AccessFact) else row.therapist_id  # type: ignore[attr-defined]


@receiver([post_save, post_delete], sender=Therapist)
@receiver([post_save, post_delete], sender=Licence)
@receiver([post_save, post_delete], sender=Certification)
@receiver([post_save, post_delete], sender=Practice)
@receiver([post_save, post_delete], sender=AccessFact)
def record_changed(instance: models.Model, **kwargs: Any) -> None:
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
    left = Entry.objects.filter(pk=instance.pk)
    numbers = list(left.values_list("cell", flat=True))
    left._raw_delete(left.db)
    listing.refresh([], cells_too=numbers)


@receiver(post_delete, sender=Entry)
def entry_went_with_its_record(instance: Entry, **kwargs: Any) -> None:
    listing.refresh([], cells_too=[instance.cell])


@receiver(m2m_changed, sender=Therapist.techniques.through)
@receiver(m2m_changed, sender=Therapist.conditions.through)
@receiver(m2m_changed, sender=Licence.valid_in.through)
def links_changed(action: str, instance: models.Model, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    if action == "pre_clear" and reverse:
        _remember_before_clearing(instance)
    if not action.startswith("post_"):
        return
    if not reverse:
        listing.refresh([_therapist_of(instance)])
    elif pk_set:
        listing.refresh(pk_set)


def _remember_before_clearing(instance: models.Model) -> None:
    """`technique.therapists.clear()` does not say whom it touched, so each is removed by name first."""
    instance.therapists.remove(*instance.therapists.all())  # type: ignore[attr-defined]


@receiver(pre_delete, sender=Technique)
@receiver(pre_delete, sender=Condition)
def page_goes(instance: Technique | Condition, **kwargs: Any) -> None:
    instance.therapists.remove(*instance.therapists.all())
