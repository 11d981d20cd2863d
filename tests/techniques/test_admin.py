"""Techniques, conditions and profiles in the admin: added with no code, and no mistake loses what was typed."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from publishing import ledger
from techniques.models import Condition, EvidenceProfile, Technique
from tests import factories
from tests.browser_form import fields_of

pytestmark = pytest.mark.django_db

EMPTY = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


def rows(prefix: str, *values: dict[str, Any]) -> dict[str, Any]:
    """The fields of an inline with new rows."""
    fields = {f"{prefix}-{name}": value for name, value in EMPTY.items()} | {f"{prefix}-TOTAL_FORMS": str(len(values))}
    for number, row in enumerate(values):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in ({"ordering": number} | row).items()}
    return fields


CLOT = {"kind": "absolute", "what": "A clot", "reason": "It can move.", "source": "Custom."}


def technique_fields(**values: Any) -> dict[str, Any]:
    sections = {name: f"<p>On {name}.</p>" for name in Technique.sections}
    return sections | {
        "name": "Thai massage", "slug": "thai-massage", "standfirst": "Stretching on a mat.", "pressure_least": "2",
        "pressure_most": "4", "minutes_least": "60", "minutes_most": "90", "clothing": "Clothed.",
        "equipment": "A mat.",
        "authors": [str(factories.publish(factories.make_contributor()).pk)],
        **rows("contraindications", CLOT), **rows("questions"),
    } | values  # fmt: skip


def condition_fields(**values: Any) -> dict[str, Any]:
    card = {"level": "emergency", "heading": "Call 911 now if:", "body": "<p>Numb legs.</p>"}
    return {name: f"<p>On {name}.</p>" for name in Condition.sections} | {
        "name": "Stiff back", "slug": "stiff-back", "standfirst": "A back that is stiff.",
        "authors": [str(factories.publish(factories.make_contributor()).pk)],
        **rows("care_cards", card), **rows("contraindications"), **rows("questions"),
    } | values  # fmt: skip


def profile_fields(**values: Any) -> dict[str, Any]:
    return {
        "condition": str(factories.make_condition().pk), "title": "It", "slug": "it", "conclusion": "No studies found.",
        "meaning": "<p>Words.</p>", "searches": [str(factories.make_search().pk)],
        "authors": [str(factories.make_contributor().pk)], **rows("findings"),
    } | values  # fmt: skip


def publish(client: Client, content: Any) -> None:
    kind = f"{content._meta.app_label}/{content._meta.model_name}"
    typed = {"note": "New.", "when": "now", "fingerprint": content.fingerprint}
    assert client.post(f"/admin/{kind}/{content.pk}/publish/", typed).status_code == 302


def test_a_new_technique_and_a_new_condition_appear_everywhere_with_no_code(
    editor_client: Client, client: Client
) -> None:
    for kind, typed in (("technique", technique_fields()), ("condition", condition_fields())):
        response = editor_client.post(f"/admin/techniques/{kind}/add/", typed)
        assert response.status_code == 302, response.text
    technique, condition = Technique.objects.get(), Condition.objects.get()
    publish(editor_client, technique)
    publish(editor_client, condition)
    typed = profile_fields(technique=str(technique.pk), condition=str(condition.pk))
    assert editor_client.post("/admin/techniques/evidenceprofile/add/", typed).status_code == 302
    publish(editor_client, EvidenceProfile.objects.get())

    for address in ("/", "/techniques/", "/techniques/compare/", "/evidence/", "/evidence/matrix.csv", "/evidence/it/"):
        assert "Thai massage" in client.get(address).text, address
    for address in ("/", "/conditions/", "/evidence/", "/techniques/?condition=stiff-back", "/conditions/stiff-back/"):
        assert "Stiff back" in client.get(address).text, address
    assert "A clot" in client.get("/techniques/thai-massage/").text


WITHOUT_REASON = rows("contraindications", CLOT | {"reason": ""})
WITHOUT_SOURCE = rows("contraindications", CLOT | {"source": ""})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (WITHOUT_REASON, "This field is required."),
        (WITHOUT_SOURCE, "Name a study or another source."),
        ({"pressure_least": "5"}, "The lower pressure comes first"),
        ({"minutes_most": "3"}, "The shorter length comes first"),
    ],
)
def test_a_refused_technique_says_why_and_keeps_everything_that_was_typed(
    editor_client: Client, wrong: dict[str, Any], message: str
) -> None:
    typed = technique_fields(**wrong)
    response = editor_client.post("/admin/techniques/technique/add/", typed)
    assert response.status_code == 200
    assert message in response.text
    kept = fields_of(response, "technique_form")
    for name, value in typed.items():
        if value not in ("", []) and "_FORMS" not in name:
            assert kept[name] == (value if isinstance(value, list) else [str(value)]), name
    assert not Technique.objects.exists()


def test_a_finding_without_a_study_is_refused_and_kept(editor_client: Client) -> None:
    finding = {"outcome": "pain", "direction": "better", "size": "Two points on a scale.", "certainty": "low"}
    typed = profile_fields(**rows("findings", finding))
    response = editor_client.post("/admin/techniques/evidenceprofile/add/", typed)
    assert "This field is required." in response.text
    assert fields_of(response, "evidenceprofile_form")["findings-0-size"] == ["Two points on a scale."]
    assert not EvidenceProfile.objects.exists()


def test_a_second_profile_of_a_cell_is_refused_with_words(editor_client: Client) -> None:
    profile = factories.make_profile(technique=factories.make_technique())
    typed = profile_fields(technique=str(profile.technique.pk), condition=str(profile.condition.pk))
    response = editor_client.post("/admin/techniques/evidenceprofile/add/", typed)
    assert "There is already a profile of this technique for this condition." in response.text
    assert EvidenceProfile.objects.count() == 1


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


def test_the_profiles_that_rest_on_a_study_in_doubt_are_found(editor_client: Client) -> None:
    study = factories.make_live_study()
    factories.make_profile(title="Rests on it", findings=[{"study": study}])
    factories.make_profile(title="Has another", findings=[{}])
    factories.make_profile(title="Has none")
    study.notice, study.notice_words = "concern", "The editors ask."
    study.save()

    def listed(query: str) -> set[str]:
        page = editor_client.get(f"/admin/techniques/evidenceprofile/?{query}").text
        return {title for title in ("Rests on it", "Has another", "Has none") if title in page.partition("<tbody>")[2]}

    assert listed("sources=doubtful") == {"Rests on it"}
    assert listed("sources=none") == {"Has none"}
    assert len(listed("")) == 3


def test_restoring_an_edition_brings_its_rows_back(editor_client: Client) -> None:
    technique = factories.publish(factories.make_technique(contraindications=2))
    technique.contraindications.all().delete()
    ledger.keep_draft(technique, by=None)
    address = f"/admin/techniques/technique/{technique.pk}/restore/edition-1/"
    assert editor_client.post(address).status_code == 302
    assert technique.contraindications.count() == 2


@pytest.mark.parametrize("kind", ["technique", "condition", "profile"])
def test_previews_and_comparisons_work_for_every_kind(editor_client: Client, kind: str) -> None:
    content = factories.publish(getattr(factories, f"make_{kind}")())
    base = f"/admin/techniques/{content._meta.model_name}/{content.pk}"
    for view in ("preview/", "editions/", "editions/1/", "compare/?old=edition-1&new=now", "publish/", "withdraw/"):
        assert editor_client.get(f"{base}/{view}").status_code == 200, view


@pytest.mark.parametrize("kind", ["technique", "condition", "profile"])
def test_who_may_not_publish_can_do_so_by_no_door(writer_client: Client, writer: User, kind: str) -> None:
    content = getattr(factories, f"make_{kind}")()
    base = f"/admin/techniques/{content._meta.model_name}"
    typed = {"note": "x", "when": "now", "fingerprint": content.fingerprint}
    assert writer_client.post(f"{base}/{content.pk}/publish/", typed).status_code == 403
    action = {"action": "publish_selected", "_selected_action": str(content.pk), "confirmed": "1", "note": "x"}
    writer_client.post(f"{base}/", action)
    assert not content.editions.exists()
