"""The pages of studies: what each found, how sure that is, what was said against it since, and which pages cite it."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from publishing import ledger
from tests import factories

pytestmark = pytest.mark.django_db


def main_words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return " ".join(main.get_text(" ", strip=True).split())


def test_a_study_shows_what_it_is_what_it_found_and_how_sure_that_is(client: Client) -> None:
    factories.make_live_study(
        key="doe-2020", title="Hands on backs.", authors="Doe J, Roe R", journal="Backs", volume="1(2)", pages="3-4",
        doi="10.1000/x", pmid="123", design="Trial in three arms", population="Ten adults", countries="Chile",
        funding="A foundation", conflicts="None declared", finding="It <found> little.", certainty="low",
        certainty_words="low (GRADE)", opened_by="Ann Lee", opened_on=date(2026, 10, 2),
    )  # fmt: skip
    said = main_words(client, "/evidence/studies/doe-2020/")
    for words in (
        "Hands on backs.", "Doe J, Roe R. Backs. 2020;1(2):3-4", "It <found> little.", "Trial in three arms",
        "Ten adults", "Chile", "A foundation", "None declared", "low (GRADE)", "doi:10.1000/x", "PubMed 123",
        "Ann Lee opened the source on October 2, 2026.", "No page cites it now.",
    ):  # fmt: skip
        assert words in said, words


def test_a_study_that_nobody_opened_says_so(client: Client) -> None:
    factories.make_live_study(key="doe-2020", confidence="medium")
    said = main_words(client, "/evidence/studies/doe-2020/")
    assert "Nobody on our team has noted that they opened the source itself." in said
    assert "still have to be checked" in said
    assert "not graded" in said


def test_every_live_page_that_cites_it_is_listed_and_no_other(client: Client) -> None:
    study = factories.make_live_study(key="doe-2020")
    cites = "<p>So.[@doe-2020]</p>"
    factories.make_live_article(title="An article", text=cites)
    factories.make_live_page(title="A page", body=cites)
    factories.publish(factories.make_technique(name="A technique", suits=cites))
    factories.publish(factories.make_profile(title="A profile", findings=[{"study": study}]))
    factories.make_article(title="A draft", text=cites)
    gone, _ = factories.make_live_article(title="Gone", text=cites)
    ledger.withdraw(gone, by=None, reason="Wrong.")
    said = main_words(client, "/evidence/studies/doe-2020/").partition("Pages that cite it")[2]
    for title in ("An article", "A page", "A technique", "A profile"):
        assert title in said
    assert "draft" not in said
    assert "Gone" not in said


@pytest.mark.parametrize("notice", ["retracted", "concern", "superseded", "corrected"])
def test_a_notice_stands_on_its_page_at_once(client: Client, notice: str) -> None:
    study = factories.make_live_study(key="doe-2020")
    newer = factories.make_live_study(key="roe-2024", title="Newer hands", year=2024)
    study.notice, study.notice_words = notice, "On <this> day."
    study.superseded_by = newer if notice == "superseded" else None
    study.save()
    said = main_words(client, "/evidence/studies/doe-2020/")
    assert f"{study.get_notice_display()} On <this> day." in said
    assert ("Newer: Newer hands (2024)" in said) is (notice == "superseded")


@pytest.mark.parametrize(
    ("missing", "message"), [("study_type", "what type of study"), ("finding", "what the study found")]
)
def test_an_incomplete_study_cannot_be_published(missing: str, message: str) -> None:
    with pytest.raises(ledger.NotReady, match=message):
        ledger.publish(factories.make_study(**{missing: ""}), by=None)


def test_the_list_is_narrowed_down_by_type_newest_first(client: Client) -> None:
    factories.make_live_study(title="Old trial", year=1999)
    factories.make_live_study(title="New trial", year=2024)
    factories.make_live_study(title="A guideline", study_type="guideline")
    factories.make_study(title="A draft")
    everything = main_words(client, "/evidence/studies/")
    assert everything.index("New trial") < everything.index("A guideline") < everything.index("Old trial")
    assert "3 studies" in everything
    assert "draft" not in everything
    trials = main_words(client, "/evidence/studies/?type=trial")
    assert "2 studies" in trials
    assert "A guideline" not in trials.partition("2 studies")[2]


def test_empty_lists_and_unknown_types_say_so(client: Client) -> None:
    assert "No study has been published yet." in main_words(client, "/evidence/studies/")
    factories.make_live_study()
    assert "No study of this type is listed." in main_words(client, "/evidence/studies/?type=survey")
    assert client.get("/evidence/studies/?type=<script>").status_code == 404


def test_a_long_list_has_pages_that_keep_the_type(client: Client) -> None:
    for _ in range(31):
        factories.make_live_study()
    page = BeautifulSoup(client.get("/evidence/studies/?type=trial").content, "html.parser")
    (following,) = page.select(".pagination a[rel=next]")
    assert following["href"] == "?type=trial&page=2"
    assert client.get(f"/evidence/studies/{following['href']}").status_code == 200
    assert client.get("/evidence/studies/?page=3").status_code == 404


def test_references_lead_to_the_page_of_a_study_that_has_one(client: Client) -> None:
    factories.make_live_study(key="doe-2020")
    factories.make_study(key="roe-2021")
    factories.make_live_article(slug="a", text="<p>[@doe-2020] [@roe-2021]</p>")
    page = BeautifulSoup(client.get("/articles/a/").content, "html.parser")
    links = [str(link["href"]) for link in page.select(".references a[href^='/']")]
    assert links == ["/evidence/studies/doe-2020/"]


def test_the_page_of_a_withdrawn_study_is_gone(client: Client) -> None:
    study = factories.make_live_study(key="doe-2020")
    ledger.withdraw(study, by=None, reason="Entered by mistake.")
    gone = client.get("/evidence/studies/doe-2020/")
    assert gone.status_code == 410
    assert "Entered by mistake." in gone.text
    assert "No study has been published yet." in main_words(client, "/evidence/studies/")


def test_a_notice_that_is_taken_back_leaves_the_page(client: Client) -> None:
    study = factories.make_live_study(key="doe-2020", notice="retracted", notice_words="By mistake.")
    assert "Retracted By mistake." in main_words(client, "/evidence/studies/doe-2020/")
    study.notice = study.notice_words = ""
    study.save()
    assert "Retracted" not in main_words(client, "/evidence/studies/doe-2020/")
