"""The evidence matrix: every technique by every condition, in words, as it was published."""

import csv
import random
from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from publishing import clock, ledger
from publishing.models import Edition
from techniques import matrix
from tests import factories

pytestmark = pytest.mark.django_db


def table(client: Client) -> Tag:
    response = client.get("/evidence/")
    assert response.status_code == 200
    found = BeautifulSoup(response.content, "html.parser").find("table")
    assert isinstance(found, Tag)
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ", strip=True).split())


def live(kind: str, **values: object) -> object:
    return factories.publish(getattr(factories, f"make_{kind}")(**values))


@pytest.mark.parametrize("seed", range(4))
def test_each_cell_is_the_live_profile_of_its_technique_and_condition(seed: int) -> None:
    """Compared with a model in plain dictionaries."""
    chance = random.Random(seed)  # noqa: S311
    techniques = [live("technique", name=f"T{number}") for number in range(3)]
    conditions = [live("condition", name=f"C{number}") for number in range(2)]
    expected = {}
    for technique in (None, *techniques):
        for condition in conditions:
            name, fate = (
                technique.name if technique else matrix.ANY_MASSAGE,
                chance.choice(["none", "draft", "live", "gone"]),
            )
            expected[name, condition.name] = "Not searched yet."
            if fate == "none":
                continue
            conclusion = f"No studies found of {name} for {condition.name}."
            profile = factories.make_profile(technique=technique, condition=condition, conclusion=conclusion)
            if fate != "draft":
                ledger.publish(profile, by=None)
            if fate == "gone":
                ledger.withdraw(profile, by=None, reason="Wrong.")
            if fate == "live":
                expected[name, condition.name] = conclusion

    shown = matrix.read()

    assert {(c.technique, c.condition): c.conclusion for _, cells in shown.rows for c in cells} == expected
    assert [head.name for head, _ in shown.rows] == [matrix.ANY_MASSAGE, "T0", "T1", "T2"]
    assert [head.name for head in shown.conditions] == ["C0", "C1"]


def test_it_is_a_table_with_headers_a_caption_and_links(client: Client) -> None:
    technique, condition = live("technique", name="Shiatsu", slug="shiatsu"), live("condition", name="Sciatica")
    live("profile", technique=technique, condition=condition, slug="shiatsu-for-sciatica")
    shown = table(client)
    assert shown.caption is not None
    assert [words(head) for head in shown.select("thead th[scope=col]")] == ["Technique", "Sciatica"]
    assert [words(head) for head in shown.select("tbody th[scope=row]")] == [matrix.ANY_MASSAGE, "Shiatsu"]
    assert [link["href"] for link in shown.select("tbody tr:last-child a")] == [
        "/techniques/shiatsu/", "/evidence/shiatsu-for-sciatica/",
    ]  # fmt: skip


def test_a_cell_without_a_study_says_when_and_where_it_was_searched(client: Client) -> None:
    condition = live("condition")
    profile = factories.make_profile(condition=condition)
    profile.searches.set([factories.make_search(searched_on="2026-10-03", place="PubMed")])
    ledger.publish(profile, by=None)
    assert "No studies found. Searched October 3, 2026: PubMed" in words(table(client))


def test_a_cell_that_nobody_looked_into_says_so_and_not_that_there_are_no_studies(client: Client) -> None:
    live("technique"), live("condition")
    assert words(table(client)).count("Not searched yet.") == 2
    assert "No studies found" not in words(table(client))


def test_a_cell_counts_direct_studies_and_gives_the_lowest_certainty_that_one_of_them_states(client: Client) -> None:
    twice = factories.make_live_study()
    findings = [
        {"study": twice, "certainty": "low"}, {"study": twice, "outcome": "function"}, {"certainty": "very-low"},
        {"certainty": "high", "is_indirect": True},
    ]  # fmt: skip
    live("profile", condition=live("condition"), findings=findings)
    assert "Very low certainty · 2 studies and guidelines" in words(table(client))


def test_a_retraction_changes_the_cell_at_once_without_a_new_edition(client: Client) -> None:
    study = factories.make_live_study()
    live("profile", condition=live("condition"), findings=[{"study": study}], conclusion="May help a little.")
    assert "May help a little. Not graded · 1 study or guideline" in words(table(client))

    study.notice, study.notice_words = "retracted", "Retracted in 2026."
    study.save()

    assert "In doubt: what it rests on was retracted or superseded." in words(table(client))
    assert "May help a little." not in words(table(client))


def test_the_time_machine_shows_the_matrix_of_another_moment() -> None:
    condition = live("condition")
    profile = live("profile", condition=condition, conclusion="No studies found then.")
    before = clock.present()
    profile.conclusion = "No studies found now."
    profile.save()
    ledger.publish(profile, by=None, note="Searched again.")
    with clock.at(before):
        assert matrix.read().rows[0][1][0].conclusion == "No studies found then."
    with clock.at(before - timedelta(days=1)):
        assert matrix.read().conditions == []
    assert matrix.read().rows[0][1][0].conclusion == "No studies found now."


def test_an_empty_matrix_says_so(client: Client) -> None:
    assert "No technique and no condition has been published yet." in client.get("/evidence/").text


def test_a_renamed_technique_keeps_its_row_and_its_profiles(client: Client) -> None:
    technique, condition = live("technique", name="Old", slug="old"), live("condition")
    live("profile", technique=technique, condition=condition, conclusion="No studies found of it.")
    technique.name, technique.slug = "New", "new"
    technique.save()
    ledger.publish(technique, by=None, note="A better name.")
    row = table(client).select("tbody tr")[-1]
    assert words(row).startswith("New ")
    assert "No studies found of it." in words(row)
    assert client.get("/techniques/old/")["Location"] == "/techniques/new/"


def rows(client: Client) -> list[dict[str, str]]:
    response = client.get("/evidence/matrix.csv")
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(response.text, newline="")))


def test_the_table_for_spreadsheets_has_license_date_address_and_the_disclaimer(client: Client) -> None:
    factories.make_live_disclaimer(notice="Not medical advice at all.")
    technique, condition = live("technique", name="Shiatsu"), live("condition", name="Sciatica")
    live("profile", technique=technique, condition=condition, slug="it")
    unsearched, searched = rows(client)
    assert (searched["technique"], searched["condition"]) == ("Shiatsu", "Sciatica")
    assert searched["conclusion"] == "No studies found."
    assert (searched["searched_on"], searched["searched_in"]) == ("2026-11-01", "PubMed")
    assert searched["page"].endswith("/evidence/it/")
    assert searched["as_of"] == clock.today().isoformat()
    assert searched["license"] == "CC BY 4.0"
    assert searched["disclaimer"] == "Not medical advice at all."
    assert (unsearched["conclusion"], unsearched["page"]) == ("Not searched yet.", "")


def test_no_cell_of_it_is_a_formula(client: Client) -> None:
    live("condition", name="=1+1")
    assert [row["condition"] for row in rows(client)] == ["'=1+1"]


def test_every_cell_of_the_page_is_a_row_of_the_file(client: Client) -> None:
    condition = live("condition", name="C")
    for name in ("A", "B"):
        live("profile", technique=live("technique", name=name), condition=condition)
    on_page = [
        (words(row.th), words(cell.select_one(".cell__conclusion")))  # type: ignore[arg-type]
        for row in table(client).select("tbody tr")
        for cell in row.select("td")
    ]
    assert [(row["technique"], row["conclusion"]) for row in rows(client)] == on_page


def test_only_live_editions_are_read(client: Client) -> None:
    factories.make_technique(name="Draft")
    gone = live("technique", name="Gone")
    ledger.withdraw(gone, by=None, reason="Wrong.")
    live("condition")
    assert [words(head) for head in table(client).select("tbody th")] == [matrix.ANY_MASSAGE]
    assert Edition.objects.live().count() == 1
