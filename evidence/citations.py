"""Citations: `[@furlan-2015]` in a text becomes a numbered link to the list of references."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html

from evidence.models import Study
from publishing.composition import Problem

_CITATION = re.compile(r"\[@([\w-]+(?:\s*[;,]\s*@[\w-]+)*)\]")
#: What looks like a citation inside of a tag, such as in a label for screen readers, is no place for a link.
_TAG = re.compile(r"<[^>]*>")
_TAG_OR_CITATION = re.compile(f"{_TAG.pattern}|{_CITATION.pattern}")


@dataclass
class Numbered:
    """Markup whose citations are links, and the references that they lead to, in order of first mention."""

    html: str
    studies: list[Study] = field(default_factory=list)
    references: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def keys_in(text: str) -> list[str]:
    """The keys that a text cites, in order, each as often as it is cited."""
    return [key for match in _CITATION.finditer(text) for key in re.findall(r"@([\w-]+)", match[0])]


def number(html: str, *, also_cited: Iterable[str] = ()) -> Numbered:
    """Number the citations of a page, and after them the studies that it shows outside of its text.

    A key that names no study is a problem that blocks publishing.
    """
    keys = list(dict.fromkeys([*keys_in(_TAG.sub(" ", html)), *also_cited]))
    studies = Study.objects.with_live().in_bulk(keys, field_name="key")
    numbers = {key: count for count, key in enumerate((key for key in keys if key in studies), 1)}
    places: dict[str, list[str]] = {key: [] for key in numbers}

    def links(match: re.Match) -> str:
        if match[0].startswith("<"):
            return match[0]
        marks = []
        for key in keys_in(match.group(0)):
            if key not in numbers:
                continue
            place = f"cite-{numbers[key]}-{len(places[key]) + 1}"
            places[key].append(place)
            marks.append(
                format_html(
                    '<a class="citation" id="{}" href="#ref-{}" aria-label="Reference {}">[{}]</a>',
                    place, numbers[key], numbers[key], numbers[key],
                )
            )  # fmt: skip
        return "".join(marks)

    numbered = Numbered(_TAG_OR_CITATION.sub(links, html))
    numbered.studies = [studies[key] for key in numbers]
    numbered.references = [
        studies[key].citation() | {"number": count, "places": places[key], "path": studies[key].live_path}  # type: ignore[attr-defined]  # annotate() adds it
        for key, count in numbers.items()
    ]
    numbered.problems = [
        Problem(f"The text cites [@{key}], but there is no study with this key.") for key in keys if key not in studies
    ]
    numbered.problems += doubts_about(numbered.studies)
    return numbered


def without(html: str) -> str:
    """Markup without its citations."""
    return _TAG_OR_CITATION.sub(lambda match: match[0] if match[0].startswith("<") else "", html)


def doubts_about(studies: Iterable[Study]) -> list[Problem]:
    """What has to be justified before a study in doubt is cited again."""
    return [
        Problem(f"[@{study.key}] is cited. {study.doubt}", blocks=False, needs_reason=True)
        for study in studies
        if study.notice in Study.DOUBTFUL
    ]
