"""What a page shows can become doubtful after it was published: readers are told at once, and editors have to look."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import EvidenceNote
from evidence.models import Study
from publishing import clock, doubts, ledger
from publishing.composition import problems_of
from publishing.models import Edition, Publishable
from techniques.models import TechniqueContraindication
from tests import factories
from tests.publishing.pages import words_of

pytestmark = pytest.mark.django_db

#: The box above the text of a page.
BOX = "section[aria-label='A source of this page is in doubt']"
DAY = timedelta(days=1)
FIRST = datetime(2026, 3, 2, 17, tzinfo=UTC)


def cite(study: Study) -> str:
    return f"<p>It helped.[@{study.key}]</p>"


def an_article(study: Study, **people: Any) -> Publishable:
    return factories.make_article(text=cite(study), **people)


def an_article_with_an_evidence_note(study: Study, **people: Any) -> Publishable:
    article = factories.make_article(**people)
    EvidenceNote.objects.create(parent=article, region="main", ordering=20, study=study, body="<p>It helped.</p>")
    ledger.keep_draft(article, by=None)
    return article


def a_technique(study: Study, **people: Any) -> Publishable:
    return factories.make_technique(evidence=cite(study), **people)


def a_technique_with_a_contraindication(study: Study, **people: Any) -> Publishable:
    technique = factories.make_technique(**people)
    TechniqueContraindication.objects.create(
        parent=technique, kind="local", what="A burn", reason="It hurts.", study=study
    )
    ledger.keep_draft(technique, by=None)
    return technique


def a_condition(study: Study, **people: Any) -> Publishable:
    return factories.make_condition(course=cite(study), **people)


def a_profile(study: Study, **people: Any) -> Publishable:
    return factories.make_profile(findings=[{"study": study}], **people)


def a_site_page(study: Study) -> Publishable:
    return factories.make_site_page(body=cite(study))


def a_contributor(study: Study) -> Publishable:
    return factories.make_contributor(biography=cite(study))


MEDICAL = [
    an_article, an_article_with_an_evidence_note, a_technique, a_technique_with_a_contraindication, a_condition,
    a_profile,
]  # fmt: skip
OTHERS = [a_site_page, a_contributor]

each_medical_page = pytest.mark.parametrize("make", MEDICAL)
each_other_page = pytest.mark.parametrize("make", OTHERS)
each_page = pytest.mark.parametrize("make", MEDICAL + OTHERS)


def put_in_doubt(study: Study, notice: str = "retracted", words: str = "Its data were made up.") -> None:
    study.notice, study.notice_words = notice, words
    study.save()


def lift(study: Study) -> None:
    put_in_doubt(study, "", "")


def publish_again(content: Publishable, **values: Any) -> Edition:
    """Publish in spite of the doubt, with a reason for it."""
    asked = [problem.message for problem in problems_of(content.compose()) if problem.needs_reason]
    reasons = dict.fromkeys(asked, "The point stands without it.")
    return ledger.publish(content, by=None, note="Looked at again.", reasons=reasons, **values)


def review_queue() -> set[str]:
    return set(Edition.objects.awaiting_review().values_list("reference", flat=True))


@pytest.fixture
def study(db: None) -> Study:
    return factories.make_live_study(key="doe-2020", title="Hands", year=2020)


# Readers


@each_page
def test_readers_are_told_at_once_though_the_edition_is_the_same(
    client: Client, study: Study, make: Callable[[Study], Publishable]
) -> None:
    edition = ledger.publish(make(study), by=None)
    assert words_of(client.get(edition.path), BOX) == ""

    put_in_doubt(study)

    page = client.get(edition.path)
    assert "“Hands” (2020) has been retracted. Its data were made up." in words_of(page, BOX)
    assert "do not rely on what it says from this source" in words_of(page, BOX)
    assert words_of(page, ".references .in-doubt") == "Retracted: Its data were made up."
    assert Edition.objects.live().get(reference=edition.reference) == edition


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        ("retracted", "has been retracted"),
        ("concern", "is under an expression of concern"),
        ("superseded", "has been superseded"),
    ],
)
def test_each_kind_of_doubt_is_told_in_its_own_words(client: Client, study: Study, notice: str, words: str) -> None:
    edition = ledger.publish(an_article(study), by=None)
    put_in_doubt(study, notice, "Says the journal.")

    assert f"“Hands” (2020) {words}. Says the journal." in words_of(client.get(edition.path), BOX)


def test_a_correction_is_no_doubt(client: Client, study: Study) -> None:
    edition = ledger.publish(a_site_page(study), by=None)
    put_in_doubt(study, "corrected", "A table was mended.")

    assert words_of(client.get(edition.path), BOX) == ""
    assert review_queue() == set()


def test_only_pages_that_show_the_study_are_in_doubt(client: Client, study: Study) -> None:
    other = ledger.publish(an_article(factories.make_live_study()), by=None)
    put_in_doubt(study)

    assert words_of(client.get(other.path), BOX) == ""
    assert words_of(client.get(study.public_path()), BOX) == ""
    assert doubts.about(other) == []


def test_every_doubtful_source_of_a_page_is_named_and_no_other(client: Client, study: Study) -> None:
    second, sound = factories.make_live_study(title="Feet"), factories.make_live_study(title="Heads")
    text = f"<p>So.[@{study.key}; @{second.key}; @{sound.key}]</p>"
    _, edition = factories.make_live_article(text=text)
    put_in_doubt(study)
    put_in_doubt(second, "superseded", "There is a newer one.")

    box = words_of(client.get(edition.path), BOX)

    assert "“Hands” (2020) has been retracted." in box
    assert "“Feet” (2020) has been superseded." in box
    assert "these sources" in box
    assert "Heads" not in box


def test_the_words_of_a_notice_are_shown_as_words(client: Client, study: Study) -> None:
    edition = ledger.publish(an_article(study), by=None)
    put_in_doubt(study, words="<script>alert(1)</script>")

    assert "<script>alert(1)" not in client.get(edition.path).text


def test_a_study_that_has_a_page_is_linked_and_one_that_has_none_is_not(client: Client, study: Study) -> None:
    unpublished = factories.make_study()
    for cited, links in [(study, [study.public_path()]), (unpublished, [])]:
        edition = ledger.publish(an_article(cited), by=None)
        put_in_doubt(cited)
        box = BeautifulSoup(client.get(edition.path).content, "html.parser").select(f"{BOX} a")
        assert [link["href"] for link in box] == links


def test_a_lifted_notice_is_told_no_more(client: Client, study: Study) -> None:
    edition = ledger.publish(an_article(study), by=None)
    put_in_doubt(study)
    lift(study)

    page = client.get(edition.path)
    assert words_of(page, BOX) == ""
    assert words_of(page, ".references .in-doubt") == ""


def test_readers_go_on_being_told_after_editors_looked_again(client: Client, study: Study) -> None:
    page = a_site_page(study)
    ledger.publish(page, by=None)
    put_in_doubt(study)
    edition = publish_again(page)

    assert "has been retracted" in words_of(client.get(edition.path), BOX)


def test_a_page_that_cites_the_study_no_longer_is_out_of_doubt(client: Client, study: Study) -> None:
    page = factories.make_site_page(body=cite(study))
    ledger.publish(page, by=None)
    put_in_doubt(study)
    page.body = "<p>Nobody knows whether it helps.</p>"
    page.save()
    edition = ledger.publish(page, by=None, note="Without it.")

    assert words_of(client.get(edition.path), BOX) == ""
    assert review_queue() == set()


def test_the_time_machine_shows_a_page_as_it_stood_before_the_doubt(editor_client: Client, study: Study) -> None:
    with time_machine.travel(FIRST, tick=False):
        edition = ledger.publish(an_article(study), by=None)
    with time_machine.travel(FIRST + 3 * DAY, tick=False):
        put_in_doubt(study)

    for day, told in [("2026-03-03", False), ("2026-03-06", True)]:
        editor_client.post("/admin/time-machine/", {"moment_0": day, "moment_1": "12:00"})
        page = editor_client.get(edition.path)
        assert "You see the site as of" in words_of(page)
        assert ("has been retracted" in words_of(page, BOX)) is told, day


# The review queue


@each_other_page
def test_a_page_that_is_not_medical_joins_the_queue_and_leaves_it_when_it_is_published_again(
    study: Study, make: Callable[[Study], Publishable]
) -> None:
    content = make(study)
    ledger.publish(content, by=None)
    assert review_queue() == set()

    put_in_doubt(study)
    assert review_queue() == {content.reference}

    publish_again(content)
    assert review_queue() == set()


@each_medical_page
def test_a_medical_page_joins_the_queue_and_leaves_it_only_with_a_new_review(
    study: Study, make: Callable[..., Publishable]
) -> None:
    content = make(study, medical_reviewer=factories.make_contributor())
    review = {"reviewed": True, "review_due_on": date(2027, 3, 1)}
    with time_machine.travel(FIRST, tick=False):
        ledger.publish(content, by=None, **review)
        assert review_queue() == set()
    with time_machine.travel(FIRST + 2 * DAY, tick=False):
        put_in_doubt(study)
        assert review_queue() == {content.reference}
    with time_machine.travel(FIRST + 4 * DAY, tick=False):
        publish_again(content)
        assert review_queue() == {content.reference}
    with time_machine.travel(FIRST + 5 * DAY, tick=False):
        publish_again(content, **review)
        assert review_queue() == set()


def test_a_review_on_the_day_of_the_doubt_and_after_it_answers_it(study: Study) -> None:
    article = factories.make_article(text=cite(study), medical_reviewer=factories.make_contributor())
    review = {"reviewed": True, "review_due_on": date(2027, 3, 1)}
    with time_machine.travel(FIRST, tick=False):
        ledger.publish(article, by=None, **review)
    with time_machine.travel(FIRST + timedelta(hours=1), tick=False):
        put_in_doubt(study)
        assert review_queue() == {article.reference}
    with time_machine.travel(FIRST + timedelta(hours=2), tick=False):
        publish_again(article, **review)
        assert review_queue() == set()


def test_the_day_of_a_doubt_is_the_day_where_the_site_is(study: Study) -> None:
    """At eleven in the evening in New York it is the next day in Greenwich."""
    article = factories.make_article(text=cite(study), medical_reviewer=factories.make_contributor())
    with time_machine.travel("2026-03-03 03:00Z", tick=False):
        ledger.publish(article, by=None)
        put_in_doubt(study)
    with time_machine.travel("2026-03-03 04:00Z", tick=False):
        publish_again(article, reviewed=True, review_due_on=date(2027, 3, 1))
        assert article.editions.latest("number").reviewed_on == date(2026, 3, 2)
        assert review_queue() == set()


def test_a_lifted_notice_takes_the_pages_out_of_the_queue(study: Study) -> None:
    page = a_site_page(study)
    ledger.publish(page, by=None)
    put_in_doubt(study)
    lift(study)

    assert review_queue() == set()


def test_a_graver_notice_brings_back_what_was_looked_at_already_and_new_words_do_not(study: Study) -> None:
    page = a_site_page(study)
    ledger.publish(page, by=None)
    put_in_doubt(study, "concern")
    publish_again(page)

    put_in_doubt(study, "concern", "The same, said better.")
    assert review_queue() == set()

    put_in_doubt(study, "retracted")
    assert review_queue() == {page.reference}


def test_drafts_withdrawn_pages_and_former_editions_are_not_in_the_queue(study: Study) -> None:
    a_site_page(study)
    withdrawn = a_site_page(study)
    ledger.publish(withdrawn, by=None)
    ledger.withdraw(withdrawn, by=None, reason="Wrong.")
    former = factories.make_site_page(body=cite(study))
    ledger.publish(former, by=None)
    former.body = "<p>Without it.</p>"
    former.save()
    ledger.publish(former, by=None, note="Without it.")
    put_in_doubt(study)

    assert review_queue() == set()


def test_a_scheduled_page_joins_the_queue_when_it_goes_live(study: Study) -> None:
    page = a_site_page(study)
    tomorrow = clock.present() + DAY
    ledger.publish(page, by=None, live_from=tomorrow)
    put_in_doubt(study)

    assert review_queue() == set()
    with clock.at(tomorrow):
        assert review_queue() == {page.reference}


def test_the_queue_names_a_page_once_whatever_speaks_for_looking_at_it(editor_client: Client, study: Study) -> None:
    second = factories.make_live_study()
    article, _ = factories.make_live_article(title="Twice", text=f"<p>So.[@{study.key}; @{second.key}]</p>")
    put_in_doubt(study)
    put_in_doubt(second)

    assert list(Edition.objects.awaiting_review().values_list("reference", flat=True)) == [article.reference]
    queue = editor_client.get("/admin/publishing/edition/", {"show": "review"})
    assert words_of(queue, "#result_list td.field-review") == "Not reviewed; a source is in doubt"


def test_the_list_of_editions_says_which_pages_rest_on_a_doubtful_source(editor_client: Client, study: Study) -> None:
    ledger.publish(a_site_page(study), by=None)
    assert words_of(editor_client.get("/admin/publishing/edition/?kind=sitepage"), "td.field-review") == (
        "Not a medical page"
    )

    put_in_doubt(study)

    assert words_of(editor_client.get("/admin/publishing/edition/?kind=sitepage"), "td.field-review") == (
        "Not a medical page; a source is in doubt"
    )
