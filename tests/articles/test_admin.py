"""The admin of articles and what belongs to them: every form opens, saves, and keeps what was typed."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client
from taggit.models import Tag

from articles.models import (
    Article,
    CareCard,
    Checklist,
    EvidenceNote,
    MenuItem,
    RichText,
    SeeAlso,
    Series,
    SitePage,
    Topic,
)
from disclaimers.models import Disclaimer, Subject
from editorial.models import Contributor
from evidence.models import Claim, EvidenceSearch, Study
from pictures.models import Picture
from publishing import ledger
from publishing.models import Edition
from techniques.models import Condition, EvidenceProfile, Technique
from tests import factories
from tests.browser_form import fields_of
from tests.therapists import factories as directory
from therapists.models import Jurisdiction, Licence, Practice, Therapist

pytestmark = pytest.mark.django_db

EVERY_MODEL = sorted(model._meta.label_lower for model in admin.site._registry)
#: Whoever may edit these is trusted with accounts, which editors are not; the ledger is only read.
EDITED = [label for label in EVERY_MODEL if label not in {"publishing.edition"}]


def address(label: str, rest: str) -> str:
    return f"/admin/{label.replace('.', '/')}/{rest}"


ADDED: dict[type[models.Model], dict[str, Any]] = {
    Article: {"title": "Heat", "slug": "heat", "standfirst": "Warm.", "key_points": "One.", "tags": "sore, heat"},
    SitePage: {"title": "About", "slug": "about", "standfirst": "Us.", "body": "<p>Words.</p>"},
    Contributor: {"name": "Ann", "slug": "ann", "interests": "None.", "biography": "<p>Words.</p>"},
    Topic: {"title": "Safety", "slug": "safety", "position": "1"},
    Series: {"title": "Basics", "slug": "basics"},
    MenuItem: {"place": "main", "label": "Articles", "fixed_path": "/articles/", "position": "1"},
    Disclaimer: {"title": "Disclaimer", "notice": "Not advice.", "body": "<p>Words.</p>"},
    Subject: {"name": "Pregnancy", "slug": "pregnancy"},
    Study: {
        "key": "doe-2020", "title": "Hands", "authors": "Doe J", "journal": "Backs", "year": "2020",
        "study_type": "trial", "finding": "Little.", "certainty": "not-graded", "confidence": "high",
    },
    Claim: {"name": "Toxins", "phrases": "flush* ... toxin*", "why": "Nobody measured any.", "severity": "warning"},
    EvidenceSearch: {"key": "pubmed", "searched_on": "2026-11-01", "place": "PubMed", "question": "massage"},
    Technique: {
        "name": "Shiatsu", "slug": "shiatsu", "standfirst": "Pressing.", "pressure_least": "2", "pressure_most": "4",
        "minutes_least": "45", "minutes_most": "90", "clothing": "Loose.", "equipment": "A mat.",
    } | dict.fromkeys(Technique.sections, "<p>Words.</p>"),
    Condition: {"name": "Sciatica", "slug": "sciatica", "standfirst": "Pain down a leg."}
    | dict.fromkeys(Condition.sections, "<p>Words.</p>"),
    EvidenceProfile: {
        "title": "Shiatsu for sciatica", "slug": "shiatsu-for-sciatica", "conclusion": "No studies found.",
        "meaning": "<p>Nobody knows.</p>",
    },
    Tag: {"name": "Sore", "slug": "sore"},
    Group: {"name": "Writers"},
    User: {"username": "ben", "password1": "horse battery", "password2": "horse battery", "usable_password": "true"},
    Therapist: {"licensed_name": "Eve Moss", "display_name": "Eve Moss", "slug": "eve-moss"},
    Licence: {"number": "MT99", "name": "Eve Moss", "expires_on": "2030-05-31"},
    Practice: {"setting": "clinic", "town": "Austin", "zip_code": "78701"},
    Jurisdiction: {"regulation": "license", "source": "The law", "source_on": "2026-01-02"},
    Picture: {"key": "a-photo", "alt": "A photo.", "upload": None},
}  # fmt: skip


@pytest.mark.parametrize("label", EDITED)
def test_every_model_can_be_added(root: Client, label: str) -> None:
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    values = dict(ADDED[model])
    if model is Article:
        values |= {"topic": factories.make_topic().pk, "authors": [factories.make_contributor().pk]}
    if model in {Technique, Condition, EvidenceProfile}:
        values["authors"] = [factories.make_contributor().pk]
    if model is EvidenceProfile:
        values |= {"condition": factories.make_condition().pk, "searches": [factories.make_search().pk]}
    if model in {Licence, Practice}:
        values["therapist"] = [directory.make_therapist().pk]
        values["jurisdiction" if model is Licence else "state"] = ["TX"]
    if model is Jurisdiction:
        values["state"] = [directory.make_state().pk]
    if model is Picture:
        values["upload"] = factories.make_image_file()
    where = address(label, "add/")
    form = fields_of(root.get(where), f"{model._meta.model_name}_form")

    response = root.post(where, form | values)

    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".errorlist, .errornote")
    row = model._default_manager.latest("pk")
    for name, value in values.items():
        if isinstance(value, str) and name in {field.name for field in model._meta.concrete_fields}:
            assert str(getattr(row, name)) == value, name


def test_an_article_can_be_written_block_by_block(editor_client: Client) -> None:
    author, study = factories.make_contributor(), factories.make_study(key="doe-2020")
    where = "/admin/articles/article/add/"
    form = fields_of(editor_client.get(where), "article_form")
    values = {"title": "Heat", "slug": "heat", "standfirst": "Warm.", "key_points": "One.", "authors": [author.pk],
              "topic": factories.make_topic().pk}  # fmt: skip
    rows: dict[type[models.Model], dict[str, Any]] = {
        RichText: {"body": "<h2>When</h2><p>Now.[@doe-2020]</p>"},
        CareCard: {"level": "urgent", "heading": "See someone if:", "body": "<p>It burns.</p>"},
        EvidenceNote: {"study": study.pk, "body": "<p>It helped.</p>"},
        Checklist: {"heading": "Bring", "items_text": "Water"},
    }
    for place, (model, row) in enumerate(rows.items()):
        prefix = f"articles_{model._meta.model_name}_set"
        form |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-region": "main", f"{prefix}-0-ordering": str(place * 10)}
        form |= {f"{prefix}-0-{name}": value for name, value in row.items()}

    response = editor_client.post(where, form | values)

    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".errorlist, .errornote")
    article = Article.objects.get(slug="heat")
    html = article.compose().html
    assert [html.index(words) for words in ("Now.", "It burns.", "It helped.", "Water")] == sorted(
        html.index(words) for words in ("Now.", "It burns.", "It helped.", "Water")
    )
    ledger.publish(article, by=None)
    assert "It burns." in editor_client.get("/articles/heat/").text


def test_a_refused_article_keeps_everything_that_was_typed(editor_client: Client) -> None:
    where = "/admin/articles/article/add/"
    form = fields_of(editor_client.get(where), "article_form")
    prefix = f"articles_{RichText._meta.model_name}_set"
    typed = {
        "title": "A title", "slug": "not a slug", "standfirst": "My standfirst.", "key_points": "My point.",
        f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-region": "main", f"{prefix}-0-ordering": "10",
        f"{prefix}-0-body": "<p>My precious words.</p>",
    }  # fmt: skip
    response = editor_client.post(where, form | typed)
    assert response.status_code == 200
    kept = fields_of(response, "article_form")
    for name in ("title", "slug", "standfirst", "key_points", f"{prefix}-0-body"):
        assert kept[name] == [typed[name]], name


def test_see_also_takes_up_to_four_pages_and_at_least_one(editor_client: Client) -> None:
    pages = [factories.make_site_page() for _ in range(4)]
    article = factories.make_article()
    where = f"/admin/articles/article/{article.pk}/change/"
    prefix = f"articles_{SeeAlso._meta.model_name}_set"
    form = fields_of(editor_client.get(where), "article_form") | {
        f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-region": "main", f"{prefix}-0-ordering": "20",
        f"{prefix}-0-heading": "Next",
    }  # fmt: skip
    refused = editor_client.post(where, form)
    assert "Choose at least one page." in refused.text

    chosen = {f"{prefix}-0-pages_{place}": page.reference for place, page in enumerate([pages[2], pages[0], pages[2]])}
    assert editor_client.post(where, form | chosen).status_code == 302
    assert SeeAlso.objects.get().pages == [pages[2].reference, pages[0].reference]


def test_a_place_in_a_series_is_taken_once_and_needs_a_series(editor_client: Client) -> None:
    series = factories.make_series()
    factories.make_article(series=series, series_position=1)
    article = factories.make_article()
    where = f"/admin/articles/article/{article.pk}/change/"
    form = fields_of(editor_client.get(where), "article_form")
    taken = editor_client.post(where, form | {"series": series.pk, "series_position": "1"})
    assert "Another article has this place in the series." in taken.text
    alone = editor_client.post(where, form | {"series": "", "series_position": "2"})
    assert "An article in a series needs a place in it, and a place needs a series." in alone.text


def test_a_menu_item_that_leads_to_two_places_is_refused_in_words(editor_client: Client) -> None:
    page = factories.make_site_page()
    values = {"place": "main", "label": "A", "page": page.reference, "fixed_path": "/articles/", "position": "1"}
    response = editor_client.post("/admin/articles/menuitem/add/", values)
    assert "Choose a page, or name a fixed part that starts with a slash; not both." in response.text
    assert not MenuItem.objects.exists()


def test_topics_and_series_say_how_many_articles_they_hold_and_keep_them(editor_client: Client) -> None:
    topic, series = factories.make_topic(title="Safety"), factories.make_series(title="Basics")
    for place in (1, 2):
        factories.make_article(topic=topic, series=series, series_position=place)
    for kind, row in (("topic", topic), ("series", series)):
        page = BeautifulSoup(editor_client.get(f"/admin/articles/{kind}/").content, "html.parser")
        assert page.select(".field-article_count")[0].get_text() == "2"
        confirm = editor_client.post(f"/admin/articles/{kind}/{row.pk}/delete/", {"post": "yes"})
        assert confirm.status_code == 200
        assert "protected" in confirm.text


def test_the_list_of_articles_says_where_each_stands(editor_client: Client) -> None:
    factories.make_article(title="A draft")
    live, _ = factories.make_live_article(title="A live one")
    ahead, _ = factories.make_live_article(title="An ahead one")
    factories.change_text(ahead, "<p>Newer words.</p>")
    gone, _ = factories.make_live_article(title="A gone one")
    ledger.withdraw(gone, by=None, reason="Wrong.")
    expected = {
        "draft": {"A draft"}, "live": {"A live one", "An ahead one"}, "ahead": {"An ahead one"},
        "scheduled": set(), "withdrawn": {"A gone one"},
    }  # fmt: skip
    for status, titles in expected.items():
        page = BeautifulSoup(editor_client.get("/admin/articles/article/", {"status": status}).content, "html.parser")
        assert {row.get_text() for row in page.select("th.field-title")} == titles, status
    assert live.status == "Live"


# The pickers of the editor


@pytest.mark.parametrize("address", ["/admin/pages.json", "/admin/studies.json"])
def test_the_pickers_are_for_staff_alone(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(User.objects.create_user("reader"))
    assert client.get(address).status_code == 302


def test_the_page_picker_offers_every_page_by_permanent_name(writer_client: Client) -> None:
    article, _ = factories.make_live_article(title="Heat <now>", slug="heat")
    draft = factories.make_site_page(title="Soon", slug="soon")
    pages = writer_client.get("/admin/pages.json").json()["pages"]
    offered = {page["reference"]: page["title"] for page in pages}
    assert offered[article.reference] == "Heat <now>"
    assert offered[draft.reference] == "Soon"


def test_the_citation_picker_offers_every_study_by_its_key(writer_client: Client) -> None:
    factories.make_study(key="doe-2020", title="Hands", authors="Doe J, Roe R", year=2020)
    assert writer_client.get("/admin/studies.json").json()["studies"] == [
        {"key": "doe-2020", "title": "Doe J, 2020: Hands"}
    ]


@pytest.mark.parametrize(
    ("model", "field", "term"),
    [("articles.article", "authors", "Ann"), ("articles.article", "medical_reviewer", "Ann"),
     ("articles.article", "hero", "a-photo"), ("articles.figure", "picture", "a-photo"),
     ("articles.evidencenote", "study", "doe-2020"), ("editorial.contributor", "picture", "a-photo"),
     ("techniques.technique", "authors", "Ann"), ("techniques.condition", "hero", "a-photo"),
     ("techniques.finding", "study", "doe-2020"), ("techniques.evidenceprofile", "searches", "pubmed")],
)  # fmt: skip
def test_people_pictures_and_studies_are_found_by_typing(
    writer_client: Client, model: str, field: str, term: str
) -> None:
    factories.make_contributor(name="Ann")
    factories.make_picture(key="a-photo")
    factories.make_study(key="doe-2020")
    factories.make_search(key="pubmed")
    app_label, _, model_name = model.partition(".")
    asked = {"app_label": app_label, "model_name": model_name, "field_name": field, "term": term}
    found = writer_client.get("/admin/autocomplete/", asked).json()["results"]
    assert len(found) == 1


def test_nothing_of_the_ledger_can_be_changed_in_the_admin(root: Client) -> None:
    _, edition = factories.make_live_page()
    for rest in ("add/", f"{edition.pk}/delete/"):
        assert root.get(f"/admin/publishing/edition/{rest}").status_code == 403
    form = root.get(f"/admin/publishing/edition/{edition.pk}/change/")
    assert BeautifulSoup(form.content, "html.parser").select('input[name="title"], input[name="_save"]') == []
    assert root.post(f"/admin/publishing/edition/{edition.pk}/change/", {"title": "Forged"}).status_code == 403
    assert Edition.objects.get().title == edition.title


def test_the_content_type_of_a_page_is_named_in_the_ledger(root: Client) -> None:
    _, edition = factories.make_live_page()
    kind = ContentType.objects.get_for_model(SitePage)
    page = root.get("/admin/publishing/edition/", {"content_type__id__exact": kind.pk})
    assert edition.title in page.text
