"""Each kind of block: what it shows, that it lets no markup through, and what it tells an editor is missing."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from articles.composing import compose_article
from articles.models import (
    Article,
    CareCard,
    Checklist,
    EvidenceNote,
    Figure,
    KeyFact,
    Question,
    RichText,
    SeeAlso,
    Steps,
)
from editorial import blocks
from publishing import ledger
from tests import factories

pytestmark = pytest.mark.django_db

EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
BODY = "<p>Some <strong>bold</strong> words.</p><ul><li>A list</li></ul>"


def soup_of(block: blocks.Block) -> BeautifulSoup:
    return BeautifulSoup(block.render(), "html.parser")


def messages(block: blocks.Block) -> list[str]:
    return [problem.message for problem in block.problems()]


def composed(*rows: blocks.Block) -> str:
    """The body of an article that is made of these blocks."""
    article = factories.make_article()
    RichText.objects.filter(parent=article).delete()
    for place, row in enumerate(rows):
        row.parent, row.region, row.ordering = article, "main", place
        row.save()
    return compose_article(article).html


# What they show


def test_text_keeps_what_an_editor_may_write() -> None:
    html = '<h2>A</h2><h3>B</h3><blockquote><p>C</p></blockquote><ol start="3"><li>D</li></ol>'
    html += '<table><tbody><tr><td colspan="2">E</td></tr></tbody></table>'
    assert html in RichText(body=html).render()


def test_text_is_cleaned_when_it_is_shown_however_it_came_into_the_table() -> None:
    rendered = RichText(body=f'<p style="x" onclick="y">Safe {EVIL}<a href="javascript:z">link</a></p>').render()
    assert "<p>Safe <a>link</a></p>" in rendered
    assert "alert" not in rendered


@pytest.mark.parametrize(("level", "word"), [("emergency", "Emergency"), ("urgent", "Urgent"), ("advice", "Advice")])
def test_a_care_card_says_its_level_in_a_word(level: str, word: str) -> None:
    soup = soup_of(CareCard(level=level, heading="Call 911 now if:", body="<ul><li>Numbness</li></ul>"))
    card = soup.select_one(f"section.care-card--{level}")
    assert card is not None
    assert card["aria-label"] == f"{word}: Call 911 now if:"
    assert card.get_text(" ", strip=True) == f"{word} Call 911 now if: Numbness"


def test_steps_a_checklist_and_a_key_fact_show_what_they_hold() -> None:
    steps = soup_of(Steps(heading="At first", body="<ol><li>Go</li><li>Stop</li></ol>"))
    assert [step.get_text() for step in steps.select("ol li")] == ["Go", "Stop"]
    checklist = soup_of(Checklist(heading="Bring", items_text=" Water \n\r\n\n A <b>friend</b>\n"))
    assert [item.get_text() for item in checklist.select("li")] == ["Water", "A <b>friend</b>"]
    assert soup_of(KeyFact(body=BODY)).select_one(".key-fact strong") is not None


def test_a_figure_shows_its_picture_caption_and_credit() -> None:
    picture = factories.make_picture(alt="A back.", credit="Drawn by us")
    figure = soup_of(Figure(picture=picture, caption="Where it <hurts>"))
    image = figure.img
    assert image is not None
    assert (image["alt"], image["loading"]) == ("A back.", "lazy")
    assert figure.figcaption is not None
    assert figure.figcaption.get_text(" ", strip=True) == "Where it <hurts> Drawn by us"


def test_a_decorative_picture_has_an_empty_alternative_text() -> None:
    picture = factories.make_picture(alt="", is_decorative=True)
    figure = soup_of(Figure(picture=picture))
    assert figure.img is not None
    assert figure.img["alt"] == ""
    assert figure.figcaption is None


def test_an_evidence_note_adds_the_kind_of_study_its_certainty_and_a_citation() -> None:
    study = factories.make_study(key="doe-2020", design="Cochrane <review>", certainty_words="low <certainty>")
    text = soup_of(EvidenceNote(study=study, body="<p>It helped a little.</p>")).get_text(" ", strip=True)
    assert "It helped a little." in text
    assert "Cochrane <review>, 2020. Certainty as the source states it: low <certainty>. [@doe-2020]" in text


def test_see_also_links_pages_by_permanent_name_with_their_summaries() -> None:
    article, _ = factories.make_live_article(title="Read me <now>", slug="read-me", standfirst="Why & how.")
    block = SeeAlso(heading="Read next", pages=[article.reference])
    html = composed(block)
    soup = BeautifulSoup(html, "html.parser")
    link = soup.select_one(".see-also a")
    assert link is not None
    assert (link["href"], link.get_text()) == ("/articles/read-me/", "Read me <now>")
    assert "Why & how." in soup.get_text()


def test_see_also_follows_a_page_that_was_renamed() -> None:
    article, _ = factories.make_live_article(slug="old-name")
    block = SeeAlso(heading="Read next", pages=[article.reference])
    article.slug = "new-name"
    article.save()
    ledger.publish(article, by=None)
    assert 'href="/articles/new-name/"' in composed(block)


def test_neighbouring_questions_make_one_list_and_others_do_not() -> None:
    html = composed(
        Question(question="One <b>?", body="<p>1</p>"),
        Question(question="Two?", body="<p>2</p>"),
        KeyFact(body="<p>Between.</p>"),
        Question(question="Three?", body="<p>3</p>"),
    )
    soup = BeautifulSoup(html, "html.parser")
    lists = [[summary.get_text() for summary in faq.select("summary")] for faq in soup.select("section.faq")]
    assert lists == [["One <b>?", "Two?"], ["Three?"]]


def test_blocks_come_in_their_order() -> None:
    html = composed(KeyFact(body="<p>First.</p>"), RichText(body="<p>Second.</p>"), KeyFact(body="<p>Third.</p>"))
    assert html.index("First.") < html.index("Second.") < html.index("Third.")


# What they let through


@pytest.mark.parametrize(
    "block",
    [
        RichText(body=f"<p>Words {EVIL}</p>"),
        CareCard(level="urgent", heading=EVIL, body=f"<p>Words {EVIL}</p>"),
        KeyFact(body=f"<p>Words {EVIL}</p>"),
        Steps(heading=EVIL, body=f"<p>Words {EVIL}</p>"),
        Checklist(heading=EVIL, items_text=EVIL),
        Question(question=EVIL, body=f"<p>Words {EVIL}</p>"),
        SeeAlso(heading=EVIL, pages=['article/"><script>alert(1)</script>']),
    ],
    ids=lambda block: block.slug,
)
def test_no_block_lets_markup_of_its_own_through(block: blocks.Block) -> None:
    rendered = composed(block) if isinstance(block, Question) else block.render()
    soup = BeautifulSoup(rendered, "html.parser")
    assert soup.select("script, img, [onerror], [onclick]") == []


def test_a_figure_and_an_evidence_note_let_no_markup_through_either() -> None:
    picture = factories.make_picture(alt=EVIL, credit=EVIL)
    study = factories.make_study(certainty_words=EVIL, design=EVIL)
    for block in (Figure(picture=picture, caption=EVIL), EvidenceNote(study=study, body=f"<p>Words {EVIL}</p>")):
        soup = soup_of(block)
        assert soup.select("script, [onerror]") == []
        assert len(soup.select("img")) == (1 if isinstance(block, Figure) else 0)


@pytest.mark.parametrize("kind", [CareCard, KeyFact, Steps, Question])
def test_cards_answers_and_notes_hold_no_headings_and_tables(kind: type[blocks.WithBody]) -> None:
    block = kind(body="<h2>Title</h2><table><tbody><tr><td>Cell</td></tr></tbody></table><p>Words.</p>")
    assert BeautifulSoup(block.body_html, "html.parser").select("h2, table, td") == []
    assert "Words." in block.body_html


# What they tell an editor


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (CareCard(level="urgent", heading="A", body="<p> </p>"), "A care card block has no text."),
        (KeyFact(body=""), "A key fact block has no text."),
        (Question(question="A?", body="<p></p>"), "A question and answer block has no text."),
    ],
)
def test_a_block_without_words_is_a_problem(block: blocks.Block, message: str) -> None:
    assert messages(block) == [message]
    assert block.problems()[0].blocks


def test_a_figure_whose_picture_is_decorative_is_worth_a_look() -> None:
    (problem,) = Figure(picture=factories.make_picture(alt="", is_decorative=True), caption="A spine").problems()
    assert problem.message.startswith("The figure “A spine” has no alternative text")
    assert not problem.blocks


def test_a_block_with_words_is_no_problem() -> None:
    assert messages(CareCard(level="urgent", heading="A", body=BODY)) == []
    assert messages(Figure(picture=factories.make_picture())) == []


@pytest.mark.parametrize(
    ("block", "name"),
    [
        (RichText(body="<p>One two</p>"), "One two"),
        (RichText(body=f"<p>{'word ' * 30}</p>"), "word word word word word word word word word word…"),
        (KeyFact(body=""), "Empty key fact"),
        (Steps(heading="How", body="<p>x</p>"), "How"),
        (Question(question="Why?", body=""), "Why?"),
        (Checklist(heading="Bring"), "Bring"),
        (SeeAlso(heading="Read next"), "Read next"),
    ],
)
def test_an_editor_recognises_a_block_by_its_opening_words(block: blocks.Block, name: str) -> None:
    assert str(block) == name


def test_a_care_card_has_one_of_three_levels() -> None:
    with pytest.raises(ValidationError, match="not a valid choice"):
        CareCard(level="extreme", heading="A", body=BODY).clean_fields(exclude=["parent", "region", "ordering"])


def test_what_a_block_shows_cannot_be_deleted_under_it() -> None:
    article, picture, study = factories.make_article(), factories.make_picture(), factories.make_study()
    Figure.objects.create(parent=article, region="main", ordering=20, picture=picture)
    EvidenceNote.objects.create(parent=article, region="main", ordering=30, study=study, body=BODY)
    for thing in (picture, study):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_every_kind_of_block_has_a_template_of_its_name() -> None:
    slugs = [part.slug for part in Article.working_parts]
    assert len(slugs) == len(set(slugs)) == 9
