"""The working copy of a page as data: for its fingerprint, for its editions, and for restoring."""

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

if TYPE_CHECKING:
    from publishing.models import Publishable


def fingerprint_of(copy: dict[str, Any]) -> str:
    """SHA-256 of a working copy in one canonical spelling."""
    canonical = json.dumps(copy, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def describe(content: "Publishable") -> dict[str, Any]:
    """Everything of a page that a reader could see, as plain JSON."""
    parts = {}
    for part in content.working_parts:
        rows = part._default_manager.filter(parent=content).order_by("ordering", "pk")
        parts[part._meta.label_lower] = [_values(row, _part_fields(part)) for row in rows]
    copy = {"fields": _values(content, content.working_fields), "parts": parts}
    return json.loads(json.dumps(copy, cls=DjangoJSONEncoder))


def put_back(content: "Publishable", copy: dict[str, Any]) -> list[str]:
    """Load a described working copy into the tables. Returns, in words, what could not be put back.

    Raises ValidationError if what is left could not be saved at all.
    """
    missing = _assign(content, copy["fields"])
    _check(content)
    content.save()
    missing += _assign_many(content, copy["fields"])
    for part in content.working_parts:
        part._default_manager.filter(parent=content).delete()
        for values in copy["parts"].get(part._meta.label_lower, []):
            row = part(parent=content)
            lost = _assign(row, values)
            missing += lost
            if not lost:
                _check(row)
                row.save()
    return missing


def _check(row: models.Model) -> None:
    """Raises ValidationError, in words, for what could not be saved as it was then."""
    for field in row._meta.concrete_fields:
        if field.many_to_one and not field.null and getattr(row, field.attname) is None:
            raise ValidationError(f"What it had as {field.verbose_name} no longer exists.")
    row.validate_constraints()


def _part_fields(part: type[models.Model]) -> list[str]:
    return [field.name for field in part._meta.concrete_fields if field.name not in {"id", "parent"}]


def _values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    values = {}
    for name in names:
        field: Any = row._meta.get_field(name)
        if field.many_to_many:
            values[name] = sorted(getattr(row, name).values_list("pk", flat=True))
        else:
            values[name] = field.value_from_object(row)
    return values


def _assign(row: models.Model, values: dict[str, Any]) -> list[str]:
    """Set plain fields and foreign keys; what a foreign key pointed to may be gone, and an address may be taken."""
    missing = []
    for name, value in values.items():
        field: Any = row._meta.get_field(name)
        if field.many_to_many:
            continue
        if field.unique and type(row)._default_manager.filter(**{name: value}).exclude(pk=row.pk).exists():
            missing.append(f"{field.verbose_name} “{value}”, because another {row._meta.verbose_name} has it now")
            continue
        if (
            field.many_to_one
            and value is not None
            and not field.related_model._default_manager.filter(pk=value).exists()
        ):
            missing.append(f"{field.verbose_name} {value} no longer exists")
            value = None
        setattr(row, field.attname, field.to_python(value))
    return missing


def _assign_many(row: models.Model, values: dict[str, Any]) -> list[str]:
    missing = []
    for name, value in values.items():
        field: Any = row._meta.get_field(name)
        if field.many_to_many:
            found = field.related_model._default_manager.filter(pk__in=value)
            getattr(row, name).set(found)
            if lost := len(value) - len(found):
                missing.append(f"{lost} of {field.verbose_name} no longer there")
    return missing
