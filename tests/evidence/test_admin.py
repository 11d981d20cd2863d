"""The admin of studies: finding, entering, and keeping what pages cite."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from evidence.models import Study
from publishing import ledger
from tests import factories
from tests.browser_form import fields_of

pytestmark = pytest.mark.django_db

VALUES = {
    "key": "doe-2020", "title": "Hands", "authors": "Doe J", "journal": "Backs", "year": "2020", "doi": "10.1000/x",
    "pmid": "123", "study_type": "Trial", "finding": "Little.", "certainty": "not graded", "confidence": "high",
}  # fmt: skip


def test_a_study_is_entered_and_found_by_any_of_its_names(editor_client: Client) -> None:
    assert editor_client.post("/admin/evidence/study/add/", VALUES).status_code == 302
    factories.make_study(title="Something else", authors="Nobody")
    for asked in ("doe-2020", "Hands", "Doe", "10.1000/x", "123"):
        page = BeautifulSoup(editor_client.get("/admin/evidence/study/", {"q": asked}).content, "html.parser")
        assert [row.get_text() for row in page.select("#result_list tbody th")] == ["doe-2020"], asked


def test_a_refused_study_says_why_and_keeps_what_was_typed(editor_client: Client) -> None:
    typed = VALUES | {"doi": "https://doi.org/10.1000/x", "year": "1492"}
    response = editor_client.post("/admin/evidence/study/add/", typed)
    assert "without “https://doi.org/”" in response.text
    kept = fields_of(response, "study_form")
    assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert not Study.objects.exists()


def test_a_study_says_where_it_is_cited_and_is_kept_as_long_as_any_edition_cites_it(editor_client: Client) -> None:
    study = factories.make_study(key="doe-2020")
    article, edition = factories.make_live_article(title="Cites it", text="<p>So.[@doe-2020]</p>")
    change, delete = (f"/admin/evidence/study/{study.pk}/{view}/" for view in ("change", "delete"))

    assert f'<a href="{edition.path}">Cites it</a>' in editor_client.get(change).text
    factories.change_text(article, "<p>So it was said.</p>")
    ledger.publish(article, by=None, note="No longer cited.")
    assert "No live page." in editor_client.get(change).text
    assert editor_client.post(delete, {"post": "yes"}).status_code == 403
    assert Study.objects.exists()


def test_a_study_that_nobody_cites_can_be_deleted(editor_client: Client) -> None:
    study = factories.make_study()
    assert "delete_selected" not in editor_client.get("/admin/evidence/study/").text
    assert editor_client.post(f"/admin/evidence/study/{study.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Study.objects.exists()
