"""Practices with their therapist and license as one flat table, in and out.

An import writes drafts and nothing else: it lists nobody, changes nobody whom staff have listed, frozen or withdrawn,
and brings nobody back who was withdrawn.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Prefetch, QuerySet
from import_export.fields import Field as Column
from tablib import Dataset

from publishing.imports import WholeImportResource
from therapists import licensing, listing
from therapists.columns import COLUMN_OF, COLUMNS, LICENSE_COLUMNS, PRIVATE, TABLE, Choice, StateCell, short
from therapists.models import Licence, Practice, Therapist
from therapists.names import normal_number


class PracticeResource(WholeImportResource):
    """Rows of practices. One that is known is updated, if its therapist is a draft; an empty cell changes nothing."""

    class Meta:
        model = Practice
        fields = export_order = import_order = tuple(COLUMNS)
        import_id_fields = ("slug",)
        skip_diff = report_skipped = store_row_values = use_transactions = True

    def __init__(self, *, may_see_private: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.may_see_private = may_see_private
        self.fields = {
            name: Column(attribute=attribute or None, column_name=name, widget=widget)
            for name, (attribute, widget) in TABLE.items()
        }

    # Out

    @staticmethod
    def rows_of(therapists: QuerySet[Therapist]) -> QuerySet[Practice]:
        """The practices of therapists with everything that their rows say."""
        licences = Licence.objects.select_related("jurisdiction__state").prefetch_related("valid_in")
        return (
            Practice.objects.filter(therapist__in=therapists.order_by().values("pk"))
            .select_related("therapist", "state__state")
            .prefetch_related(
                Prefetch("therapist__licences", licences), "therapist__techniques", "therapist__conditions"
            )
            .order_by("therapist__slug", "pk")
        )

    def get_export_fields(self, selected_fields: Any = None) -> list[Column]:
        names = [name for name in COLUMNS if not selected_fields or name in selected_fields]
        return [self.fields[name] for name in names if self.may_see_private or name not in PRIVATE]

    def export_resource(self, instance: Any, selected_fields: Any = None, **kwargs: Any) -> list[str]:
        instance.licence = _licence_of(instance)
        return super().export_resource(instance, selected_fields, **kwargs)

    def dehydrate_practice_id(self, practice: Practice) -> str:
        return str(practice.pk or "")

    def dehydrate_listing(self, practice: Practice) -> str:
        return practice.therapist.get_status_display()

    def dehydrate_street(self, practice: Practice) -> str:
        return practice.street if self.may_see_private else practice.public_street

    def dehydrate_latitude(self, practice: Practice) -> str:
        """Coordinates that follow from the ZIP code would become coordinates of staff on their way back in."""
        return str(practice.latitude) if practice.located == practice.Located.BY_STAFF else ""

    def dehydrate_longitude(self, practice: Practice) -> str:
        return str(practice.longitude) if practice.located == practice.Located.BY_STAFF else ""

    def dehydrate_techniques(self, practice: Practice) -> str:
        return ";".join(sorted(technique.slug for technique in practice.therapist.techniques.all()))

    def dehydrate_conditions(self, practice: Practice) -> str:
        return ";".join(sorted(condition.slug for condition in practice.therapist.conditions.all()))

    # In

    def import_data(self, dataset: Dataset, *args: Any, **kwargs: Any) -> Any:
        with listing.together():
            return super().import_data(dataset, *args, **kwargs)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        self.user = kwargs.get("user")

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Any, bool]:
        slug = _cell(row, "slug")
        if not slug:
            raise ValidationError({"slug": "It is needed: the last part of the therapist's address."})
        therapist = Therapist.objects.filter(slug=slug).first() or Therapist(slug=slug)
        practice: Any = _practice_of(therapist, row) or Practice(therapist=therapist)
        practice.therapist = therapist
        practice.licence = _licence_for(therapist, practice, row)
        practice.planned_techniques = list(therapist.techniques.all()) if therapist.pk else []
        practice.planned_conditions = list(therapist.conditions.all()) if therapist.pk else []
        practice.was_home = bool(practice.pk) and practice.is_home
        practice.before = _state(practice)
        return practice, practice.pk is None

    def import_instance(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
        errors: dict[str, Any] = {}
        for name, column in self.fields.items():
            if not column.attribute or not _cell(row, name):
                continue
            try:
                if name in PRIVATE and not self.may_see_private:
                    raise ValidationError("Only those who may see private details can import this column. Empty it.")
                column.save(instance, row)
            except ValidationError as error:
                errors[name] = error.messages
        if "latitude" not in errors and (_cell(row, "latitude") or _cell(row, "longitude")):
            instance.located = Practice.Located.BY_STAFF
        if instance.before["therapist__is_sample"] and not instance.therapist.is_sample:
            errors["is_sample"] = ["A sample is invented and stays one. Give a real therapist another slug."]
        self._check_home(instance, row, errors)
        if errors:
            raise ValidationError(errors)

    def _check_home(self, practice: Any, row: dict[str, Any], errors: dict[str, Any]) -> None:
        if self.may_see_private:
            return
        if practice.was_home and not practice.is_home:
            errors["setting"] = ["It is a home: only those who may see private details can import it as another place."]
        elif _cell(row, "street") and (practice.was_home or practice.is_home):
            errors["street"] = ["Only those who may see private details can import the street of a home. Empty it."]

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and instance.pk is not None and instance.before == _state(instance)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors: dict[str, list[Any]] = {name: list(found) for name, found in (import_validation_errors or {}).items()}
        _check_that_it_is_a_draft(instance, errors)
        licence = instance.licence
        instance.fill_in()
        _check(instance.therapist, "therapist__", [], errors)
        _check(instance, "", ["therapist", "public_latitude", "public_longitude", "phone_digits"], errors)
        if licence:
            licence.normal_number = normal_number(licence.number)
            if not licence.normal_number:
                errors.setdefault("license_number", []).append("The number needs a letter or a digit.")
            _check(licence, "licence__", ["therapist", "normal_number", "next_check_on"], errors)
        if errors:
            raise ValidationError(errors)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        therapist, licence = instance.therapist, instance.licence
        with transaction.atomic():
            therapist.save()
            if licence:
                licence.therapist = therapist
                if _looked(instance.before) != _looked(_state(instance)):
                    licence.checked_by = self.user if licence.checked_on else None
                licence.save()
            instance.therapist = therapist
            instance.save()
            therapist.techniques.set(instance.planned_techniques)
            therapist.conditions.set(instance.planned_conditions)

    def save_m2m(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
        """They are saved with the rest."""


def _cell(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _licence_of(practice: Practice) -> Licence | None:
    """The license that a practice's row shows: one that is good for its state, the longest-lived first."""
    licences = list(practice.therapist.licences.all())
    fitting = [licence for licence in licences if licensing.covers(licence, practice.state)]
    own = [licence for licence in fitting if licence.kind == Licence.Kind.THERAPIST]
    return max(own or fitting, key=lambda licence: (licence.expires_on, licence.pk), default=None)


def _practice_of(therapist: Therapist, row: dict[str, Any]) -> Practice | None:
    """The practice that a row is about: by its number, or by setting, name and ZIP code together."""
    if number := _cell(row, "practice_id"):
        known = therapist.pk and number.isascii() and number.isdigit() and len(number) < 10
        practice = therapist.practices.filter(pk=int(number)).first() if known else None
        if practice is None:
            words = f"“{short(therapist.slug)}” has no practice {short(number)}. Empty the cell for a new practice."
            raise ValidationError({"practice_id": words})
        return practice
    if not therapist.pk:
        return None
    setting = Choice(Practice.Setting.choices).codes.get(_cell(row, "setting").lower(), "")
    return therapist.practices.filter(
        setting=setting, name__iexact=_cell(row, "practice_name"), zip_code=_cell(row, "zip_code")
    ).first()


def _licence_for(therapist: Therapist, practice: Practice, row: dict[str, Any]) -> Licence | None:
    """The license that a row is about. Without a number it is the one that the row would show."""
    if not any(_cell(row, name) for name in LICENSE_COLUMNS):
        return None
    number = normal_number(_cell(row, "license_number"))
    try:
        state = StateCell().read(_cell(row, "license_state") or _cell(row, "state"))
    except ValidationError:
        state = None  # said of its own column
    if not number:
        kept = _licence_of(practice) if practice.pk else None
        return kept or Licence(jurisdiction=state)
    kind = Choice(Licence.Kind.choices).codes.get(_cell(row, "license_kind").lower(), Licence.Kind.THERAPIST)
    known = Licence.objects.filter(jurisdiction=state, kind=kind, normal_number=number).select_related("therapist")
    licence = known.first()
    if licence and licence.therapist_id != therapist.pk:
        owner = licence.therapist
        words = f"It is in the directory already, for {owner} ({owner.slug}, {owner.get_status_display().lower()})."
        raise ValidationError({"license_number": words})
    return licence or Licence(jurisdiction=state, kind=kind)


def _state(practice: Any) -> dict[str, Any]:
    """All that an import can change."""
    found: dict[str, Any] = {}
    for attribute, _ in TABLE.values():
        head, _, tail = attribute.rpartition("__")
        owner = getattr(practice, head) if head else practice
        if attribute and not attribute.startswith("planned_"):
            name = {"state": "state_id", "jurisdiction": "jurisdiction_id"}.get(tail, tail)
            found[attribute] = getattr(owner, name, None)
    for name in ("planned_techniques", "planned_conditions"):
        found[name] = sorted(page.pk for page in getattr(practice, name))
    return found | {"located": practice.located, "licence": getattr(practice.licence, "pk", None)}


def _looked(state: dict[str, Any]) -> list[Any]:
    return [state[f"licence__{name}"] for name in ("status", "checked_on", "source", "source_words")]


def _check_that_it_is_a_draft(practice: Any, errors: dict[str, list[Any]]) -> None:
    therapist = practice.therapist
    status = therapist.Status
    if therapist.pk and therapist.status != status.DRAFT:
        words = {
            status.LISTED: "is listed. An import changes drafts only: change a listing in its form.",
            status.FROZEN: "is frozen. An import changes drafts only.",
            status.WITHDRAWN: "was withdrawn, and no import brings a listing back.",
        }[therapist.status]
        errors.setdefault("slug", []).append(f"{therapist} {words}")
    elif not therapist.pk and (gone := _withdrawn_namesake(practice)):
        errors.setdefault("licensed_name", []).append(
            f"A therapist of this name in this state was withdrawn ({gone.slug}), and no import brings a listing back. "
            "Give the license number if this is somebody else."
        )


def _withdrawn_namesake(practice: Any) -> Therapist | None:
    gone = Therapist.objects.filter(
        status=Therapist.Status.WITHDRAWN,
        licensed_name__iexact=practice.therapist.licensed_name,
        practices__state=practice.state_id,
    )
    if practice.licence and practice.licence.number:
        # Another number is another person; the same number was refused before.
        gone = gone.filter(licences=None)
    return gone.first()


def _check(record: models.Model, prefix: str, exclude: list[str], errors: dict[str, list[Any]]) -> None:
    """Add what is wrong with a record under the columns that it was read from."""
    bad = [name for name in _fields_of(record) if COLUMN_OF.get(prefix + name) in errors]
    for field, text in _long_texts(record):
        errors.setdefault(COLUMN_OF.get(prefix + field.name, field.name), []).append(
            f"It has {len(text)} characters, and may have {field.max_length}."
        )
    try:
        record.full_clean(exclude=[*exclude, *bad])
    except ValidationError as wrong:
        for name, found in wrong.error_dict.items():
            column = NON_FIELD_ERRORS if name == NON_FIELD_ERRORS else COLUMN_OF.get(prefix + name, name)
            errors.setdefault(column, []).extend(found)


def _fields_of(record: models.Model) -> Iterator[str]:
    return (field.name for field in record._meta.concrete_fields)


def _long_texts(record: models.Model) -> Iterator[tuple[models.TextField, str]]:
    """Long texts have their length checked by forms alone."""
    for field in record._meta.concrete_fields:
        if isinstance(field, models.TextField) and field.max_length:
            text = getattr(record, field.attname)
            if len(text) > field.max_length:
                yield field, text
