"""The admin of every model: each list and each form opens, and saving a form that nobody touched changes nothing."""

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client
from taggit.models import Tag

from articles.models import (
    CareCard,
    Checklist,
    EvidenceNote,
    Figure,
    KeyFact,
    MenuItem,
    Question,
    SeeAlso,
    Steps,
)
from disclaimers.models import Addition, Subject
from publishing import clock, ledger
from tests import factories
from tests.articles.test_admin import EDITED, EVERY_MODEL, address
from tests.browser_form import fields_of
from tests.therapists import factories as directory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def one_of_each(module_db: None) -> dict[str, models.Model]:
    """A row of every model in the admin, with every kind of block on the article."""
    disclaimer = factories.make_disclaimer()
    subject = Subject.objects.create(slug="pregnancy", name="Pregnancy")
    Addition.objects.create(parent=disclaimer, subject=subject, text="Ask first.")
    ledger.keep_draft(disclaimer, by=None)
    picture, study = factories.make_picture(), factories.make_study()
    author = factories.make_contributor(biography="<p>Writes.</p>", picture=picture)
    page = factories.make_site_page(slug="about")
    article = factories.make_article(
        authors=[author], medical_reviewer=author, hero=picture, series=factories.make_series(), series_position=1,
        tags=["sore"],
    )  # fmt: skip
    article.disclaimer_subjects.set([subject])
    place = {"parent": article, "region": "main"}
    CareCard.objects.create(**place, ordering=20, level="urgent", heading="See someone if:", body="<ul><li>A</li></ul>")
    KeyFact.objects.create(**place, ordering=30, body="<p>A fact.</p>")
    EvidenceNote.objects.create(**place, ordering=40, study=study, body="<p>It helped.</p>")
    Figure.objects.create(**place, ordering=50, picture=picture, caption="Here")
    Steps.objects.create(**place, ordering=60, heading="Go", body="<ol><li>One</li></ol>")
    Checklist.objects.create(**place, ordering=70, heading="Bring", items_text="Water")
    Question.objects.create(**place, ordering=80, question="Why?", body="<p>Because.</p>")
    SeeAlso.objects.create(**place, ordering=90, heading="Next", pages=[page.reference])
    ledger.keep_draft(article, by=None)
    edition = ledger.publish(page, by=None)
    technique = factories.make_technique(authors=[author], medical_reviewer=author, hero=picture)
    condition = factories.make_condition(authors=[author], medical_reviewer=author, hero=picture)
    profile = factories.make_profile(technique=technique, condition=condition, findings=[{"study": study}])
    therapist = directory.make_therapist()
    licence, practice = therapist.licences.get(), therapist.practices.get()
    rows = [
        therapist, licence, practice, practice.state,
        disclaimer, subject, picture, study, author, page, article, article.topic, article.series, edition, technique,
        condition, profile, profile.searches.get(), factories.make_claim(),
        MenuItem.objects.create(place="main", label="About", page=page.reference), Tag.objects.get(),
        User.objects.create_user("ann", date_joined=clock.present().replace(microsecond=0)),
        Group.objects.create(name="Writers"),
    ]  # fmt: skip
    return {row._meta.label_lower: row for row in rows}


@pytest.mark.parametrize("label", EVERY_MODEL)
def test_every_list_opens_and_can_be_searched_and_sorted(
    root: Client, one_of_each: dict[str, models.Model], label: str
) -> None:
    model_admin = admin.site._registry[type(one_of_each[label])]
    plain = root.get(address(label, ""))
    assert plain.status_code == 200
    assert str(one_of_each[label].pk) in plain.text
    if model_admin.search_fields:
        assert root.get(address(label, ""), {"q": "nothing-like-this"}).status_code == 200
    for column in range(1, len(model_admin.list_display) + 1):
        assert root.get(address(label, ""), {"o": f"-{column}"}).status_code == 200


@pytest.mark.parametrize("label", EVERY_MODEL)
def test_every_change_form_opens(root: Client, one_of_each: dict[str, models.Model], label: str) -> None:
    response = root.get(address(label, f"{one_of_each[label].pk}/change/"))
    assert response.status_code == 200
    assert not BeautifulSoup(response.content, "html.parser").select(".errornote")


@pytest.mark.parametrize("label", EDITED)
def test_every_form_saved_as_it_was_opened_changes_nothing(
    root: Client, one_of_each: dict[str, models.Model], label: str
) -> None:
    row = one_of_each[label]
    where = address(label, f"{row.pk}/change/")
    model_name = label.partition(".")[2]
    before = type(row)._default_manager.filter(pk=row.pk).values().get()
    copy = row.working_copy() if hasattr(row, "working_copy") else None

    response = root.post(where, fields_of(root.get(where), f"{model_name}_form"))

    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".errorlist, .errornote")
    assert type(row)._default_manager.filter(pk=row.pk).values().get() == before
    if copy:
        assert type(row)._default_manager.get(pk=row.pk).working_copy() == copy
