"""Editions of the catalogue in the admin: seen, compared and restored, and nothing deleted that is in use."""

from typing import Any

import pytest
from django.test import Client

from publishing import ledger
from techniques.models import (
    Condition,
    ConditionContraindication,
    ConditionQuestion,
    EvidenceProfile,
    Technique,
    TechniqueQuestion,
)
from tests import factories
from tests.browser_form import fields_of
from tests.techniques.rows import CLOT, QUESTION

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["technique", "condition", "profile"])
def test_previews_and_comparisons_work_for_every_kind(editor_client: Client, kind: str) -> None:
    content = factories.publish(getattr(factories, f"make_{kind}")())
    base = f"/admin/techniques/{content._meta.model_name}/{content.pk}"
    for view in ("preview/", "editions/", "editions/1/", "compare/?old=edition-1&new=now", "publish/", "withdraw/"):
        assert editor_client.get(f"{base}/{view}").status_code == 200, view


# Deleting


@pytest.mark.parametrize("kind", ["technique", "condition"])
def test_what_a_profile_uses_cannot_be_deleted_and_says_what_uses_it(editor_client: Client, kind: str) -> None:
    profile = factories.make_profile(title="It uses them", technique=factories.make_technique())
    used = getattr(profile, kind)
    address = f"/admin/techniques/{kind}/{used.pk}/delete/"
    assert "It uses them" in editor_client.get(address).text
    editor_client.post(address, {"post": "yes"})
    assert type(used).objects.filter(pk=used.pk).exists()


def test_a_live_technique_says_where_it_is_used_and_is_never_deleted(editor_client: Client) -> None:
    technique = factories.publish(factories.make_technique())
    condition = factories.publish(factories.make_condition())
    factories.publish(factories.make_profile(title="It", technique=technique, condition=condition))
    page = editor_client.get(f"/admin/techniques/technique/{technique.pk}/change/")
    assert "It: what studies found" in page.text
    delete = f"/admin/techniques/technique/{technique.pk}/delete/"
    assert editor_client.post(delete, {"post": "yes"}).status_code == 403


# Restoring


def test_restoring_an_edition_brings_its_rows_back(editor_client: Client) -> None:
    technique = factories.publish(factories.make_technique(contraindications=2))
    technique.contraindications.all().delete()
    ledger.keep_draft(technique, by=None)
    address = f"/admin/techniques/technique/{technique.pk}/restore/edition-1/"
    assert editor_client.post(address).status_code == 302
    assert technique.contraindications.count() == 2


def a_technique_with_rows() -> Technique:
    technique = factories.make_technique(contraindications=2)
    TechniqueQuestion.objects.create(parent=technique, **QUESTION)
    return technique


def a_condition_with_rows() -> Condition:
    condition = factories.make_condition(care_cards=2)
    ConditionContraindication.objects.create(parent=condition, **CLOT)
    ConditionQuestion.objects.create(parent=condition, **QUESTION)
    return condition


def a_profile_with_rows() -> EvidenceProfile:
    return factories.make_profile(findings=[{"size": "One point."}, {"size": "Two points.", "is_indirect": True}])


@pytest.mark.parametrize("make", [a_technique_with_rows, a_condition_with_rows, a_profile_with_rows])
def test_restoring_an_older_edition_brings_every_row_back_into_the_form(editor_client: Client, make: Any) -> None:
    page = factories.publish(make())
    kind = page._meta.model_name
    where = f"/admin/techniques/{kind}/{page.pk}"

    def typed() -> dict[str, Any]:
        fields = fields_of(editor_client.get(f"{where}/change/"), f"{kind}_form")
        return {name: value for name, value in fields.items() if not name.endswith(("-id", "csrfmiddlewaretoken"))}

    before = typed()
    form = fields_of(editor_client.get(f"{where}/change/"), f"{kind}_form")
    deleted = {name.replace("-id", "-DELETE"): "on" for name in form if name.endswith("-0-id") and form[name][0]}
    assert len(deleted) == len(page.working_parts)
    assert editor_client.post(f"{where}/change/", form | deleted).status_code == 302
    assert typed() != before

    assert editor_client.post(f"{where}/restore/edition-1/").status_code == 302

    assert typed() == before
    assert page.status == "Live"


def test_an_edition_whose_place_is_taken_now_is_not_restored_and_says_why(editor_client: Client) -> None:
    first, second = factories.make_condition(), factories.make_condition()
    profile = factories.publish(factories.make_profile(condition=first))
    profile.condition = second
    profile.save()
    factories.make_profile(condition=first)
    address = f"/admin/techniques/evidenceprofile/{profile.pk}/restore/edition-1/"
    response = editor_client.post(address, follow=True)
    assert "There is already a profile of massage of any kind for this condition." in response.text
    profile.refresh_from_db()
    assert profile.condition == second
