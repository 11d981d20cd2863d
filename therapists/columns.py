"""The columns of the directory's table, what its cells mean, and the file that it comes in."""

import csv
import math
from collections.abc import Iterable
from datetime import date
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export import widgets

from evidence import exchange as studies
from publishing import spreadsheets
from techniques.models import Condition, Technique
from therapists.models import Jurisdiction, Language, Licence, Practice, Therapist
from therapists.models.credentials import Source

#: What only those who may see private details get, and may send.
PRIVATE = ("email", "notes", "latitude", "longitude")
#: As many as one request can look at.
MOST_ROWS = 2_000


class CSV(studies.CSV):
    def read(self, text: str) -> tuple[list[str], list[dict[str, str]]]:
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        rows: list[dict[str, str]] = []
        try:
            headers = [header.strip() for header in next(reader, [])]
            _check_headers(headers)
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(headers):
                    raise ValueError(f"Line {reader.line_num} has {len(cells)} cells, the first row {len(headers)}.")
                rows.append({name: spreadsheets.plain(cell) for name, cell in zip(headers, cells, strict=True)})
        except csv.Error as error:
            raise ValueError(f"Line {reader.line_num} is no CSV: {error}.") from None
        if len(rows) > MOST_ROWS:
            raise ValueError(f"The file has {len(rows)} rows; at most {MOST_ROWS} can be looked at at once. Split it.")
        return headers, rows


def _check_headers(headers: list[str]) -> None:
    if "slug" not in headers:
        raise ValueError(f"The column “slug” is missing. The columns are: {', '.join(COLUMNS)}.")
    if unknown := [header for header in headers if header not in COLUMNS]:
        raise ValueError(f"Unknown column “{unknown[0][:80]}”. The columns are: {', '.join(COLUMNS)}.")
    if twice := [header for header in headers if headers.count(header) > 1]:
        raise ValueError(f"The column “{twice[0]}” stands twice in the first row.")


# Cells


class Text(widgets.Widget):
    """Text without the blanks around it. Other cells say what their text means, or raise ValidationError."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.read(str(value).strip())

    def read(self, text: str) -> Any:
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class Day(Text):
    def read(self, text: str) -> date:
        try:
            if len(text) == 10:
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise ValidationError(f"“{short(text)}” is no day. Write it as 2026-05-31.")


class Number(Text):
    def read(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValidationError(f"“{short(text)}” is no whole number.")
        return int(text)


class Degrees(Text):
    def read(self, text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise ValidationError(f"“{short(text)}” is no number of degrees such as 30.2672.")
        return number


class YesOrNo(Text):
    WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

    def read(self, text: str) -> bool:
        if text.lower() not in self.WORDS:
            raise ValidationError(f"“{short(text)}” is neither yes nor no.")
        return self.WORDS[text.lower()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return {True: "yes", False: "no"}.get(value, "")


class Choice(Text):
    """One of some choices, by its code or its label."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        super().__init__()
        self.codes = {str(text).lower(): code for code, label in choices for text in (code, label)}

    def read(self, text: str) -> Any:
        if text.lower() not in self.codes:
            codes = ", ".join(sorted({str(code) for code in self.codes.values()}))
            raise ValidationError(f"“{short(text)}” is none of: {codes}.")
        return self.codes[text.lower()]


class Choices(Choice):
    """Some of the choices, with semicolons between."""

    def read(self, text: str) -> list[Any]:
        return list(dict.fromkeys(super(Choices, self).read(part) for part in _parts(text)))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ";".join(value or [])


class Pages(Text):
    """Techniques or conditions by their slugs, with semicolons between."""

    def __init__(self, model: type[Technique | Condition]) -> None:
        super().__init__()
        self.model = model

    def read(self, text: str) -> list[models.Model]:
        slugs = _parts(text)
        found = {page.slug: page for page in self.model.objects.filter(slug__in=slugs)}
        if unknown := [slug for slug in slugs if slug not in found]:
            raise ValidationError(f"There is no {self.model._meta.verbose_name} “{short(unknown[0])}”.")
        return list(found.values())


class StateCell(Text):
    """A state by its postal code or its name."""

    def read(self, text: str) -> Jurisdiction:
        for jurisdiction in Jurisdiction.objects.select_related("state"):
            if text.lower() in (jurisdiction.pk.lower(), jurisdiction.state.name.lower()):
                return jurisdiction
        raise ValidationError(f"“{short(text)}” is no state of the directory. Write its postal code, such as TX.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.pk if value else ""


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


#: Every column: the record and the field that it is about, and what its cells mean.
TABLE: dict[str, tuple[str, widgets.Widget]] = {
    "slug": ("therapist__slug", Text()),
    "licensed_name": ("therapist__licensed_name", Text()),
    "display_name": ("therapist__display_name", Text()),
    "listing": ("", Text()),
    "is_sample": ("therapist__is_sample", YesOrNo()),
    "practice_id": ("", Text()),
    "setting": ("setting", Choice(Practice.Setting.choices)),
    "practice_name": ("name", Text()),
    "street": ("street", Text()),
    "town": ("town", Text()),
    "state": ("state", StateCell()),
    "zip_code": ("zip_code", Text()),
    "latitude": ("latitude", Degrees()),
    "longitude": ("longitude", Degrees()),
    "phone": ("phone", Text()),
    "website": ("website", Text()),
    "booking_url": ("booking_url", Text()),
    "opening_hours": ("opening_hours", Text()),
    "price": ("price", Choice(Practice.Price.choices)),
    "session_minutes": ("session_minutes", Text()),
    "takes_insurance": ("takes_insurance", YesOrNo()),
    "insurance_words": ("insurance_words", Text()),
    "takes_hsa": ("takes_hsa", YesOrNo()),
    "parking": ("parking", Text()),
    "transit": ("transit", Text()),
    "is_accepting": ("is_accepting", YesOrNo()),
    "accepting_as_of": ("accepting_as_of", Day()),
    "license_state": ("licence__jurisdiction", StateCell()),
    "license_kind": ("licence__kind", Choice(Licence.Kind.choices)),
    "license_title": ("licence__title", Text()),
    "license_number": ("licence__number", Text()),
    "name_on_license": ("licence__name", Text()),
    "first_issued_on": ("licence__first_issued_on", Day()),
    "expires_on": ("licence__expires_on", Day()),
    "registered_until": ("licence__registered_until", Day()),
    "license_status": ("licence__status", Choice(Licence.Status.choices)),
    "checked_on": ("licence__checked_on", Day()),
    "source": ("licence__source", Choice(Source.choices)),
    "source_words": ("licence__source_words", Text()),
    "gender": ("therapist__gender", Choice(Therapist.Gender.choices)),
    "practicing_since": ("therapist__practicing_since", Number()),
    "languages": ("therapist__languages", Choices(Language.choices)),
    "techniques": ("planned_techniques", Pages(Technique)),
    "conditions": ("planned_conditions", Pages(Condition)),
    "about": ("therapist__text", Text()),
    "back_pain_experience": ("therapist__back_pain_experience", Text()),
    "back_pain_training": ("therapist__back_pain_training", Text()),
    "email": ("therapist__email", Text()),
    "notes": ("therapist__notes", Text()),
}
COLUMNS = list(TABLE)
LICENSE_COLUMNS = [name for name, (attribute, _) in TABLE.items() if attribute.startswith("licence__")]
COLUMN_OF = {attribute: name for name, (attribute, _) in TABLE.items()} | {"licence__normal_number": "license_number"}
