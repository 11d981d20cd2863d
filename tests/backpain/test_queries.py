"""How many questions each public page asks of the database, whatever the number of rows behind it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import MenuItem
from publishing import ledger
from tests import factories

pytestmark = pytest.mark.django_db

#: A larger number here is a decision: an article may ask 4 questions, a list 5.
QUERIES = {
    "/": 5,
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
    "/articles/feed/": 3,
    "/sitemap.xml": 2,
    "/robots.txt": 1,
    "/healthz": 2,
    "/no-such-page/": 5,
    "/moved/": 2,
}


def fill(articles: int) -> None:
    """A site whose articles all share one topic, one tag, one series and one author."""
    factories.make_live_disclaimer()
    topic, series = factories.make_topic(slug="safety"), factories.make_series(slug="basics")
    author = factories.make_contributor(slug="ann", biography="<p>She writes.</p>")
    ledger.publish(author, by=None)
    picture = factories.make_picture()
    for number in range(1, articles + 1):
        factories.make_live_article(
            slug=f"article-{number}", topic=topic, series=series, series_position=number, tags=["sore"],
            authors=[author], hero=picture,
        )  # fmt: skip
    page, _ = factories.make_live_page(slug="about")
    MenuItem.objects.create(place="main", label="About", page=page.reference)
    moved, _ = factories.make_live_page(slug="moved")
    moved.slug = "arrived"
    moved.save()
    ledger.publish(moved, by=None)


@pytest.fixture(params=[1, 50], ids=["one article", "fifty articles"])
def filled(request: pytest.FixtureRequest, db: None, client: Client) -> int:
    fill(request.param)
    client.get("/articles/article-1/")
    return request.param


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_a_page_asks_the_same_few_questions_however_much_there_is(client: Client, filled: int) -> None:
    assert {address: queries_of(client, address) for address in QUERIES} == QUERIES
