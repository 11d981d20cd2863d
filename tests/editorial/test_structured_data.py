"""What pages tell machines, in schema.org's words: the same as they show to people, and nothing else."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from pyld import jsonld

from publishing import ledger
from publishing.models import Edition, Publishable
from techniques.models import TechniqueContraindication
from tests import factories

pytestmark = pytest.mark.django_db

SCHEMA = "https://schema.org/"
EVIL = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\"quotes\" 'and' \\backslashes\\ & &amp; ]]>",
    "line\u2028and\u2029paragraph",
    "Ärzte 痛み 🙂",
]
FIRST = datetime(2026, 3, 2, 3, tzinfo=UTC)  # still the first of March in New York
WEEK = timedelta(days=7)


def load(address: str, options: dict[str, Any]) -> dict[str, Any]:
    """What stands behind the context of schema.org, without the network."""
    if address not in {"https://schema.org", SCHEMA}:
        raise jsonld.JsonLdError(f"{address} is none of our vocabularies.", "jsonld.LoadDocumentError")
    return {
        "contentType": "application/ld+json", "contextUrl": None, "documentUrl": address,
        "document": {"@context": {"@vocab": SCHEMA}},
    }  # fmt: skip


def soup_of(client: Client, edition: Edition) -> BeautifulSoup:
    response = client.get(edition.path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def blocks(soup: BeautifulSoup) -> list[str]:
    return [script.get_text() for script in soup.select('script[type="application/ld+json"]')]


def data_of(soup: BeautifulSoup) -> dict[str, Any]:
    """The one thing that the page describes, as a processor of JSON-LD understands it."""
    (block,) = blocks(soup)
    (page,) = jsonld.expand(json.loads(block), {"documentLoader": load})
    return plain(page)


def plain(node: Any) -> Any:
    """An expanded node with short names, values as they are, and everything else in lists."""
    if "@value" in node:
        return node["@value"]
    assert set(node) - {"@type"}, "A node says nothing."
    named = {"type": [kind.removeprefix(SCHEMA) for kind in node.get("@type", [])]}
    for name, values in node.items():
        if name != "@type":
            assert name.startswith(SCHEMA), f"{name} is not a word of schema.org."
            named[name.removeprefix(SCHEMA)] = [plain(value) for value in values]
    return named


def words(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split())


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    return [words(tag) for tag in soup.select(selector)]


def an_article(cited: str, **values: Any) -> Publishable:
    return factories.make_article(text=cited, **values)


def a_technique(cited: str, **values: Any) -> Publishable:
    technique = factories.make_technique(evidence=cited, also_known_as="Shiatsu\nFinger pressure", **values)
    for kind, what in [("ask-first", "A pregnancy"), ("local", "A <burn>")]:
        TechniqueContraindication.objects.create(
            parent=technique, kind=kind, what=what, reason="It may harm.", source="Custom."
        )
    ledger.keep_draft(technique, by=None)
    return technique


def a_condition(cited: str, **values: Any) -> Publishable:
    return factories.make_condition(course=cited, also_known_as="Nerve root pain", **values)


def a_profile(cited: str, **values: Any) -> Publishable:
    return factories.make_profile(
        technique=factories.make_technique(name="Shiatsu"), condition=factories.make_condition(name="Sciatica"),
        meaning=cited, findings=[{}], **values,
    )  # fmt: skip


each_kind = pytest.mark.parametrize("make", [an_article, a_technique, a_condition, a_profile])


@pytest.fixture
def cited(db: None) -> str:
    """A text that cites two studies, one of them without a DOI."""
    factories.make_live_study(key="doe-2020", title="Hands & backs", doi="10.1000/x(1)2")
    factories.make_study(key="roe-2021", title="Feet <only>")
    return "<p>So.[@roe-2021] And so.[@doe-2020; @roe-2021]</p>"


# The same as the page shows


@each_kind
def test_it_names_the_page_its_address_and_its_summary(
    client: Client, cited: str, make: Callable[..., Publishable]
) -> None:
    soup = soup_of(client, ledger.publish(make(cited), by=None))

    data = data_of(soup)

    assert data["type"] == ["MedicalWebPage"]
    assert data["name"] == texts(soup, "h1")
    assert data["description"] == texts(soup, ".standfirst")
    assert data["url"] == [link["href"] for link in soup.select("link[rel=canonical]")]
    assert data["inLanguage"] == [soup.html["lang"]]
    assert [publisher["name"] for publisher in data["publisher"]] == [[settings.SITE_NAME]]


@each_kind
def test_it_dates_the_page_as_the_page_dates_itself(
    client: Client, cited: str, make: Callable[..., Publishable]
) -> None:
    with time_machine.travel(FIRST, tick=False):
        content = make(cited)
        first = soup_of(client, ledger.publish(content, by=None))
    with time_machine.travel(FIRST + WEEK, tick=False):
        again = soup_of(client, ledger.publish(content, by=None, note="A word."))

    for soup, days in [(first, ["2026-03-01"]), (again, ["2026-03-01", "2026-03-08"])]:
        data = data_of(soup)
        shown = [str(time["datetime"]) for time in soup.select(".byline time")]
        reading = parse_datetime(str(soup.select(".how-reviewed time")[-1]["datetime"]))
        assert shown == days
        assert data["datePublished"] == days[:1]
        assert reading is not None
        assert data["dateModified"] == days[-1:] == [localtime(reading).date().isoformat()]


@each_kind
def test_it_names_the_authors_in_their_order(client: Client, cited: str, make: Callable[..., Publishable]) -> None:
    ann = factories.make_contributor(name="Ann", slug="ann", credentials="MD")
    team = factories.make_contributor(name="The team", slug="team", credentials="", is_team=True)
    soup = soup_of(client, ledger.publish(make(cited, authors=[team, ann]), by=None))

    authors = data_of(soup)["author"]

    links = soup.select(".byline a[rel=author]")
    assert [author["name"] for author in authors] == [[words(link)] for link in links]
    assert [author["url"] for author in authors] == [[f"{settings.SITE_URL}{link['href']}"] for link in links]
    kinds = {author["name"][0]: author["type"] for author in authors}
    assert kinds == {"Ann": ["Person"], "The team": ["Organization"]}


@each_kind
def test_it_names_a_reviewer_only_where_a_review_is_on_record(
    client: Client, cited: str, make: Callable[..., Publishable]
) -> None:
    author, reviewer = factories.make_contributor(), factories.make_contributor(name="Rae", credentials="DO")
    content = make(cited, authors=[author], medical_reviewer=reviewer)

    unreviewed = data_of(soup_of(client, ledger.publish(content, by=None)))
    with time_machine.travel(datetime(2027, 3, 2, 3, tzinfo=UTC), tick=False):
        edition = ledger.publish(content, by=None, note="Read.", reviewed=True, review_due_on=date(2028, 3, 1))
        soup = soup_of(client, edition)

    assert not {"reviewedBy", "lastReviewed"} & set(unreviewed)
    assert "Rae" not in json.dumps(unreviewed)
    data = data_of(soup)
    assert data["reviewedBy"] == [{"type": ["Person"], "name": ["Rae, DO"]}]
    assert data["lastReviewed"] == ["2027-03-01"]
    assert "Clinically reviewed by Rae, DO on March 1, 2027" in words(soup.select_one(".byline"))


@each_kind
def test_its_citations_are_those_of_the_list_of_references(
    client: Client, cited: str, make: Callable[..., Publishable]
) -> None:
    soup = soup_of(client, ledger.publish(make(cited), by=None))

    citations = data_of(soup)["citation"]

    entries = soup.select(".references ol > li")
    assert len(citations) == len(entries) == (3 if make is a_profile else 2)
    for citation, entry in zip(citations, entries, strict=True):
        assert citation["type"] == ["ScholarlyArticle"]
        assert words(entry).startswith(f"{citation['author'][0]}. {citation['name'][0]}.")
        assert citation.get("sameAs", []) == [link["href"] for link in entry.select("a[rel=external]")]
    assert [citation["name"] for citation in citations[:2]] == [["Feet <only>"], ["Hands & backs"]]


def test_a_technique_is_a_therapy_with_the_names_and_contraindications_that_it_shows(
    client: Client, cited: str
) -> None:
    soup = soup_of(client, ledger.publish(a_technique(cited), by=None))

    (therapy,) = data_of(soup)["about"]

    assert therapy["type"] == ["MedicalTherapy"]
    assert therapy["name"] == texts(soup, "h1")
    assert ", ".join(therapy["alternateName"]) == texts(soup, ".at-a-glance__facts dd")[0] == "Shiatsu, Finger pressure"
    shown = [name.removesuffix(".") for name in texts(soup, ".contraindications li > strong")]
    told = therapy["contraindication"]
    assert {item["type"][0] for item in told} == {"MedicalContraindication"}
    assert sorted(item["name"][0] for item in told) == sorted(shown) == ["A <burn>", "A clot 0", "A pregnancy"]


def test_a_condition_is_named_with_its_other_names(client: Client, cited: str) -> None:
    soup = soup_of(client, ledger.publish(a_condition(cited), by=None))

    (condition,) = data_of(soup)["about"]

    assert condition == {
        "type": ["MedicalCondition"], "name": texts(soup, "h1"), "alternateName": ["Nerve root pain"],
    }  # fmt: skip
    assert "Also called: Nerve root pain" in texts(soup, "header p")


def test_a_profile_is_about_its_condition_and_its_technique(client: Client, cited: str) -> None:
    both = ledger.publish(a_profile(cited), by=None)
    general = ledger.publish(factories.make_profile(condition=factories.make_condition(name="A sprain")), by=None)

    assert data_of(soup_of(client, both))["about"] == [
        {"type": ["MedicalCondition"], "name": ["Sciatica"]},
        {"type": ["MedicalTherapy"], "name": ["Shiatsu"]},
    ]
    assert data_of(soup_of(client, general))["about"] == [{"type": ["MedicalCondition"], "name": ["A sprain"]}]


# Nothing that it does not show


@each_kind
def test_it_promises_no_effect_and_rates_nothing(client: Client, cited: str, make: Callable[..., Publishable]) -> None:
    said = set()

    def collect(node: Any) -> None:
        for name, values in node.items():
            said.add(name)
            for value in values:
                if isinstance(value, dict):
                    collect(value)

    collect(data_of(soup_of(client, ledger.publish(make(cited), by=None))))

    assert said <= {
        "type", "name", "description", "url", "inLanguage", "datePublished", "dateModified", "author", "publisher",
        "citation", "sameAs", "about", "alternateName", "contraindication", "reviewedBy", "lastReviewed",
    }  # fmt: skip


@each_kind
def test_a_page_one_of_whose_sources_is_in_doubt_tells_machines_nothing_that_it_warns_people_of(
    client: Client, make: Callable[..., Publishable]
) -> None:
    study = factories.make_live_study(key="doe-2020")
    edition = ledger.publish(make("<p>So.[@doe-2020]</p>"), by=None)
    study.notice, study.notice_words = "retracted", "Its data were made up."
    study.save()

    soup = soup_of(client, edition)

    assert "Its data were made up." in words(soup.main)
    assert blocks(soup) == []


def test_a_conclusion_that_is_in_doubt_is_not_given_as_the_description_of_its_page(client: Client) -> None:
    study = factories.make_live_study()
    profile = factories.make_profile(conclusion="It works wonders.", findings=[{"study": study}])
    edition = ledger.publish(profile, by=None)
    study.notice, study.notice_words = "retracted", "Its data were made up."
    study.save()

    assert "It works wonders." not in client.get(edition.path).text


def test_pages_of_other_kinds_say_nothing(client: Client) -> None:
    factories.make_live_disclaimer()
    factories.publish(factories.make_contributor(slug="ann"))
    factories.make_live_page(slug="about")
    factories.make_live_study(key="doe-2020")
    factories.make_live_article()
    factories.publish(factories.make_technique())
    pages = [edition.path for edition in Edition.objects.live() if not edition.is_medical]
    lists = ["/", "/articles/", "/contributors/", "/techniques/", "/conditions/", "/evidence/", "/evidence/studies/"]

    assert {"/contributors/ann/", "/about/", "/evidence/studies/doe-2020/", "/disclaimer/"} <= set(pages)
    for address in [*pages, *lists, "/techniques/compare/", "/no-such-page/"]:
        assert "ld+json" not in client.get(address).text, address


# Nothing breaks out of it


@pytest.mark.parametrize("text", EVIL)
@each_kind
def test_no_text_can_end_the_data_or_begin_a_script(
    client: Client, make: Callable[..., Publishable], text: str
) -> None:
    ordinary = soup_of(client, ledger.publish(make("<p>Words.</p>"), by=None))
    author = factories.make_contributor(name=text, credentials="")
    content = make("<p>Words.</p>", authors=[author])
    field = next(name for name in ("title", "name") if hasattr(content, name))
    setattr(content, field, text)
    content.save()

    soup = soup_of(client, ledger.publish(content, by=None))

    data = data_of(soup)
    assert data["name"][0].removesuffix(": what studies found") == text
    assert data["author"][0]["name"] == [text]
    assert len(soup.select("script")) == len(ordinary.select("script"))
    assert "<" not in blocks(soup)[0]


def test_nothing_is_fetched_to_understand_it() -> None:
    with pytest.raises(jsonld.JsonLdError):
        jsonld.expand({"@context": "https://evil.example/", "name": "x"}, {"documentLoader": load})
