"""From the working copy to the page: what publishing an article, a site page or a contributor puts into an edition."""

import math
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from content_editor.contents import contents_for_item
from django.db import models
from django.template.loader import render_to_string

from articles.blocks import Block, CareCard, Question
from evidence import citations
from publishing import addresses, richtext
from publishing.composition import Composition, Problem

if TYPE_CHECKING:
    from articles.models import Article, Contributor, SitePage

#: What an adult reads in a minute, on the slow side, because these readers are often in pain.
WORDS_A_MINUTE = 200


def compose_article(article: "Article") -> Composition:
    blocks = list(contents_for_item(article, article.working_parts))
    composition = compose_html(article.title, article.standfirst, "".join(_rendered(blocks)))
    _demand_words(composition)
    authors, reviewer, hero = list(article.authors.all()), article.medical_reviewer, article.hero
    composition.facts |= {
        "key_points": article.key_point_list,
        "authors": [_byline(author, composition) for author in authors],
        "hero": hero.facts() if hero else None,
        "is_urgent": any(isinstance(block, CareCard) and block.level == "emergency" for block in blocks[:2]),
        "disclaimer_subjects": list(article.disclaimer_subjects.values_list("slug", flat=True)),
        "reading_minutes": max(1, math.ceil(len(composition.text.split()) / WORDS_A_MINUTE)),
    }
    composition.text = "\n".join([article.title, article.standfirst, *article.key_point_list, composition.text])
    composition.reviewer = str(reviewer) if reviewer else ""
    composition.mentions += [*authors, *[thing for thing in (reviewer, hero) if thing]]
    for block in blocks:
        composition.mentions += block.mentions()
        composition.problems += block.problems()
    if not authors:
        composition.problems.append(Problem("No author is named."))
    if not article.key_point_list:
        composition.problems.append(Problem("There are no key points.", blocks=False))
    return composition


def compose_site_page(page: "SitePage") -> Composition:
    composition = compose_html(page.title, page.standfirst, richtext.clean_full(page.body))
    _demand_words(composition)
    composition.text = "\n".join([page.title, page.standfirst, composition.text])
    return composition


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


def compose_html(title: str, summary: str, html: str) -> Composition:
    """What every page of words has: numbered citations, resolved links and a table of contents."""
    numbered = citations.number(html)
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


def _demand_words(composition: Composition) -> None:
    """A page of words needs a summary and a text; a contributor's may do without either."""
    if not composition.summary.strip():
        composition.problems.append(Problem("The summary below the title is missing."))
    if not composition.text:
        composition.problems.append(Problem("The page has no text."))


def _byline(person: "Contributor", composition: Composition) -> dict[str, str | None]:
    """What a page says of its author, as plain data that an edition can keep."""
    address, problem = addresses.address_of(person.reference)
    if problem:
        message = f"The byline leads nowhere until the page of its author, “{person}”, is published too."
        composition.problems.append(Problem(message, blocks=False))
    return {"name": person.name, "credentials": person.credentials, "path": address}


def _rendered(blocks: list[Block]) -> Iterable[str]:
    for is_question, run in groupby(blocks, key=lambda block: isinstance(block, Question)):
        if is_question:
            yield render_to_string("articles/blocks/faq.html", {"questions": list(run)})
        else:
            yield from (block.render() for block in run)


def _targets(references: Iterable[str]) -> list[models.Model]:
    found = (addresses.content_named(reference) for reference in references)
    return [content for content in found if content is not None]
