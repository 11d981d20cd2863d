"""From the working copy to the page: what publishing an article or a site page puts into an edition."""

import math
from typing import TYPE_CHECKING

from content_editor.contents import contents_for_item

from editorial.blocks import CareCard
from editorial.composing import add_hero, add_people, compose_html, demand_words, render_blocks
from publishing import richtext
from publishing.composition import Composition, Problem

if TYPE_CHECKING:
    from articles.models import Article, SitePage

#: What an adult reads in a minute, on the slow side, because these readers are often in pain.
WORDS_A_MINUTE = 200


def compose_article(article: "Article") -> Composition:
    blocks = list(contents_for_item(article, article.working_parts))
    composition = compose_html(article.title, article.standfirst, "".join(render_blocks(blocks)))
    demand_words(composition)
    composition.facts |= {
        "key_points": article.key_point_list,
        "is_urgent": any(isinstance(block, CareCard) and block.level == "emergency" for block in blocks[:2]),
        "disclaimer_subjects": list(article.disclaimer_subjects.values_list("slug", flat=True)),
        "reading_minutes": max(1, math.ceil(len(composition.text.split()) / WORDS_A_MINUTE)),
    }
    add_people(composition, article)
    add_hero(composition, article)
    composition.text = "\n".join([article.title, article.standfirst, *article.key_point_list, composition.text])
    for block in blocks:
        composition.mentions += block.mentions()
        composition.problems += block.problems()
    if not article.key_point_list:
        composition.problems.append(Problem("There are no key points.", blocks=False))
    return composition


def compose_site_page(page: "SitePage") -> Composition:
    composition = compose_html(page.title, page.standfirst, richtext.clean_full(page.body))
    demand_words(composition)
    composition.text = "\n".join([page.title, page.standfirst, composition.text])
    return composition
