"""The forms of the catalogue in the admin: pages are added with no code, and no mistake loses what was typed."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from techniques.models import Condition, EvidenceProfile, Technique
from tests import factories
from tests.browser_form import fields_of
from tests.publishing.pages import words_of
from tests.techniques.rows import CLOT, QUESTION

pytestmark = pytest.mark.django_db

EMPTY = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


def rows(prefix: str, *values: dict[str, Any]) -> dict[str, Any]:
    """The fields of an inline with new rows."""
    fields = {f"{prefix}-{name}": value for name, value in EMPTY.items()} | {f"{prefix}-TOTAL_FORMS": str(len(values))}
    for number, row in enumerate(values):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in ({"ordering": number} | row).items()}
    return fields


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


# Everything typed through the forms that a browser shows


def fill(client: Client, kind: str, typed: dict[str, Any]) -> HttpResponse:
    """Open the form for a new page, type, and save."""
    where = f"/admin/techniques/{kind}/add/"
    return client.post(where, fields_of(client.get(where), f"{kind}_form") | typed)


def test_a_new_catalogue_typed_with_all_its_rows_is_what_readers_see(editor_client: Client, client: Client) -> None:
    study = factories.make_live_study(key="doe-2020", title="On clots")
    warning = CLOT | {"study": str(study.pk), "source": ""}
    technique = technique_fields(**rows("contraindications", CLOT, warning | {"kind": "local", "what": "A burn"}),
                                 **rows("questions", QUESTION))  # fmt: skip
    cards = [{"level": level, "heading": f"{level}:", "body": f"<p>An {level} sign.</p>"}
             for level in ("urgent", "emergency")]  # fmt: skip
    condition = condition_fields(**rows("care_cards", *cards), **rows("contraindications", warning),
                                 **rows("questions", QUESTION))  # fmt: skip
    assert fill(editor_client, "technique", technique).status_code == 302
    assert fill(editor_client, "condition", condition).status_code == 302
    for made in (Technique.objects.get(), Condition.objects.get()):
        publish(editor_client, made)
    finding = {"study": str(study.pk), "outcome": "sleep", "comparator": "Rest", "direction": "better",
               "size": "An hour more.", "certainty": "low"}  # fmt: skip
    near = finding | {"outcome": "pain", "size": "A point less.", "is_indirect": "on"}
    profile = profile_fields(
        technique=str(Technique.objects.get().pk), condition=str(Condition.objects.get().pk),
        conclusion="May help people sleep.", **rows("findings", finding, near),
    )  # fmt: skip
    assert fill(editor_client, "evidenceprofile", profile).status_code == 302
    publish(editor_client, EvidenceProfile.objects.get())

    page = words_of(client.get("/techniques/thai-massage/"), "main")
    for said in ("A clot. It can move. Source: Custom.", "A burn. It can move. [1]", "Does it hurt? It should not."):
        assert said in page
    assert "May help people sleep. Low certainty · 1 study or guideline" in page
    page = words_of(client.get("/conditions/stiff-back/"), ".prose")
    assert page.index("An urgent sign.") < page.index("An emergency sign.") < page.index("What it is")
    assert "A clot. It can move. [1]" in page
    tables = client.get("/evidence/it/")
    assert "Better with massage. An hour more." in words_of(tables, "table:first-of-type")
    assert "A point less." in words_of(tables, ".table-region ~ .table-region")
    assert "May help people sleep." in words_of(client.get("/evidence/"), "table")
    assert "May help people sleep." in words_of(client.get("/techniques/compare/?technique=thai-massage"), "table")
    assert "May help people sleep." in words_of(client.get("/techniques/?condition=stiff-back"), ".cards")


def kept_as_typed(response: HttpResponse, kind: str, typed: dict[str, Any]) -> bool:
    kept = fields_of(response, f"{kind}_form")
    expected = {name: value if isinstance(value, list) else [str(value)] for name, value in typed.items() if value}
    return {name: kept.get(name) for name in expected if "_FORMS" not in name} == {
        name: value for name, value in expected.items() if "_FORMS" not in name
    }


FINDING = {"outcome": "sleep", "comparator": "Rest", "direction": "better", "size": "Two points.", "certainty": "low",
           "is_indirect": "on"}  # fmt: skip


def test_a_finding_without_a_study_is_told_at_its_place_and_every_field_is_kept(editor_client: Client) -> None:
    search = factories.make_search()
    typed = profile_fields(searches=[str(search.pk)], **rows("findings", FINDING, FINDING | {"size": "Three points."}))
    response = fill(editor_client, "evidenceprofile", typed)
    assert response.status_code == 200
    assert words_of(response, "#findings-0 .field-study .errorlist") == "This field is required."
    assert words_of(response, "#findings-1 .field-study .errorlist") == "This field is required."
    assert kept_as_typed(response, "evidenceprofile", typed)
    assert not EvidenceProfile.objects.exists()


@pytest.mark.parametrize(
    ("row", "message"),
    [(CLOT | {"reason": "  "}, "This field is required."), (CLOT | {"source": ""}, "Name a study or another source.")],
)
def test_a_warning_of_a_condition_without_a_reason_or_source_is_refused_and_kept(
    editor_client: Client, row: dict[str, str], message: str
) -> None:
    typed = condition_fields(**rows("contraindications", CLOT, row))
    response = fill(editor_client, "condition", typed)
    assert message in words_of(response, "#contraindications-1 .errorlist")
    assert words_of(response, "#contraindications-0 .errorlist") == ""
    assert kept_as_typed(response, "condition", typed)
    assert not Condition.objects.exists()


@pytest.mark.parametrize("of_any_kind", [False, True])
def test_a_second_profile_of_a_cell_is_refused_and_everything_typed_is_kept(
    editor_client: Client, of_any_kind: bool
) -> None:
    profile = factories.make_profile(technique=None if of_any_kind else factories.make_technique())
    study = factories.make_study()
    typed = profile_fields(
        technique="" if of_any_kind else str(profile.technique_id), condition=str(profile.condition_id),
        **rows("findings", FINDING | {"study": str(study.pk)}),
    )  # fmt: skip
    response = fill(editor_client, "evidenceprofile", typed)
    what = "massage of any kind" if of_any_kind else "this technique"
    assert words_of(response, ".errorlist") == f"There is already a profile of {what} for this condition."
    assert kept_as_typed(response, "evidenceprofile", typed)
    assert EvidenceProfile.objects.count() == 1


def test_a_page_with_problems_is_saved_and_says_before_publishing_what_is_missing(editor_client: Client) -> None:
    typed = technique_fields(suits="<p></p>", **rows("contraindications"))
    assert fill(editor_client, "technique", typed).status_code == 302
    technique = Technique.objects.get()
    page = editor_client.get(f"/admin/techniques/technique/{technique.pk}/publish/")
    assert words_of(page, ".problems--errors li") == (
        "The section “Who it may suit” is empty. There is no contraindication. No massage is for everybody."
    )
    pressed = {"note": "New.", "when": "now", "fingerprint": technique.fingerprint}
    assert editor_client.post(f"/admin/techniques/technique/{technique.pk}/publish/", pressed).status_code == 200
    assert not technique.editions.exists()
