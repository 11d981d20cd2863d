"""The catalogue in files: studies in a table; techniques, conditions and evidence profiles in Markdown files."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from articles.content_format import ContentError, to_html, to_markdown
from backpain.content_files.files import ContentFile, csv_rows, write_csv
from backpain.content_files.pages import save
from disclaimers.models import Subject
from editorial.models import Authored, Contributor
from evidence.exchange import COLUMNS as STUDY_COLUMNS
from evidence.models import Certainty, EvidenceSearch, Study
from pictures.models import Picture
from publishing import richtext
from techniques.models import Condition, EvidenceProfile, Technique
from techniques.models.pages import Described

# Studies


def read_studies(path: Path) -> Iterable[ContentFile]:
    for number, row in csv_rows(path, STUDY_COLUMNS):
        yield ContentFile(row.pop("key"), dict(row), "", first_line=number)


def fill_study(study: Study, file: ContentFile) -> None:
    values = dict.fromkeys(STUDY_COLUMNS[1:], "") | file.front
    successor = values.pop("superseded_by")
    study.superseded_by = Study.objects.get(key=successor) if successor else None
    for name, value in values.items():
        field = Study._meta.get_field(name)
        setattr(study, name, None if field.null and value == "" else value)
    try:
        save(study)
    except ValidationError as error:
        column, (message, *_) = next(iter(error.message_dict.items()))
        raise ContentError(f"row {file.first_line}, column {column}: {message}") from None


def describe_study(study: Study) -> ContentFile:
    row = dict(zip(STUDY_COLUMNS, _study_row(study), strict=True))
    return ContentFile(row.pop("key"), row, "")


def write_studies(path: Path) -> int:
    studies = Study.objects.select_related("superseded_by").order_by("pk")
    write_csv(path, STUDY_COLUMNS, (_study_row(study) for study in studies))
    return len(studies)


def _study_row(study: Study) -> list[str]:
    successor = study.superseded_by.key if study.superseded_by else ""
    values = [successor if name == "superseded_by" else getattr(study, name) for name in STUDY_COLUMNS]
    return ["" if value is None else str(value) for value in values]


# Techniques and conditions

_TECHNIQUE_VALUES = ("pressure_least", "pressure_most", "minutes_least", "minutes_most", "clothing", "equipment")


def fill_technique(technique: Technique, file: ContentFile) -> None:
    for name in _TECHNIQUE_VALUES:
        setattr(technique, name, file.front[name])
    _fill_described(technique, file)


def describe_technique(technique: Technique) -> ContentFile:
    return _describe_described(technique, {name: getattr(technique, name) for name in _TECHNIQUE_VALUES})


def fill_condition(condition: Condition, file: ContentFile) -> None:
    _fill_described(condition, file)
    cards = [
        {"level": row["level"], "heading": row["heading"], "body": _html(row["body"])}
        for row in file.front.get("care_cards", [])
    ]
    _replace(condition.care_cards, cards)


def describe_condition(condition: Condition) -> ContentFile:
    cards = [
        {"level": card.level, "heading": card.heading, "body": to_markdown(card.body)}
        for card in condition.care_cards.all()
    ]
    return _describe_described(condition, {}, {"care_cards": cards})


def _fill_described(page: Described, file: ContentFile) -> None:
    front = file.front
    page.name, page.slug, page.standfirst = front["name"], front["slug"], front["standfirst"]
    page.also_known_as = "\n".join(front.get("also_known_as", []))
    page.hero = Picture.objects.get(key=front["hero"]) if "hero" in front else None
    for name, markdown in _read_sections(page, file).items():
        setattr(page, name, _html(markdown))
    _fill_people(page, front)
    save(page)
    page.authors.set(_authors(front))
    page.disclaimer_subjects.set([Subject.objects.get(slug=slug) for slug in front.get("disclaimer_subjects", [])])
    contraindications = [
        {"kind": row["kind"], "what": row["what"], "reason": row["reason"], "source": row.get("source", ""),
         "study": Study.objects.get(key=row["study"]) if "study" in row else None}
        for row in front.get("contraindications", [])
    ]  # fmt: skip
    _replace(page.contraindications, contraindications)
    questions = [{"question": row["question"], "body": _html(row["answer"])} for row in front.get("questions", [])]
    _replace(page.questions, questions)


def _describe_described(page: Described, values: dict[str, Any], parts: dict[str, Any] | None = None) -> ContentFile:
    contraindications = [
        _without_emptiness({"kind": row.kind, "what": row.what, "reason": row.reason,
                            "study": row.study.key if row.study else "", "source": row.source})
        for row in page.contraindications.select_related("study")
    ]  # fmt: skip
    questions = [{"question": row.question, "answer": to_markdown(row.body)} for row in page.questions.all()]
    front = {
        "name": page.name, "slug": page.slug, "standfirst": page.standfirst, "also_known_as": page.other_names,
        **values, **_describe_people(page),
        "disclaimer_subjects": [subject.slug for subject in page.disclaimer_subjects.all()],
        "hero": page.hero.key if page.hero else None,
        **(parts or {}), "contraindications": contraindications, "questions": questions,
    }  # fmt: skip
    titles = page.section_titles()
    body = "\n\n".join(f"## {titles[name]}\n\n{to_markdown(getattr(page, name))}" for name in page.sections)
    return ContentFile(page.key, front, body)


def _read_sections(page: Described, file: ContentFile) -> dict[str, str]:
    """The Markdown of each field of running text. Raises ContentError unless every section is there once, in order."""
    wanted = page.section_titles()
    before, *parts = re.split(r"^## (.*)$", file.body, flags=re.MULTILINE)
    titles, texts = [title.strip() for title in parts[::2]], [text.strip() for text in parts[1::2]]
    if before.strip() or titles != list(wanted.values()):
        raise ContentError(f"the sections have to be {', '.join(f'“{title}”' for title in wanted.values())}")
    return dict(zip(wanted, texts, strict=True))


# Evidence profiles


def fill_profile(profile: EvidenceProfile, file: ContentFile) -> None:
    front = file.front
    profile.title, profile.slug, profile.conclusion = front["title"], front["slug"], front["conclusion"]
    profile.technique = Technique.objects.get(key=front["technique"]) if "technique" in front else None
    profile.condition = Condition.objects.get(key=front["condition"])
    profile.meaning = _html(file.body)
    _fill_people(profile, front)
    save(profile)
    profile.authors.set(_authors(front))
    profile.searches.set([EvidenceSearch.objects.get(key=key) for key in front.get("searches", [])])
    findings = [
        {"study": Study.objects.get(key=row["study"]), "outcome": row["outcome"], "direction": row["direction"],
         "comparator": row.get("comparator", ""), "size": row["size"], "is_indirect": row.get("indirect", False),
         "certainty": row.get("certainty", Certainty.NOT_GRADED)}
        for row in front.get("findings", [])
    ]  # fmt: skip
    _replace(profile.findings, findings)


def describe_profile(profile: EvidenceProfile) -> ContentFile:
    findings = [
        _without_emptiness({"study": row.study.key, "outcome": row.outcome, "comparator": row.comparator,
                            "direction": row.direction, "size": row.size, "certainty": row.certainty,
                            "indirect": row.is_indirect or None})
        for row in profile.findings.select_related("study")
    ]  # fmt: skip
    front = {
        "title": profile.title,
        "slug": profile.slug,
        "technique": profile.technique.key if profile.technique else None,
        "condition": profile.condition.key,
        "conclusion": profile.conclusion,
        **_describe_people(profile),
        "searches": list(profile.searches.order_by("key").values_list("key", flat=True)),
        "findings": findings,
    }
    return ContentFile(profile.key, front, to_markdown(profile.meaning))


# What they share


def _html(markdown: str) -> str:
    return richtext.clean_simple(to_html(markdown))


def _fill_people(page: Authored, front: dict[str, Any]) -> None:
    reviewer = front.get("medical_reviewer")
    page.medical_reviewer = Contributor.objects.get(key=reviewer) if reviewer else None


def _authors(front: dict[str, Any]) -> list[Contributor]:
    return [Contributor.objects.get(key=key) for key in front.get("authors", [])]


def _describe_people(page: Authored) -> dict[str, Any]:
    reviewer = page.medical_reviewer
    return {
        "authors": [author.key for author in page.authors.all()],
        "medical_reviewer": reviewer.key if reviewer else None,
    }


def _replace(rows: Any, values: list[dict[str, Any]]) -> None:
    """Put new rows in the place of the old ones, after the checks of a form."""
    rows.all().delete()
    for number, row in enumerate(values, 1):
        made = rows.model(**{rows.field.name: rows.instance}, ordering=number * 10, **row)
        made.full_clean()
        made.save()


def _without_emptiness(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in ("", None)}
