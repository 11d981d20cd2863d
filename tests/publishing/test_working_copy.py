"""A working copy comes back from the ledger as it went in, and says so where it cannot."""

import json

import pytest

from articles.models import Article, CareCard, Checklist, EvidenceNote, Figure, RichText, SeeAlso
from disclaimers.models import Addition, Subject
from editorial.models import Contributor
from pictures.models import Picture
from publishing import ledger, working_copy
from tests.factories import make_article, make_contributor, make_disclaimer, make_picture, make_site_page, make_study

pytestmark = pytest.mark.django_db


def make_rich_article() -> Article:
    """An article with something of everything that a working copy can hold."""
    article = make_article(
        authors=[make_contributor(), make_contributor()], medical_reviewer=make_contributor(), hero=make_picture()
    )
    article.disclaimer_subjects.add(Subject.objects.create(slug="pregnancy", name="Pregnancy"))
    CareCard.objects.create(
        parent=article,
        region="main",
        ordering=20,
        level="emergency",
        heading="Call 911 now if:",
        body="<p>You fall.</p>",
    )
    Checklist.objects.create(parent=article, region="main", ordering=30, heading="Pack", items_text="Mat\nTowel")
    Figure.objects.create(parent=article, region="main", ordering=40, picture=make_picture(), caption="A “back”.")
    EvidenceNote.objects.create(parent=article, region="main", ordering=50, study=make_study(), body="<p>A trial.</p>")
    SeeAlso.objects.create(parent=article, region="main", ordering=60, pages=[make_site_page().reference])
    RichText.objects.create(parent=article, region="main", ordering=5, body="<p>First, though written last.</p>")
    ledger.keep_draft(article, by=None)
    return article


def empty(article: Article) -> None:
    """Change everything that the working copy holds."""
    article.title, article.slug, article.standfirst, article.key_points = "Other", "other", "Other.", ""
    article.medical_reviewer = article.hero = None
    article.authors.clear()
    article.disclaimer_subjects.clear()
    for part in Article.working_parts:
        part.objects.filter(parent=article).delete()
    article.save()
    ledger.keep_draft(article, by=None)


def test_everything_comes_back_as_it_was() -> None:
    article = make_rich_article()
    before, page = working_copy.describe(article), article.compose().html
    empty(article)
    assert working_copy.describe(article) != before

    assert working_copy.put_back(article, before) == []

    restored = Article.objects.get(pk=article.pk)
    assert working_copy.describe(restored) == before
    assert restored.compose().html == page


def test_a_working_copy_survives_the_database_and_its_spelling() -> None:
    article = make_rich_article()
    edition = ledger.publish(article, by=None)
    edition.refresh_from_db()

    assert edition.working_copy == json.loads(json.dumps(working_copy.describe(article)))
    assert working_copy.fingerprint_of(edition.working_copy) == edition.fingerprint == article.fingerprint


def test_blocks_come_in_the_order_of_the_page_whenever_they_were_written() -> None:
    article = make_rich_article()

    bodies = [row["body"] for row in working_copy.describe(article)["parts"]["articles.richtext"]]

    assert bodies == ["<p>First, though written last.</p>", "<p>Some words about backs.</p>"]


def test_the_fingerprint_depends_on_every_word_and_on_nothing_else() -> None:
    article = make_rich_article()
    first = working_copy.fingerprint_of(working_copy.describe(article))

    article.series_position, article.series = None, None
    article.tags.add("sore")
    assert working_copy.fingerprint_of(working_copy.describe(article)) == first

    Checklist.objects.filter(parent=article).update(items_text="Mat\nTowels")
    assert working_copy.fingerprint_of(working_copy.describe(article)) != first


def test_the_fingerprint_of_the_same_text_is_the_same_after_a_round_trip() -> None:
    article = make_rich_article()
    before = article.fingerprint
    kept = working_copy.describe(article)
    empty(article)
    ledger.restore(article, kept, by=None)

    assert article.fingerprint == before


def test_restoring_says_what_no_longer_exists_and_brings_back_the_rest() -> None:
    article = make_rich_article()
    kept = working_copy.describe(article)
    empty(article)
    gone = {name: kept["fields"][name] for name in ("medical_reviewer", "hero")}
    lost_author = kept["fields"]["authors"][0]
    Subject.objects.all().delete()
    figure = kept["parts"]["articles.figure"][0]["picture"]
    Contributor.objects.filter(pk__in=[gone["medical_reviewer"], lost_author]).delete()
    Picture.objects.filter(pk__in=[gone["hero"], figure]).delete()

    missing = ledger.restore(article, kept, by=None)

    assert missing == [
        f"medical reviewer {gone['medical_reviewer']} no longer exists",
        f"picture {gone['hero']} no longer exists",
        "1 of authors no longer there",
        "1 of disclaimer subjects no longer there",
        f"picture {figure} no longer exists",
    ]
    restored = Article.objects.get(pk=article.pk)
    assert (restored.title, restored.hero, restored.authors.count()) == (kept["fields"]["title"], None, 1)
    assert not Figure.objects.filter(parent=restored).exists()
    assert EvidenceNote.objects.filter(parent=restored).count() == 1


def test_parts_that_belong_to_another_row_are_left_alone() -> None:
    article, other = make_rich_article(), make_article(text="<p>Untouched.</p>")
    working_copy.put_back(article, working_copy.describe(article))

    assert RichText.objects.get(parent=other).body == "<p>Untouched.</p>"


def test_a_disclaimer_comes_back_with_its_additions() -> None:
    disclaimer = make_disclaimer()
    subject = Subject.objects.create(slug="pregnancy", name="Pregnancy")
    Addition.objects.create(parent=disclaimer, subject=subject, text="Ask your midwife.")
    kept = working_copy.describe(disclaimer)
    disclaimer.additions.all().delete()

    assert working_copy.put_back(disclaimer, kept) == []
    assert disclaimer.additions.get().text == "Ask your midwife."
