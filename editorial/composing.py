"""From the working copy to the page: what all written pages have in common."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import models
from django.template.loader import render_to_string

from editorial.blocks import Block, Question
from evidence import citations
from publishing import addresses, richtext
from publishing.composition import Composition, Problem

if TYPE_CHECKING:
    from editorial.models import Authored, Contributor


def compose_contributor(contributor: "Contributor") -> Composition:
    composition = compose_html(contributor.name, contributor.credentials, richtext.clean_simple(contributor.biography))
    composition.text = "\n".join(
        part for part in [contributor.name, contributor.credentials, composition.text, contributor.interests] if part
    )
    picture = contributor.picture
    composition.facts |= {"interests": contributor.interests, "picture": picture.facts() if picture else None}
    if picture:
        composition.mentions.append(picture)
    return composition


def compose_html(title: str, summary: str, html: str, *, also_cited: Iterable[str] = ()) -> Composition:
    """What every page of words has: numbered citations, resolved links and a table of contents.

    `also_cited` names studies that the page shows outside of its text; they join the references.
    """
    numbered = citations.number(html, also_cited=also_cited)
    finished = richtext.finish(numbered.html, resolve=addresses.address_of)
    return Composition(
        title=title,
        summary=summary,
        html=finished.html,
        text=richtext.words(finished.html),
        contents=finished.contents,
        facts={"references": numbered.references},
        mentions=[*numbered.studies, *_targets(finished.references)],
        problems=[*numbered.problems, *finished.problems],
    )


def demand_words(composition: Composition) -> None:
    """A page of words needs a summary and a text; a contributor's may do without either."""
    if not composition.summary.strip():
        composition.problems.append(Problem("The summary below the title is missing."))
    if not composition.text:
        composition.problems.append(Problem("The page has no text."))


def add_people(composition: Composition, page: "Authored") -> None:
    """Who signs the page and who reviews it."""
    authors, reviewer = list(page.authors.all()), page.medical_reviewer
    composition.facts["authors"] = [_byline(author, composition) for author in authors]
    composition.reviewer = str(reviewer) if reviewer else ""
    composition.mentions += [*authors, *([reviewer] if reviewer else [])]
    if not authors:
        composition.problems.append(Problem("No author is named."))


def add_hero(composition: Composition, page: Any) -> None:
    """The picture at the head of a page, if it has one."""
    composition.facts["hero"] = page.hero.facts() if page.hero else None
    if page.hero:
        composition.mentions.append(page.hero)


def render_blocks(blocks: Iterable[Block]) -> Iterable[str]:
    """The markup of blocks in their order; neighbouring questions make one list."""
    for is_question, run in groupby(blocks, key=lambda block: isinstance(block, Question)):
        if is_question:
            yield render_to_string("editorial/blocks/faq.html", {"questions": list(run)})
        else:
            yield from (block.render() for block in run)


def _byline(person: "Contributor", composition: Composition) -> dict[str, Any]:
    """What a page says of its author, as plain data that an edition can keep."""
    address, problem = addresses.address_of(person.reference)
    if problem:
        message = f"The byline leads nowhere until the page of its author, “{person}”, is published too."
        composition.problems.append(Problem(message, blocks=False))
    return {"name": person.name, "credentials": person.credentials, "path": address, "is_team": person.is_team}


def _targets(references: Iterable[str]) -> list[models.Model]:
    found = (addresses.content_named(reference) for reference in references)
    return [content for content in found if content is not None]
