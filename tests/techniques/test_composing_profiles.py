"""What publishing makes of the findings and searches of a profile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.models import Certainty
from publishing import ledger
from techniques import matrix
from techniques.composing import lowest_certainty
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("author")]


def test_a_profile_keeps_its_findings_as_a_reader_reads_them() -> None:
    study = factories.make_live_study(key="doe-2020", authors="Doe J, Roe R", year=2020, design="A trial in 3 arms")
    profile = factories.make_profile(
        findings=[
            {"study": study, "outcome": "sleep", "comparator": "Rest", "direction": "no-difference", "size": "None.",
             "certainty": "very-low"},
            {"study": study, "outcome": "harms", "direction": "against", "size": "Some.", "is_indirect": True},
        ]
    )  # fmt: skip
    first, second = profile.compose().facts["findings"]
    assert first == {
        "key": "doe-2020", "study": "Doe J, 2020", "kind": "A trial in 3 arms", "path": "/evidence/studies/doe-2020/",
        "number": 1, "outcome": "Sleep", "comparator": "Rest", "direction": "No clear difference", "size": "None.",
        "certainty": "very-low", "is_indirect": False,
    }  # fmt: skip
    assert (second["certainty"], second["is_indirect"], second["number"]) == ("not-graded", True, 1)


def test_findings_are_numbered_after_what_the_text_cites_and_each_study_once() -> None:
    cited, found = factories.make_study(key="cited"), factories.make_study(key="found")
    profile = factories.make_profile(
        meaning="<p>So.[@cited]</p>", findings=[{"study": found}, {"study": cited}, {"study": found}]
    )
    facts = profile.compose().facts
    assert [row["key"] for row in facts["references"]] == ["cited", "found"]
    assert [row["number"] for row in facts["findings"]] == [2, 1, 2]


def test_only_direct_findings_decide_how_sure_a_profile_is() -> None:
    findings = [{"certainty": "moderate"}, {"certainty": "very-low", "is_indirect": True}, {}]
    edition = ledger.publish(factories.make_profile(findings=findings), by=None)
    assert matrix.around_profile(edition)["cell"].certainty == "Moderate certainty"


CERTAINTIES = st.lists(st.sampled_from(Certainty.values))


@given(certainties=CERTAINTIES, more=CERTAINTIES)
def test_another_source_never_makes_us_surer_unless_nobody_graded_before(
    certainties: list[str], more: list[str]
) -> None:
    surest_first = ["high", "moderate", "low", "very-low"]
    before, after = lowest_certainty(certainties), lowest_certainty(certainties + more)
    assert lowest_certainty(more + certainties) == after
    assert before in {*certainties, "not-graded"}
    if before != "not-graded":
        assert surest_first.index(after) >= surest_first.index(before)


def test_the_searches_of_a_profile_are_kept_the_last_one_first() -> None:
    profile = factories.make_profile()
    older = factories.make_search(searched_on="2026-01-02", place="Cochrane", question="back", limits="In English.")
    newer = factories.make_search(searched_on="2026-11-20", place="PEDro", question="hands")
    profile.searches.set([older, newer])
    assert profile.compose().facts["searches"] == [
        {"on": "2026-11-20", "where": "PEDro", "question": "hands", "limits": ""},
        {"on": "2026-01-02", "where": "Cochrane", "question": "back", "limits": "In English."},
    ]
