"""From the working copy to the page: what a technique, a condition or an evidence profile puts into an edition."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from editorial.composing import add_hero, add_people, compose_html, demand_words, render_blocks
from evidence import citations
from evidence.models import Certainty
from publishing import addresses, richtext
from publishing.composition import Composition, Problem

if TYPE_CHECKING:
    from techniques.models import Condition, Contraindication, EvidenceProfile, Finding, Technique
    from techniques.models.pages import Described

NO_STUDIES = "No studies found"


def compose_technique(technique: "Technique") -> Composition:
    warnings = _contraindications("Who should not have it, or should ask first", technique.contraindications)
    composition = _compose_described(technique, {"suits": warnings})
    composition.facts |= {
        "pressure": {
            "least": technique.pressure_least,
            "most": technique.pressure_most,
            "words": _range(technique.get_pressure_least_display(), technique.get_pressure_most_display()),
        },
        "length": f"{_range(str(technique.minutes_least), str(technique.minutes_most))} minutes",
        "clothing": technique.clothing,
        "equipment": technique.equipment,
    }
    facts = composition.facts
    composition.text += "\n" + "\n".join(
        [technique.clothing, technique.equipment, f"Usual pressure: {facts['pressure']['words']}", facts["length"]]
    )
    if not composition.facts["contraindications"]:
        composition.problems.append(Problem("There is no contraindication. No massage is for everybody."))
    return composition


def compose_condition(condition: "Condition") -> Composition:
    cards = list(condition.care_cards.all())
    warnings = _contraindications("When massage is not for you, or has to wait", condition.contraindications)
    composition = _compose_described(condition, {"massage": warnings}, first="".join(render_blocks(cards)))
    composition.facts["care_cards"] = [{"level": card.level, "html": _on_its_own(card.render())} for card in cards]
    if not any(card.level == card.Level.EMERGENCY for card in cards):
        composition.problems.append(Problem("There is no emergency card: say when to call 911."))
    for card in cards:
        composition.problems += card.problems()
    return composition


def _compose_described(page: "Described", after: dict[str, SafeString], *, first: str = "") -> Composition:
    """The sections of a page in order, what follows some of them, and the questions at the end."""
    titles = page.section_titles()
    sections = (_section(titles[name], getattr(page, name)) + after.get(name, "") for name in page.sections)
    parts = [first, *sections]
    questions = list(page.questions.all())
    if questions:
        parts += [format_html("<h2>{}</h2>", "Common questions"), *render_blocks(questions)]
    composition = compose_html(page.name, page.standfirst, "".join(parts))
    demand_words(composition)
    composition.facts |= {
        "also_known_as": page.other_names,
        "contraindications": [{"kind": item.kind, "what": item.what} for item in page.contraindications.all()],
        "disclaimer_subjects": list(page.disclaimer_subjects.values_list("slug", flat=True)),
    }
    add_people(composition, page)
    add_hero(composition, page)
    composition.text = "\n".join([page.name, *page.other_names, page.standfirst, composition.text])
    for name in page.sections:
        if not richtext.clean_simple(getattr(page, name)):
            composition.problems.append(Problem(f"The section “{titles[name]}” is empty."))
    for question in questions:
        composition.problems += question.problems()
    return composition


def _on_its_own(html: str) -> str:
    """Markup that other pages show too: its links lead somewhere, and it cites nothing that those pages do not list."""
    return richtext.finish(citations.without(html), resolve=addresses.address_of).html


def _section(title: str, html: str) -> SafeString:
    return format_html("<h2>{}</h2>{}", title, richtext.clean_simple(html))


def _contraindications(title: str, items: Any) -> SafeString:
    """The contraindications of a page by kind, the gravest first, each with its reason and source."""
    rows: list[Contraindication] = list(items.select_related("study"))
    if not rows:
        return mark_safe("")
    groups = [(kind, [row for row in rows if row.kind == kind]) for kind in rows[0].Kind]
    context = {"title": title, "groups": [group for group in groups if group[1]]}
    return render_to_string("techniques/contraindications.html", context)


def _range(least: str, most: str) -> str:
    return least if least == most else f"{least} to {most[0].lower()}{most[1:]}"


def compose_profile(profile: "EvidenceProfile") -> Composition:
    findings = list(profile.findings.select_related("study"))
    studies = list({finding.study.pk: finding.study for finding in findings}.values())
    composition = compose_html(
        f"{profile.title}: what studies found",
        profile.conclusion,
        richtext.clean_simple(profile.meaning),
        also_cited=[study.key for study in studies],
    )
    demand_words(composition)
    numbers = {reference["key"]: reference for reference in composition.facts["references"]}
    technique, condition = profile.technique, profile.condition
    composition.facts |= {
        "technique": technique and {"name": technique.name, "reference": technique.reference},
        "condition": {"name": condition.name, "reference": condition.reference},
        "findings": [_finding(finding, numbers[finding.study.key]) for finding in findings],
        "searches": [search.facts() for search in profile.searches.order_by("-searched_on", "key")],
        "disclaimer_subjects": sorted(
            {subject.slug for page in (technique, condition) if page for subject in page.disclaimer_subjects.all()}
        ),
    }
    add_people(composition, profile)
    said = [_words_of(finding) for finding in findings]
    composition.text = "\n".join([profile.title, profile.conclusion, composition.text, *said])
    composition.mentions += [condition, *([technique] if technique else [])]
    composition.problems += _problems_of_profile(profile, findings)
    return composition


def _words_of(finding: "Finding") -> str:
    """A row of the table as a sentence, for search, comparison and the claim check."""
    compared = f", compared with {finding.comparator}" if finding.comparator else ""
    near = " About something near." if finding.is_indirect else ""
    return (
        f"{finding.study.key}, {finding.get_outcome_display().lower()}{compared}: {finding.get_direction_display()}. "
        f"{finding.size} {finding.get_certainty_display()}.{near}"
    )


def _finding(finding: "Finding", reference: dict[str, Any]) -> dict[str, Any]:
    """A row of the table, as plain data that an edition can keep."""
    study = finding.study
    return {
        "key": study.key,
        "study": str(study).partition(":")[0],
        "kind": study.kind_words,
        "path": reference["path"],
        "number": reference["number"],
        "outcome": finding.get_outcome_display(),
        "comparator": finding.comparator,
        "direction": finding.get_direction_display(),
        "size": finding.size,
        "certainty": finding.certainty,
        "is_indirect": finding.is_indirect,
    }


def lowest_certainty(certainties: Iterable[str]) -> str:
    """The lowest certainty that any source states. Where none grades, the whole is not graded."""
    graded = [value for value in Certainty.values if value != Certainty.NOT_GRADED]
    stated = [value for value in certainties if value in graded]
    return max(stated, key=graded.index, default=str(Certainty.NOT_GRADED))


def _overstated(finding: "Finding") -> Problem | None:
    """A finding that is surer than its study: the study may grade its outcomes apart, so an editor says why."""
    study_grades = finding.study.certainty != Certainty.NOT_GRADED
    lowest = lowest_certainty([finding.certainty, finding.study.certainty])
    if finding.certainty == Certainty.NOT_GRADED or (study_grades and lowest == finding.certainty):
        return None
    said, stated = finding.get_certainty_display().lower(), finding.study.get_certainty_display().lower()
    message = f"A finding says “{said}”, but its study, {finding.study.key}, says “{stated}”."
    return Problem(message, blocks=False, needs_reason=study_grades)


def _problems_of_profile(profile: "EvidenceProfile", findings: "list[Finding]") -> list[Problem]:
    problems = []
    has_direct = any(not finding.is_indirect for finding in findings)
    says_none = profile.conclusion.startswith(NO_STUDIES)
    if not has_direct and not says_none:
        problems.append(Problem(f"There is no direct finding, so the conclusion has to begin “{NO_STUDIES}”."))
    if has_direct and says_none:
        problems.append(Problem(f"The conclusion says “{NO_STUDIES}”, but there is a direct finding."))
    problems += [problem for finding in findings if (problem := _overstated(finding))]
    if not profile.searches.exists():
        problems.append(Problem("Say when and where studies were searched for.", blocks=not has_direct))
    return problems
