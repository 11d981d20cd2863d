"""How many questions each public page asks of the database, whatever the number of rows behind it."""

from collections.abc import Iterable

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from articles.models import MenuItem
from evidence.models import Study
from publishing import ledger
from publishing.models import Edition
from techniques.models import Condition, EvidenceProfile, Technique
from tests import factories

#: A larger number here is a decision: an article may ask 4 questions, a list 5, the home page and a page of the
#: catalogue 6, the matrix 4.
QUERIES = {
    "/": 6,
    "/articles/": 5,
    "/articles/?topic=safety": 5,
    "/articles/?tag=sore": 5,
    "/articles/article-1/": 4,
    "/articles/article-1/history/": 4,
    "/topics/safety/": 5,
    "/tags/sore/": 5,
    "/series/basics/": 5,
    "/contributors/": 4,
    "/contributors/ann/": 4,
    "/about/": 3,
    "/disclaimer/": 4,
    "/articles/feed/": 2,
    "/sitemap.xml": 3,
    "/robots.txt": 1,
    "/healthz": 2,
    "/no-such-page/": 5,
    "/moved/": 2,
    "/techniques/": 4,
    "/techniques/?condition=condition-1": 4,
    "/techniques/technique-1/": 5,
    "/techniques/compare/": 4,
    "/techniques/compare/?technique=technique-1&technique=technique-2&technique=technique-3": 4,
    "/conditions/": 4,
    "/conditions/condition-1/": 5,
    "/evidence/": 4,
    "/evidence/matrix.csv": 3,
    "/evidence/profile-1/": 5,
    "/evidence/general/": 5,
    "/evidence/studies/": 5,
    "/evidence/studies/?type=trial": 5,
    "/evidence/studies/study-1/": 5,
}


def fill(rows: int) -> None:
    """A site whose articles all share one topic, one tag, one series and one author."""
    factories.make_live_disclaimer()
    topic, series = factories.make_topic(slug="safety"), factories.make_series(slug="basics")
    author = factories.make_contributor(slug="ann", biography="<p>She writes.</p>")
    ledger.publish(author, by=None)
    picture = factories.make_picture()
    for number in range(1, rows + 1):
        factories.make_live_article(
            slug=f"article-{number}", topic=topic, series=series, series_position=number, tags=["sore"],
            authors=[author], hero=picture,
        )  # fmt: skip
    fill_catalogue(rows)
    page, _ = factories.make_live_page(slug="about")
    MenuItem.objects.create(place="main", label="About", page=page.reference)
    factories.make_moved_page(old="moved", new="arrived")


def fill_catalogue(rows: int) -> None:
    """Techniques, conditions, profiles and studies. The first page of each kind has to do with all of the others."""
    numbers = range(1, rows + 1)
    picture = factories.make_picture()
    studies = [factories.make_live_study(key=f"study-{number}") for number in numbers]
    cited = f"<p>So.{''.join(f'[@{study.key}]' for study in studies)}</p>"
    techniques, conditions = [], []
    for number in numbers:
        parts = rows if number == 1 else 1
        text = {"evidence": cited} if number == 1 else {}
        technique = factories.make_technique(slug=f"technique-{number}", hero=picture, contraindications=parts, **text)
        condition = factories.make_condition(slug=f"condition-{number}", hero=picture, care_cards=parts, **text)
        techniques.append(factories.publish(technique))
        conditions.append(factories.publish(condition))
    cells = dict.fromkeys([*((technique, conditions[0]) for technique in techniques),
                           *((techniques[0], condition) for condition in conditions)])  # fmt: skip
    for number, (technique, condition) in enumerate(cells, 1):
        findings = [{"study": study} for study in (studies if number == 1 else studies[:1])]
        profile = factories.make_profile(
            slug=f"profile-{number}", technique=technique, condition=condition, findings=findings
        )
        factories.publish(profile)
    findings = [{"study": study} for study in studies]
    factories.publish(factories.make_profile(slug="general", condition=conditions[0], findings=findings))


class Pages:
    """A site with so many rows of everything, filled once for all tests of a class."""

    rows: int

    @classmethod
    def setUpTestData(cls) -> None:
        fill(cls.rows)

    def setUp(self) -> None:
        self.client = Client()
        # What a process remembers from its first page on is no part of what a page asks.
        self.client.get("/articles/article-1/")

    def questions(self, addresses: Iterable[str]) -> dict[str, int]:
        found = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                self.client.get(address)
            found[address] = len(asked)
        return found

    def test_a_page_asks_the_same_few_questions_however_much_there_is(self) -> None:
        for kind in (Technique, Condition, EvidenceProfile, Study):
            assert Edition.objects.live().of(kind).count() >= self.rows
        assert self.questions(QUERIES) == QUERIES

    def test_doubt_costs_a_page_one_question_however_many_of_its_sources_are_in_doubt(self) -> None:
        addresses = ["/techniques/technique-1/", "/conditions/condition-1/", "/evidence/profile-1/"]
        for study in Study.objects.all():
            study.notice, study.notice_words = "retracted", "Its data were made up."
            study.save()

        assert self.questions(addresses) == {address: QUERIES[address] + 1 for address in addresses}
        assert self.client.get(addresses[0]).text.count("Its data were made up.") >= self.rows
        assert self.questions(["/evidence/studies/"]) == {"/evidence/studies/": QUERIES["/evidence/studies/"]}


class WithOneRow(Pages, TestCase):
    rows = 1


class WithFiftyRows(Pages, TestCase):
    rows = 50
