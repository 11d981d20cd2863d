"""The page of an article: its head, its people and dates, its sources, and what stands beside it."""

import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.test import Client
from django.utils.timezone import localtime

from articles.models import Article, CareCard, Series
from publishing import clock, ledger
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(client: Client, article: Article) -> BeautifulSoup:
    response = client.get(article.public_path())
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def part(soup: BeautifulSoup, selector: str) -> Tag:
    found = soup.select_one(selector)
    assert found is not None, selector
    return found


def words(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text()).strip()


# The head of the document


def test_it_names_itself_and_its_one_address(client: Client) -> None:
    article, _ = factories.make_live_article(title="After & before", slug="after", standfirst="What “helps” you.")
    soup = page_of(client, article)
    assert words(part(soup, "title")) == f"After & before · {settings.SITE_NAME}"
    assert part(soup, "link[rel=canonical]")["href"] == f"{settings.SITE_URL}/articles/after/"
    assert part(soup, "meta[name=description]")["content"] == "What “helps” you."
    assert soup.select_one("meta[name=robots]") is None
    assert [words(heading) for heading in soup.select("h1")] == ["After & before"]


# People and dates


def test_authors_are_linked_with_what_is_written_after_their_names(client: Client) -> None:
    ann = factories.make_contributor(name="Ann", slug="ann", credentials="MD")
    ben = factories.make_contributor(name="Ben", slug="ben", credentials="")
    article, _ = factories.make_live_article(authors=[ann, ben])
    byline = part(page_of(client, article), ".byline p")
    assert words(byline) == "By Ann, MD and Ben"
    assert [link["href"] for link in byline.select("a[rel=author]")] == ["/contributors/ann/", "/contributors/ben/"]


def test_an_unreviewed_article_of_staff_says_so_and_does_not_call_itself_starter_text(client: Client) -> None:
    article = factories.make_article()
    ledger.publish(article, by=factories.make_editor())
    byline = words(part(page_of(client, article), ".byline__unreviewed"))
    assert byline == "Not yet clinically reviewed."


def test_a_reviewed_article_names_reviewer_day_and_next_review(client: Client) -> None:
    reviewer = factories.make_contributor(name="Rae", credentials="DO", slug="rae")
    article = factories.make_article(medical_reviewer=reviewer)
    edition = ledger.publish(article, by=None, reviewed=True, review_due_on=date(2031, 5, 4))
    soup = page_of(client, article)
    day = localtime(edition.live_from)
    assert f"Clinically reviewed by Rae, DO on {day:%B} {day.day}, {day.year}" in words(part(soup, ".byline"))
    assert "The next review is due by May 4, 2031." in words(part(soup, ".how-reviewed"))
    assert "No clinician has reviewed" not in words(soup)


def test_a_correction_moves_the_updated_date_and_not_the_review(client: Client) -> None:
    reviewer = factories.make_contributor(name="Rae", credentials="", slug="rae")
    article = factories.make_article(medical_reviewer=reviewer)
    ledger.publish(article, by=None, reviewed=True, review_due_on=date(2031, 5, 4))
    factories.change_text(article, "<p>One letter changed.</p>")
    later = clock.present() + timedelta(days=40)
    ledger.publish(article, by=None, note="A typo.", live_from=later)

    with clock.at(later):
        byline = words(part(page_of(client, article), ".byline"))

    reviewed, updated = localtime(clock.present()), localtime(later)
    assert f"on {reviewed:%B} {reviewed.day}, {reviewed.year}" in byline
    assert f"Updated {updated:%B} {updated.day}, {updated.year}" in byline


def test_a_first_edition_shows_no_updated_date(client: Client) -> None:
    article, _ = factories.make_live_article()
    assert "Updated" not in words(part(page_of(client, article), ".byline"))


@pytest.mark.parametrize(("count", "minutes"), [(1, 1), (150, 1), (950, 5)])
def test_reading_time_is_in_whole_minutes(client: Client, count: int, minutes: int) -> None:
    article, _ = factories.make_live_article(text=f"<p>{'word ' * count}</p>")
    assert f"{minutes} min read" in words(part(page_of(client, article), ".byline"))


# The text


def test_key_points_come_before_the_text(client: Client) -> None:
    article, _ = factories.make_live_article(key_points="First.\n\n  Second <b>.  \n", text="<p>The text.</p>")
    soup = page_of(client, article)
    assert [words(point) for point in soup.select(".key-points li")] == ["First.", "Second <b>."]
    body = words(part(soup, ".article__text"))
    assert body.index("First.") < body.index("The text.")


def test_a_table_of_contents_appears_from_three_headings_on(client: Client) -> None:
    short, _ = factories.make_live_article(text="<h2>One</h2><p>a</p><h2>Two</h2><p>b</p>")
    long, _ = factories.make_live_article(text="<h2>One</h2><p>a</p><h3>Part</h3><p>b</p><h2>One</h2><p>c</p>")
    assert page_of(client, short).select(".contents") == []
    soup = page_of(client, long)
    links = [link["href"] for link in soup.select(".contents a")]
    assert links == ["#one", "#part", "#one-2"]
    assert all(soup.select_one(str(link)) is not None for link in links)


def test_references_are_numbered_in_order_and_lead_back_to_where_they_are_cited(client: Client) -> None:
    factories.make_study(key="doe", title="Hands", doi="10.1000/x1", volume="3(2)", pages="1-9")
    factories.make_study(key="roe", title="Backs")
    article, _ = factories.make_live_article(text="<p>So.[@roe] And.[@doe; @roe]</p>")
    soup = page_of(client, article)
    entries = soup.select(".references ol > li")
    assert [words(entry.select_one("cite")).split(".")[0] for entry in entries] == ["Journal of Backs"] * 2
    assert "Backs." in words(entries[0])
    assert "Hands. Journal of Backs. 2020;3(2):1-9." in words(entries[1])
    assert part(soup, "#ref-2 a[rel=external]")["href"] == "https://doi.org/10.1000/x1"
    assert [link["href"] for link in entries[0].select(".references__back a")] == ["#cite-1-1", "#cite-1-2"]
    assert all(soup.select_one(str(link["href"])) for link in soup.select(".references__back a, a.citation"))


def test_an_article_without_citations_has_no_references(client: Client) -> None:
    article, _ = factories.make_live_article()
    assert page_of(client, article).select(".references") == []


def test_the_picture_is_described_sized_and_credited(client: Client) -> None:
    picture = factories.make_picture(alt="A calm back.", credit="Drawn by A. Nonymous")
    article, _ = factories.make_live_article(hero=picture)
    soup = page_of(client, article)
    image = part(soup, ".hero img")
    assert (image["alt"], image["width"], image["height"]) == ("A calm back.", "100", "80")
    assert "loading" not in image.attrs
    assert [source["type"] for source in soup.select(".hero source")] == ["image/avif", "image/webp"]
    assert words(part(soup, ".hero figcaption")) == "Drawn by A. Nonymous"


# What stands beside it


def in_series(count: int) -> tuple[Series, list[Article]]:
    series = factories.make_series(title="The basics", slug="basics")
    articles = [
        factories.make_live_article(title=f"Part {place}", series=series, series_position=place * 10)[0]
        for place in range(1, count + 1)
    ]
    return series, articles


def neighbours(client: Client, article: Article) -> dict[str, str]:
    return {link["rel"][0]: words(link) for link in page_of(client, article).select(".series-nav li a")}


def test_an_article_of_a_series_names_its_neighbours(client: Client) -> None:
    _, (first, second, third) = in_series(3)
    assert neighbours(client, first) == {"next": "Part 2"}
    assert neighbours(client, second) == {"prev": "Part 1", "next": "Part 3"}
    assert neighbours(client, third) == {"prev": "Part 2"}


def test_a_withdrawn_part_of_a_series_is_stepped_over(client: Client) -> None:
    _, (first, second, third) = in_series(3)
    ledger.withdraw(second, by=None, reason="Wrong.")
    assert neighbours(client, first) == {"next": "Part 3"}
    assert neighbours(client, third) == {"prev": "Part 1"}


def test_topic_and_tags_are_linked_and_take_effect_without_an_edition(client: Client) -> None:
    article, edition = factories.make_live_article(tags=["Sore muscles"])
    article.topic = factories.make_topic(title="Safety", slug="safety")
    article.save()
    article.tags.add("Heat")
    soup = page_of(client, article)
    assert words(part(soup, ".breadcrumb a[href='/topics/safety/']")) == "Safety"
    assert [(link["href"], words(link)) for link in soup.select("a[rel=tag]")] == [
        ("/tags/heat/", "Heat"),
        ("/tags/sore-muscles/", "Sore muscles"),
    ]
    assert article.editions.get() == edition


def test_related_articles_are_the_newest_three_of_the_topic_outside_the_series(client: Client) -> None:
    _, (article, part_two) = in_series(2)
    others = [factories.make_live_article(title=f"Other {number}")[0] for number in range(5)]
    factories.make_live_article(title="Elsewhere", topic=factories.make_topic())
    factories.make_article(title="A draft")
    related = [words(link) for link in page_of(client, article).select(".related a")]
    assert len(related) == 3
    assert set(related) <= {other.title for other in others}
    assert part_two.title not in related


def test_the_newest_of_the_topic_are_related_first(client: Client) -> None:
    article, _ = factories.make_live_article(title="Here")
    start = clock.present()
    for day in range(1, 6):
        other = factories.make_article(title=f"Day {day}")
        ledger.publish(other, by=None, live_from=start + timedelta(days=day))
    with clock.at(start + timedelta(days=9)):
        assert [words(link) for link in page_of(client, article).select(".related a")] == ["Day 5", "Day 4", "Day 3"]


# Where help may be needed at once


@pytest.mark.parametrize(("level", "pictures"), [("emergency", 0), ("advice", 1)])
def test_no_picture_stands_before_an_emergency_card(client: Client, level: str, pictures: int) -> None:
    article = factories.make_article(hero=factories.make_picture())
    CareCard.objects.create(
        parent=article, region="main", ordering=20, level=level, heading="Call 911 now if:", body="<p>You are numb.</p>"
    )
    ledger.publish(article, by=None)

    soup = page_of(client, article)

    assert len(soup.select(".hero")) == pictures
    assert len(soup.select(f".care-card--{level}")) == 1
