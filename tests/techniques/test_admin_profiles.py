"""Profiles are found in the admin by what they are about and what they rest on."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def listed(client: Client, **filters: Any) -> set[str]:
    page = client.get("/admin/techniques/evidenceprofile/", filters)
    assert page.status_code == 200
    rows_shown = BeautifulSoup(page.content, "html.parser").select("#result_list th.field-title")
    return {row.get_text() for row in rows_shown}


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


def test_profiles_are_found_by_technique_condition_state_words_and_study(editor_client: Client) -> None:
    shiatsu, swedish = factories.make_technique(name="Shiatsu"), factories.make_technique(name="Swedish")
    sciatica, strain = factories.make_condition(name="Sciatica"), factories.make_condition(name="Strain")
    study = factories.make_live_study(key="doe-2020")
    factories.make_profile(title="A", technique=shiatsu, condition=sciatica, findings=[{"study": study}] * 2)
    factories.make_profile(title="B", technique=shiatsu, condition=strain, conclusion="No studies found on strains.")
    factories.publish(factories.make_profile(title="C", technique=swedish, condition=sciatica))
    factories.make_profile(title="D", condition=sciatica)
    for filters, expected in (
        ({"technique__id__exact": shiatsu.pk}, {"A", "B"}),
        ({"technique__isnull": "True"}, {"D"}),
        ({"condition__id__exact": sciatica.pk}, {"A", "C", "D"}),
        ({"condition__id__exact": sciatica.pk, "sources": "none"}, {"C", "D"}),
        ({"status": "live"}, {"C"}),
        ({"status": "draft"}, {"A", "B", "D"}),
        ({"q": "doe-2020"}, {"A"}),
        ({"q": "strains"}, {"B"}),
        ({"sources": "doubtful"}, set()),
        ({"sources": "no-such"}, {"A", "B", "C", "D"}),
    ):
        assert listed(editor_client, **filters) == expected, filters


@pytest.mark.parametrize(
    ("notice", "found"), [("retracted", {"A"}), ("superseded", {"A"}), ("concern", {"A"}), ("corrected", set())]
)
def test_a_profile_with_two_findings_of_a_doubtful_study_is_listed_once(
    editor_client: Client, notice: str, found: set[str]
) -> None:
    study = factories.make_live_study(notice=notice, notice_words="It says so.")
    factories.make_profile(title="A", findings=[{"study": study}, {"study": study}])
    page = editor_client.get("/admin/techniques/evidenceprofile/", {"sources": "doubtful"})
    assert listed(editor_client, sources="doubtful") == found
    assert len(BeautifulSoup(page.content, "html.parser").select("#result_list tbody tr")) == len(found)
