"""The directory in files: the rule of each state in a table, sample therapists in one YAML file.

The table is loaded and exported like every other; samples are loaded only, on a site's first day.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from articles.content_format import ContentError
from backpain.content_files.files import csv_rows, write_csv
from places.models import Place, State
from places.outlines import states
from publishing import clock
from techniques.models import Condition, Technique
from therapists import checklist, listing
from therapists.models import AccessFact, Certification, Jurisdiction, Licence, Practice, Therapist
from therapists.synthetic import SOURCE_WORDS, sample_account

# The rule of each state

JURISDICTION_COLUMNS = [
    "code", "regulation", "letters", "agency", "lookup_url", "explanation", "check_every_days", "source", "source_on",
    "confidence", "notes",
]  # fmt: skip


def load_jurisdictions(folder: Path) -> int:
    """States and territories that are not there yet. Returns how many. Raises ContentError with row and column."""
    path = folder / "jurisdictions.csv"
    present, added = set(Jurisdiction.objects.values_list("pk", flat=True)), 0
    with listing.together():
        for number, row in csv_rows(path, JURISDICTION_COLUMNS):
            code = row.pop("code")
            if code in present:
                continue
            made = Jurisdiction(state=_state(code, f"{path.name}, row {number}"), **row)
            try:
                made.full_clean()
            except ValidationError as error:
                column, (message, *_) = next(iter(error.message_dict.items()))
                raise ContentError(f"{path.name}, row {number}, column {column}: {message}") from None
            made.save()
            added += 1
    return added


def dump_jurisdictions(folder: Path) -> None:
    rows = Jurisdiction.objects.order_by("pk").values_list("pk", *JURISDICTION_COLUMNS[1:])
    write_csv(folder / "jurisdictions.csv", JURISDICTION_COLUMNS, rows)


def _state(code: str, where: str) -> State:
    """A state of the gazetteer. Before that is loaded, its row is made here from the same facts."""
    facts = states().get(code)
    if facts is None:
        raise ContentError(f"{where}, column code: “{code}” is no state.")
    defaults = {name: getattr(facts, name) for name in ("name", "fips", "south", "north", "west", "east")}
    return State.objects.get_or_create(code=code, defaults=defaults)[0]


# Samples

SAMPLES = "directory.yaml"
_STATED_AGO = 30


def samples_can_be_placed() -> bool:
    """Whether the gazetteer knows ZIP codes."""
    return Place.objects.filter(kind=Place.Kind.ZIP).exists()


def read_samples(folder: Path) -> list[dict[str, Any]]:
    """The sample therapists; none if the folder has no such file. Raises ContentError."""
    path = folder / SAMPLES
    if not path.exists():
        return []
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (ValueError, yaml.YAMLError) as error:
        raise ContentError(f"{SAMPLES}: the file cannot be read ({error})") from None


def load_samples(folder: Path) -> int:
    """Sample therapists who are not there yet. Returns how many. Raises ContentError with the slug.

    Days are counted from today, so that no credential of a new site is stale.
    """
    present = set(Therapist.objects.values_list("slug", flat=True))
    rows = [row for row in read_samples(folder) if row["slug"] not in present]
    with listing.together():
        for row in rows:
            try:
                _make_sample(row)
            except ValidationError as error:
                raise ContentError(f"{SAMPLES}, {row['slug']}: {_say(error)}") from None
            except (KeyError, ObjectDoesNotExist) as error:
                raise ContentError(f"{SAMPLES}, {row['slug']}: {error}") from None
    return len(rows)


def _make_sample(row: dict[str, Any]) -> None:
    therapist = _therapist(row)
    therapist.techniques.set([Technique.objects.get(key=key) for key in row.get("techniques", [])])
    therapist.conditions.set([Condition.objects.get(key=key) for key in row.get("conditions", [])])
    for values in row.get("licenses", []):
        _save(_licence(therapist, values))
    for values in row.get("certifications", []):
        _save(Certification(therapist=therapist, name=therapist.licensed_name, **_credential(values)))
    for values in row["practices"]:
        _make_practice(therapist, values)
    if problems := checklist.problems_of_texts(therapist):
        raise ValidationError(problems)


def _therapist(row: dict[str, Any]) -> Therapist:
    """The therapist alone.

    The status is set as the file says, without the checks of `listing.list_therapist`: some samples show staff what
    has gone wrong with a listing since. What is shown is decided by the rule all the same.
    """
    own = ("slug", "status", "status_reason", "text", "gender", "languages", "practicing_since",
           "back_pain_experience", "back_pain_training")  # fmt: skip
    course = row.get("pregnancy", {})
    therapist = Therapist(
        display_name=row["name"],
        licensed_name=row.get("licensed_name", row["name"]),
        pregnancy_course=course.get("course", ""),
        pregnancy_hours=course.get("hours"),
        pregnancy_trained_on=date.fromisoformat(course["trained_on"]) if course else None,
        is_sample=True,
        **{name: row[name] for name in own if name in row},
    )
    if therapist.status != Therapist.Status.DRAFT:
        therapist.approved_by, therapist.approved_at = sample_account(), clock.present()
    _save(therapist)
    return therapist


def _licence(therapist: Therapist, values: dict[str, Any]) -> Licence:
    licence = Licence(
        therapist=therapist,
        jurisdiction=Jurisdiction.objects.get(pk=values["state"]),
        title=values["title"],
        status=values.get("status", Licence.Status.ACTIVE),
        name=therapist.licensed_name,
        match_is_sure=True,
        **_credential(values),
    )
    if "registered_for_days" in values:
        licence.registered_until = _days(values["registered_for_days"])
    licence.fill_in()
    return licence


def _credential(values: dict[str, Any]) -> dict[str, Any]:
    """What licenses and certifications have in common."""
    found = {"number": values["number"], "expires_on": _days(values["expires_in_days"])}
    if "checked_days_ago" in values:
        found |= {"source": "document", "source_words": SOURCE_WORDS, "checked_on": _days(-values["checked_days_ago"])}
    return found


def _make_practice(therapist: Therapist, values: dict[str, Any]) -> None:
    own = ("name", "setting", "street", "town", "zip_code", "phone", "website", "booking_url", "opening_hours",
           "price", "session_minutes", "takes_insurance", "insurance_words", "takes_hsa", "parking",
           "transit")  # fmt: skip
    stated_on = _days(-values.get("stated_days_ago", _STATED_AGO))
    practice = Practice(
        therapist=therapist,
        state=Jurisdiction.objects.get(pk=values["state"]),
        is_accepting=values.get("accepting"),
        accepting_as_of=stated_on if "accepting" in values else None,
        **{name: values[name] for name in own if name in values},
    )
    _save(practice)
    for kind, source in values.get("access", {}).items():
        _save(AccessFact(practice=practice, kind=kind, source=source, stated_on=stated_on))


def _say(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())


def _days(number: int) -> date:
    return clock.today() + timedelta(days=number)


def _save(record: Any) -> None:
    """Save after the checks of a form, so that no file brings in what staff could not save."""
    record.full_clean()
    record.save()
