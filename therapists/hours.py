"""Opening hours as staff write them: “Mon-Fri 09:00-17:00; Sat 10:00-14:00”, in the practice's own local time."""

import re
from dataclasses import dataclass
from datetime import time

from django.core.exceptions import ValidationError

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EXAMPLE = "Mon-Fri 09:00-17:00; Sat 10:00-14:00"
_SHORT = [day[:3] for day in DAYS]
_DAY, _TIME = f"({'|'.join(_SHORT)})", r"([01]?\d|2[0-3]):([0-5]\d)"
_TO = r"\s*[-–]\s*"
_SPAN = re.compile(rf"{_DAY}(?:{_TO}{_DAY})?\s+{_TIME}{_TO}{_TIME}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """The same hours on one day or on several that follow each other."""

    days: tuple[str, ...]
    opens: time
    closes: time

    def overlaps(self, other: "Span") -> bool:
        return bool(set(self.days) & set(other.days)) and self.opens < other.closes and other.opens < self.closes

    @property
    def days_in_words(self) -> str:
        return self.days[0] if len(self.days) == 1 else f"{self.days[0]} to {self.days[-1]}"


def read(words: str) -> list[Span]:
    """The spans in their order. Raises ValidationError with the part that cannot be read or that overlaps another."""
    spans: list[Span] = []
    for part in filter(None, map(str.strip, words.split(";"))):
        span = _span(part)
        if any(span.overlaps(other) for other in spans):
            raise ValidationError(f"“{part}” overlaps hours that stand before it.")
        spans.append(span)
    return spans


def _span(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise ValidationError(f"“{part}” cannot be read. Write hours like this: {EXAMPLE}")
    first, last, *clock = found.groups()
    days = DAYS[_SHORT.index(first.title()) : _SHORT.index((last or first).title()) + 1]
    opens, closes = time(int(clock[0]), int(clock[1])), time(int(clock[2]), int(clock[3]))
    if not days:
        raise ValidationError(f"“{part}”: a week runs from Mon to Sun. Write it in two parts.")
    if closes <= opens:
        raise ValidationError(f"“{part}”: it has to close after it opens, on the same day.")
    return Span(days, opens, closes)


def check(words: str) -> None:
    """For forms. Raises ValidationError."""
    read(words)
