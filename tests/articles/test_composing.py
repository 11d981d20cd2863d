"""What publishing puts into an edition, and what stands in its way."""

import pytest

from articles.models import EvidenceNote, Figure, RichText, SeeAlso
from editorial.models import Contributor
from evidence.models import Study
from publishing import ledger
from publishing.models import Edition
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def author(db: None) -> Contributor:
    """Somebody with a page of their own, whom articles name unless they say otherwise."""
    person = factories.make_contributor()
    ledger.publish(person, by=None)
    return person


def problems(content: object) -> list[tuple[str, bool]]:
    return [(problem.message, problem.blocks) for problem in content.compose().problems]


def test_a_complete_article_has_no_problems() -> None:
    assert problems(factories.make_article()) == []


@pytest.mark.parametrize(
    ("values", "message", "blocks"),
    [
        ({"standfirst": " "}, "The summary below the title is missing.", True),
        ({"key_points": "\n \n"}, "There are no key points.", False),
        ({"text": "<p></p>"}, "The page has no text.", True),
        ({"text": "<h3>Deep</h3><p>x</p>"}, "The heading “Deep” skips a level", True),
        ({"text": "<p>So.[@nobody]</p>"}, "The text cites [@nobody], but there is no study with this key.", True),
        ({"text": '<p><a href="page:article/nothing">x</a></p>'}, "“article/nothing”, which does not exist", True),
    ],
)
def test_what_is_missing_is_said(values: dict[str, str], message: str, blocks: bool) -> None:
    article = factories.make_article(**values)
    said = problems(article)
    assert len(said) == 1
    assert message in said[0][0]
    assert said[0][1] is blocks
    if blocks:
        with pytest.raises(ledger.NotReady):
            ledger.publish(article, by=None)
    else:
        ledger.publish(article, by=None)


def test_an_article_without_an_author_cannot_be_published() -> None:
    article = factories.make_article()
    article.authors.clear()
    assert problems(article) == [("No author is named.", True)]


def test_a_link_to_a_page_that_is_not_live_yet_is_a_warning_and_leads_where_it_will_stand() -> None:
    draft = factories.make_site_page(title="Soon", slug="soon")
    article = factories.make_article(text=f'<p><a href="page:{draft.reference}#part">x</a></p>')
    assert problems(article) == [("A link leads to “Soon”, which is not live yet.", False)]
    assert 'href="/soon/#part"' in article.compose().html


def test_a_citation_in_any_block_is_numbered_with_the_others() -> None:
    note, text = factories.make_study(key="in-a-note"), factories.make_study(key="in-the-text")
    article = factories.make_article(text="<p>First.[@in-the-text]</p>")
    EvidenceNote.objects.create(parent=article, region="main", ordering=20, study=note, body="<p>Then.</p>")
    references = article.compose().facts["references"]
    assert [reference["key"] for reference in references] == [text.key, note.key]


def test_an_edition_remembers_everything_that_its_page_shows_or_links_to() -> None:
    author, reviewer = factories.make_contributor(), factories.make_contributor()
    hero, figure, study = factories.make_picture(), factories.make_picture(), factories.make_study(key="cited")
    linked, also = factories.make_site_page(), factories.make_site_page()
    article = factories.make_article(
        authors=[author], medical_reviewer=reviewer, hero=hero,
        text=f'<p>So.[@cited] <a href="page:{linked.reference}">x</a></p>',
    )  # fmt: skip
    Figure.objects.create(parent=article, region="main", ordering=20, picture=figure)
    SeeAlso.objects.create(parent=article, region="main", ordering=30, heading="Next", pages=[also.reference])

    edition = ledger.publish(article, by=None)

    for thing in (author, reviewer, hero, figure, study, linked, also):
        assert list(Edition.objects.mentioning(thing)) == [edition], thing


def test_an_edition_keeps_what_was_said_when_it_was_published() -> None:
    author = factories.make_contributor(name="Ann", credentials="MD")
    study = factories.make_study(key="cited", title="As it was")
    article, edition = factories.make_live_article(authors=[author], text="<p>So.[@cited]</p>")
    Contributor.objects.update(name="Somebody else")
    Study.objects.update(title="As it is now")
    RichText.objects.filter(parent=article).update(body="<p>Other words.</p>")

    edition = Edition.objects.get(pk=edition.pk)

    assert edition.facts["authors"][0]["name"] == "Ann"
    assert edition.facts["references"][0]["title"] == study.title
    assert "So." in edition.html


def test_the_text_for_search_holds_title_summary_points_and_words_without_markup() -> None:
    _, edition = factories.make_live_article(
        title="Heat", standfirst="Warm.", key_points="Not too hot.", text="<h2>When</h2><p>In <em>the</em> morning.</p>"
    )
    assert edition.text.splitlines() == ["Heat", "Warm.", "Not too hot.", "When", "In the morning."]


def test_a_contributor_needs_no_summary_and_a_site_page_does() -> None:
    person = factories.make_contributor(credentials="", biography="<p>Words.</p>")
    page = factories.make_site_page(standfirst="")
    assert problems(person) == []
    assert problems(page) == [("The summary below the title is missing.", True)]


def test_a_contributor_needs_neither_credentials_nor_a_biography() -> None:
    assert problems(factories.make_contributor(biography="", credentials="")) == []


def test_disclaimer_subjects_and_reading_time_are_facts_of_the_edition() -> None:
    _, edition = factories.make_live_article(text=f"<p>{'word ' * 401}</p>")
    assert edition.facts["disclaimer_subjects"] == []
    assert edition.facts["reading_minutes"] == 3
