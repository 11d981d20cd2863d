"""The evidence matrix: every technique by every condition, in words, as it was published."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import product
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from evidence.models import Certainty
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

    assert "In doubt: what it rests on was retracted, questioned or superseded." in words(table(client))
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
        (words(row.th), words(cell.select_one(".cell__conclusion")))
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


# Against a model


GRADES = ["not-graded", "high", "moderate", "low", "very-low"]
#: A finding: which of three studies, its certainty, whether it is indirect.
FINDINGS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(GRADES), st.booleans()), max_size=4)
ROWS, COLUMNS = 2, 2
#: Of each cell: no profile, or its findings and what became of it.
CELLS = st.one_of(
    st.none(), st.tuples(FINDINGS, st.sampled_from(["live", "live", "live", "draft", "withdrawn", "scheduled"]))
)
STATES = st.sampled_from(["live", "live", "live", "draft", "withdrawn"])


def modelled(findings: list[tuple[int, str, bool]], doubtful: set[int]) -> tuple[int, str]:
    """How many studies speak to the very question and stand, and how sure they say we can be."""
    standing = [(study, grade) for study, grade, indirect in findings if not indirect and study not in doubtful]
    grades = [grade for _, grade in standing if grade != "not-graded"]
    lowest = max(grades, key=GRADES.index, default="not-graded")
    return len({study for study, _ in standing}), str(Certainty(lowest).label) if standing else ""


class TheMatrix(TestCase):
    @settings(max_examples=10, deadline=None)
    @given(
        techniques=st.lists(STATES, min_size=ROWS, max_size=ROWS),
        conditions=st.lists(STATES, min_size=COLUMNS, max_size=COLUMNS),
        cells=st.lists(CELLS, min_size=(ROWS + 1) * COLUMNS, max_size=(ROWS + 1) * COLUMNS),
        doubtful=st.sets(st.integers(0, 2)),
    )
    def test_is_what_is_live_and_stands_and_nothing_else(
        self, techniques: list[str], conditions: list[str], cells: list[Any], doubtful: set[int]
    ) -> None:
        studies = [factories.make_study(key=f"s{number}") for number in range(3)]
        # The order of their names is the other way round than the order in which they were made.
        rows = [self.page("technique", state, name=f"T{9 - number}") for number, state in enumerate(techniques)]
        columns = [self.page("condition", state, name=f"C{9 - number}") for number, state in enumerate(conditions)]
        expected = {}
        for (row, column), cell in zip(product([None, *rows], columns), cells, strict=True):
            place = (row.name if row else matrix.ANY_MASSAGE, column.name)
            if cell is None:
                continue
            findings, state = cell
            values = [
                {"study": studies[study], "certainty": grade, "is_indirect": indirect}
                for study, grade, indirect in findings
            ]
            is_direct = any(not indirect for *_, indirect in findings)
            conclusion = f"It helps {place}." if is_direct else f"No studies found of {place}."
            self.page("profile", state, technique=row, condition=column, conclusion=conclusion, findings=values)
            if state == "live":
                count, certainty = modelled(findings, doubtful)
                says = "In doubt: what it rests on was retracted, questioned or superseded."
                expected[place] = (says if is_direct and not count else conclusion, count, certainty)
        for number in doubtful:
            studies[number].notice, studies[number].notice_words = "retracted", "Made up."
            studies[number].save()

        shown = matrix.read()

        live_rows = sorted(row.name for row, state in zip(rows, techniques, strict=True) if state == "live")
        live_columns = sorted(column.name for column, state in zip(columns, conditions, strict=True) if state == "live")
        assert [head.name for head, _ in shown.rows] == [matrix.ANY_MASSAGE, *live_rows]
        assert [head.name for head in shown.conditions] == live_columns
        assert [
            (cell.technique, cell.condition, cell.conclusion, cell.studies, cell.certainty)
            for _, row_of_cells in shown.rows
            for cell in row_of_cells
        ] == [
            (*place, *expected.get(place, ("Not searched yet.", 0, "")))
            for place in product([matrix.ANY_MASSAGE, *live_rows], live_columns)
        ]

    @staticmethod
    def page(kind: str, state: str, **values: Any) -> Any:
        page = getattr(factories, f"make_{kind}")(**values)
        if state == "scheduled":
            ledger.publish(page, by=None, live_from=clock.present() + timedelta(days=1))
        elif state != "draft":
            ledger.publish(page, by=None)
        if state == "withdrawn":
            ledger.withdraw(page, by=None, reason="Wrong.")
        return page


# The page and the file


def test_the_page_is_one_table_that_a_screen_reader_can_walk(client: Client) -> None:
    for name in ("A", "B"):
        live("technique", name=name), live("condition", name=f"For {name}")
    shown = table(client)
    heads = [words(head) for head in shown.select("thead tr > th[scope=col]")]
    assert heads == ["Technique", "For A", "For B"]
    assert words(shown.caption) == "Findings by technique and condition"
    for row in shown.select("tbody tr"):
        assert [cell.name for cell in row.find_all(recursive=False)] == ["th", "td", "td"]
        assert row.select_one("th")["scope"] == "row"
        # On a phone, where each row is a card, a cell says its column itself.
        assert [words(label) for label in row.select("td .stacked__label")] == heads[1:]


def test_every_link_of_the_page_leads_to_a_page(client: Client) -> None:
    technique, condition = live("technique"), live("condition")
    live("profile", technique=technique, condition=condition)
    live("profile", condition=condition, findings=[{}])
    links = {str(link["href"]) for link in table(client).select("a")}
    assert len(links) == 3
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_file_says_cell_for_cell_what_the_page_says(client: Client) -> None:
    study = factories.make_live_study()
    technique, condition, other = live("technique"), live("condition"), live("condition")
    live("profile", technique=technique, condition=condition, findings=[{"certainty": "low"}, {}])
    live("profile", technique=technique, condition=other, findings=[{"study": study}])
    live("profile", condition=condition)
    study.notice, study.notice_words = "superseded", "There is a newer one."
    study.save()
    heads = [words(head) for head in table(client).select("thead th")][1:]
    on_page = []
    for row in table(client).select("tbody tr"):
        for condition_name, cell in zip(heads, row.select("td"), strict=True):
            link = cell.select_one(".cell__more a")
            on_page.append(
                {
                    "technique": words(row.th),
                    "condition": condition_name,
                    "conclusion": words(cell.select_one(".cell__conclusion")),
                    "page": str(link["href"]) if link else "",
                    "facts": words(cell.select_one(".cell__facts")) if cell.select_one(".cell__facts") else "",
                }
            )
    in_file = []
    for row in rows(client):
        count = int(row["studies"])
        sources = "study or guideline" if count == 1 else "studies and guidelines"
        searched = f"Searched November 1, 2026: {row['searched_in']}" if row["searched_on"] else ""
        facts = f"{row['certainty']} · {count} {sources}" if count else searched
        in_file.append(
            {name: row[name] for name in ("technique", "condition", "conclusion")}
            | {"page": row["page"].removeprefix("http://127.0.0.1:8000"), "facts": facts}
        )
    assert in_file == on_page
    assert {cell["facts"] for cell in on_page} > {"Low certainty · 2 studies and guidelines", ""}


def test_the_columns_of_the_file_are_these_in_this_order(client: Client) -> None:
    live("condition")
    response = client.get("/evidence/matrix.csv")
    assert response.text.splitlines()[0] == (
        "technique,condition,conclusion,certainty,studies,in_doubt,searched_on,searched_in,page,as_of,license,disclaimer"
    )
    assert response["Content-Disposition"] == 'attachment; filename="massage-evidence-matrix.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_no_column_of_the_file_begins_a_formula(client: Client, start: str) -> None:
    factories.make_live_disclaimer(notice=f"{start}cmd()")
    technique, condition = live("technique", name=f"{start}T"), live("condition", name=f"{start}C")
    search = factories.make_search(place=f"{start}P")
    profile = factories.make_profile(technique=technique, condition=condition, findings=[{}], conclusion=f"{start}X")
    profile.searches.set([search])
    ledger.publish(profile, by=None)
    _, row = rows(client)
    for name in ("technique", "condition", "conclusion", "searched_in", "disclaimer"):
        assert row[name].startswith(f"'{start}"), name


def test_commas_quotes_and_lines_of_a_cell_stay_in_their_cell(client: Client) -> None:
    condition = live("condition", name='Lower, "upper" and\nmiddle')
    live("profile", condition=condition, findings=[{}], conclusion='May "help", a little.')
    (row,) = rows(client)
    assert (row["condition"], row["conclusion"]) == (condition.name, 'May "help", a little.')


def test_a_name_with_markup_is_shown_as_text(client: Client) -> None:
    live("technique", name="<script>alert(1)</script>"), live("condition", name="<b>Bold</b>")
    page = client.get("/evidence/")
    assert "<script>alert" not in page.text
    assert "<b>Bold" not in page.text
    assert words(table(client).select("tbody th")[-1]) == "<script>alert(1)</script>"


MARCH, APRIL, MAY = (datetime(2026, month, 3, 17, tzinfo=UTC) for month in (3, 4, 5))


def test_staff_see_page_and_file_of_another_day_and_readers_never_do(editor_client: Client, client: Client) -> None:
    with time_machine.travel(MARCH, tick=False):
        technique, condition = live("technique", name="Shiatsu"), live("condition", name="Sciatica")
        study = factories.make_live_study()
        profile = live("profile", technique=technique, condition=condition, findings=[{"study": study}])
    with time_machine.travel(APRIL, tick=False):
        ledger.withdraw(profile, by=None, reason="Wrong.")
        study.notice, study.notice_words = "retracted", "Made up."
        study.save()
    with time_machine.travel(MAY, tick=False):
        editor_client.force_login(factories.make_editor())
        editor_client.post("/admin/time-machine/", {"moment_0": "2026-03-15", "moment_1": "12:00"})
        then, now = table(editor_client), table(client)
        assert "May help a little. Not graded · 1 study or guideline" in words(then)
        assert rows(editor_client)[1]["as_of"] == "2026-03-15"
        assert rows(editor_client)[1]["conclusion"] == "May help a little."
        assert words(now).count("Not searched yet.") == 2
        assert [row["conclusion"] for row in rows(client)] == ["Not searched yet."] * 2
        assert rows(client)[1]["as_of"] == "2026-05-03"


def test_a_scheduled_profile_enters_the_matrix_at_its_moment(client: Client) -> None:
    condition = live("condition")
    profile = factories.make_profile(condition=condition)
    tomorrow = clock.present() + timedelta(days=1)
    ledger.publish(profile, by=None, live_from=tomorrow)
    assert matrix.read().rows[0][1][0].conclusion == "Not searched yet."
    with clock.at(tomorrow):
        assert matrix.read().rows[0][1][0].conclusion == "No studies found."


def test_the_file_counts_the_studies_that_are_in_doubt(client: Client) -> None:
    study = factories.make_live_study()
    live("profile", condition=live("condition"), findings=[{"study": study}, {}])
    study.notice, study.notice_words = "concern", "The editors ask."
    study.save()
    (row,) = rows(client)
    assert (row["studies"], row["in_doubt"]) == ("1", "1")
