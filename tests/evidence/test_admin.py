"""The admin of studies: finding, entering, and keeping what pages cite."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evidence.models import Claim, EvidenceSearch, Study
from publishing import ledger
from tests import factories
from tests.browser_form import fields_of

pytestmark = pytest.mark.django_db

VALUES = {
    "key": "doe-2020", "title": "Hands", "authors": "Doe J", "journal": "Backs", "year": "2020", "doi": "10.1000/x",
    "pmid": "31234567", "study_type": "trial", "finding": "Little.", "certainty": "not-graded", "confidence": "high",
}  # fmt: skip


def test_a_study_is_entered_and_found_by_any_of_its_names(editor_client: Client) -> None:
    assert editor_client.post("/admin/evidence/study/add/", VALUES).status_code == 302
    factories.make_study(title="Something else", authors="Nobody")
    for asked in ("doe-2020", "Hands", "Doe", "10.1000/x", "31234567"):
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


# Imports

RIS = "TY  - JOUR\nAU  - {author}\nTI  - {title}\nJO  - Backs\nPY  - 2020\nDO  - {doi}\nAN  - {pmid}\nER  - \n"
GOOD = RIS.format(author="Roe, R.", title="Good", doi="10.1000/good", pmid="77")
FORMATS = {"RIS": "0", "BibTeX": "1", "CSV": "2"}


def upload(client: Client, text: str | bytes, kind: str = "RIS") -> Any:
    data = text.encode() if isinstance(text, str) else text
    typed = {"format": FORMATS[kind], "resource": "0", "import_file": SimpleUploadedFile("studies.txt", data)}
    return client.post("/admin/evidence/study/import/", typed)


def confirm(client: Client, preview: Any) -> Any:
    soup = BeautifulSoup(preview.content, "html.parser")
    names = ("import_file_name", "original_file_name", "format", "resource")
    fields = {name: soup.select_one(f"input[name={name}]")["value"] for name in names}
    return client.post("/admin/evidence/study/process_import/", fields)


def test_an_import_shows_what_would_happen_and_saves_nothing_before_it_is_confirmed(editor_client: Client) -> None:
    preview = upload(editor_client, GOOD)
    assert "Roe R, 2020: Good" in preview.text
    assert not Study.objects.exists()

    assert confirm(editor_client, preview).status_code == 302

    study = Study.objects.get()
    assert (study.key, study.title, study.doi, study.pmid) == ("roe-2020", "Good", "10.1000/good", "77")
    assert study.drafts.get().saved_by == study.changed_by
    assert study.changed_by is not None
    assert LogEntry.objects.filter(object_id=str(study.pk)).exists()
    assert not study.editions.exists()


def test_every_bad_record_is_named_with_its_field_and_nothing_is_saved(editor_client: Client) -> None:
    factories.make_study(doi="10.1000/taken")
    records = [
        GOOD,
        RIS.format(author="A, B.", title="Twice in the file", doi="10.1000/good", pmid=""),
        RIS.format(author="A, B.", title="There already", doi="10.1000/taken", pmid=""),
        RIS.format(author="A, B.", title="Malformed", doi="10.1000/c", pmid="0123"),
        RIS.format(author="A, B.", title="", doi="10.1000/d", pmid=""),
    ]
    said = " ".join(BeautifulSoup(upload(editor_client, "".join(records)).content, "html.parser").get_text(" ").split())
    assert "Record 2, “Twice in the file” There is already a study with this DOI." in said
    assert "Record 3, “There already” There is already a study with this DOI." in said
    assert "Record 4, “Malformed” pmid : Enter a valid value." in said
    assert "Record 5 title : This field cannot be blank." in said
    assert "Record 1" not in said
    assert Study.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (b"TY  - JOUR\nTI  - Caf\xe9\nER  - \n", "RIS", "Line 2 is not UTF-8 text."),
        (b"not RIS at all", "RIS", "No RIS record was found"),
        (b"@article{a, title={x", "BibTeX", "cannot be read"),
        (b"title,colour\nx,y\n", "CSV", "Unknown column “colour”."),
        (b"title,certainty\nx,sure\n", "CSV", "“sure” is none of:"),
        (b"title,year,superseded_by\nx,2020,nobody-1999\n", "CSV", "There is no study with the key “nobody-1999”."),
        (b"title,year\nx,MMXX\n", "CSV", "year"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(editor_client: Client, data: bytes, kind: str, message: str) -> None:
    response = upload(editor_client, data, kind)
    assert response.status_code == 200
    assert message in response.text
    assert not Study.objects.exists()


def test_a_known_key_updates_its_study_and_an_empty_cell_leaves_what_is_there(editor_client: Client) -> None:
    study = factories.make_study(key="doe-2020", title="Old", population="Ten adults")
    preview = upload(editor_client, "key,title,population,certainty\ndoe-2020,New,,Low certainty\n", "CSV")
    confirm(editor_client, preview)
    study.refresh_from_db()
    assert (study.title, study.population, study.certainty) == ("New", "Ten adults", "low")
    assert study.drafts.count() == 2


def test_who_may_only_look_can_export_and_not_import(db: None) -> None:
    viewer = Client()
    viewer.force_login(factories.make_user("viewer", Permission.objects.filter(codename="view_study")))
    assert viewer.get("/admin/evidence/study/export/").status_code == 200
    assert viewer.get("/admin/evidence/study/import/").status_code == 403
    assert upload(viewer, GOOD).status_code == 403
    assert viewer.post("/admin/evidence/study/process_import/", {}).status_code == 403
    nobody = Client()
    nobody.force_login(factories.make_user("nobody", []))
    assert nobody.get("/admin/evidence/study/export/").status_code == 403


# Keys, notices, claims and searches


def test_the_key_of_a_study_is_typed_once_and_never_changes(editor_client: Client) -> None:
    assert 'name="key"' in editor_client.get("/admin/evidence/study/add/").text
    study = factories.make_study(key="doe-2020")
    change = f"/admin/evidence/study/{study.pk}/change/"
    assert 'name="key"' not in editor_client.get(change).text
    editor_client.post(change, VALUES | {"key": "other-1999"})
    study.refresh_from_db()
    assert study.key == "doe-2020"
    assert study.title == VALUES["title"]


def test_marking_a_study_as_retracted_says_how_many_pages_now_say_so(editor_client: Client) -> None:
    study = factories.make_live_study(key="doe-2020")
    factories.make_live_article(text="<p>[@doe-2020]</p>")
    typed = VALUES | {"notice": "retracted", "notice_words": "It was."}
    response = editor_client.post(f"/admin/evidence/study/{study.pk}/change/", typed, follow=True)
    assert "Live pages that cite it: 1." in response.text


def test_a_claim_with_a_malformed_phrase_is_refused_with_its_line(editor_client: Client) -> None:
    typed = {"name": "X", "phrases": "fine\n(not fine", "why": "Because.", "severity": "error", "is_active": "on"}
    response = editor_client.post("/admin/evidence/claim/add/", typed)
    assert "Line 2: “(not” is neither a word" in response.text
    assert "(not fine" in response.text
    assert not Claim.objects.exists()


def test_a_search_that_a_profile_names_is_kept(editor_client: Client) -> None:
    used, unused = factories.make_search(), factories.make_search()
    factories.make_profile()
    assert EvidenceSearch.objects.first() is not None
    statuses = {
        search: editor_client.post(f"/admin/evidence/evidencesearch/{search.pk}/delete/", {"post": "yes"}).status_code
        for search in (used, unused)
    }
    assert sorted(statuses.values()) == [302, 403]


def test_confirming_an_import_twice_says_so_and_imports_it_once(editor_client: Client) -> None:
    preview = upload(editor_client, GOOD)
    assert confirm(editor_client, preview).status_code == 302
    again = confirm(editor_client, preview)
    assert again.status_code == 302
    assert "was confirmed already" in editor_client.get(again["Location"]).text
    assert Study.objects.count() == 1


def test_an_import_that_no_longer_fits_is_told_and_not_called_a_success(editor_client: Client) -> None:
    preview = upload(editor_client, GOOD)
    factories.make_study(doi="10.1000/good")
    refused = confirm(editor_client, preview)
    said = editor_client.get(refused["Location"]).text
    assert "Nothing was imported: the studies changed since the preview." in said
    assert "Import finished" not in said
    assert Study.objects.count() == 1


def test_an_import_one_of_whose_records_no_longer_fits_saves_none_of_them(editor_client: Client) -> None:
    preview = upload(editor_client, GOOD + RIS.format(author="Poe, P.", title="Other", doi="10.1000/other", pmid="78"))
    factories.make_study(doi="10.1000/other")
    refused = confirm(editor_client, preview)
    assert "Nothing was imported" in editor_client.get(refused["Location"]).text
    assert Study.objects.count() == 1


def test_a_doi_in_other_letters_is_the_same_doi(editor_client: Client) -> None:
    factories.make_study(doi="10.1000/GOOD")
    assert "There is already a study with this DOI." in upload(editor_client, GOOD).text


@pytest.mark.parametrize("touched", [False, True])
def test_a_form_opened_before_a_notice_keeps_it_unless_the_form_changes_it(
    editor_client: Client, touched: bool
) -> None:
    study = factories.make_study(key="doe-2020")
    change = f"/admin/evidence/study/{study.pk}/change/"
    opened = fields_of(editor_client.get(change), "study_form")
    study.notice, study.notice_words = "retracted", "It was."
    study.save()
    typed = {"title": ["A better title"]} | ({"notice": ["concern"], "notice_words": ["They ask."]} if touched else {})

    assert editor_client.post(change, opened | typed).status_code == 302

    study.refresh_from_db()
    assert study.title == "A better title"
    assert study.notice == ("concern" if touched else "retracted")


def test_a_notice_needs_the_right_to_publish(writer_client: Client) -> None:
    study = factories.make_study(key="doe-2020")
    change = f"/admin/evidence/study/{study.pk}/change/"
    assert 'name="notice"' not in writer_client.get(change).text
    writer_client.post(change, VALUES | {"notice": "retracted", "notice_words": "It was."})
    rows = "key,notice,notice_words\ndoe-2020,retracted,It was.\n"
    assert "only those who may publish studies record it" in upload(writer_client, rows, "CSV").text
    study.refresh_from_db()
    assert study.notice == ""
