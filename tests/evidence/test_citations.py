"""Citations become numbered links to the references, in the order in which studies are first cited."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence import citations
from publishing import ledger
from tests import factories

pytestmark = pytest.mark.django_db


def marks(html: str) -> list[str]:
    return re.findall(r">\[(\d+)\]</a>", html)


def test_studies_are_numbered_by_first_mention_and_keep_their_number() -> None:
    for key in ("a", "b", "c"):
        factories.make_study(key=key)
    numbered = citations.number("<p>One.[@b] Two.[@a] Again.[@b] Both.[@c; @a]</p>")
    assert marks(numbered.html) == ["1", "2", "1", "3", "2"]
    assert [study.key for study in numbered.studies] == ["b", "a", "c"]
    assert [(entry["key"], entry["number"]) for entry in numbered.references] == [("b", 1), ("a", 2), ("c", 3)]


def test_every_mark_has_a_place_of_its_own_that_its_reference_leads_back_to() -> None:
    factories.make_study(key="a")
    numbered = citations.number("<p>[@a] [@a] [@a]</p>")
    places = re.findall(r'id="([^"]+)"', numbered.html)
    assert len(set(places)) == 3
    assert numbered.references[0]["places"] == places
    assert numbered.html.count('href="#ref-1"') == 3


@pytest.mark.parametrize("text", ["[@a;@b]", "[@a; @b]", "[@a , @b]", "[@a,@b]", "[@a;\n@b]"])
def test_several_studies_are_cited_at_once(text: str) -> None:
    factories.make_study(key="a")
    factories.make_study(key="b")
    assert marks(citations.number(text).html) == ["1", "2"]


def test_a_key_that_names_no_study_is_left_out_and_told() -> None:
    factories.make_study(key="a")
    numbered = citations.number("<p>[@nobody] [@a; @nobody]</p>")
    assert marks(numbered.html) == ["1"]
    assert "[@" not in numbered.html
    assert [problem.message for problem in numbered.problems] == [
        "The text cites [@nobody], but there is no study with this key."
    ]
    assert numbered.problems[0].blocks


@pytest.mark.parametrize(
    "text", ["a@b.example", "[a]", "[@]", "[@a b]", "[ @a]", "[@a", "@a]", "&#91;@a]", "[@<b>a</b>]"]
)
def test_what_only_resembles_a_citation_stays_as_it_is(text: str) -> None:
    assert citations.number(text).html == text


def test_a_screen_reader_hears_what_a_mark_is() -> None:
    factories.make_study(key="a")
    assert 'aria-label="Reference 1"' in citations.number("[@a]").html


def test_keys_are_listed_as_often_as_they_are_cited() -> None:
    assert citations.keys_in("[@a] x [@b; @a] [@c-2]") == ["a", "b", "a", "c-2"]


def test_studies_that_a_page_shows_outside_of_its_text_follow_those_that_it_cites() -> None:
    for key in ("a", "b", "c"):
        factories.make_study(key=key)
    numbered = citations.number("<p>[@b]</p>", also_cited=["c", "b", "a"])
    assert [(entry["key"], entry["number"]) for entry in numbered.references] == [("b", 1), ("c", 2), ("a", 3)]
    assert [len(entry["places"]) for entry in numbered.references] == [1, 0, 0]
    assert [study.key for study in numbered.studies] == ["b", "c", "a"]


def test_a_study_shown_outside_of_the_text_has_to_exist_too() -> None:
    assert [problem.blocks for problem in citations.number("", also_cited=["nobody"]).problems] == [True]


def test_a_reference_leads_to_the_page_of_its_study_only_while_that_is_live() -> None:
    factories.make_study(key="draft")
    factories.make_live_study(key="live")
    ledger.withdraw(factories.make_live_study(key="gone"), by=None, reason="Wrong.")
    numbered = citations.number("[@draft] [@live] [@gone]")
    assert [entry["path"] for entry in numbered.references] == [None, "/evidence/studies/live/", None]


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        ("retracted", "has been retracted"),
        ("concern", "is under an expression of concern"),
        ("superseded", "has been superseded"),
    ],
)
@pytest.mark.parametrize(("text", "shown"), [("[@doe-2020]", []), ("", ["doe-2020"])])
def test_whoever_cites_a_study_in_doubt_is_asked_for_a_reason(
    notice: str, words: str, text: str, shown: list[str]
) -> None:
    factories.make_study(key="doe-2020", title="Hands.", notice=notice, notice_words="By the journal, in May.")
    (problem,) = citations.number(text, also_cited=shown).problems
    assert problem.message == f"[@doe-2020] is cited. “Hands” (2020) {words}. By the journal, in May."
    assert problem.needs_reason
    assert not problem.blocks


def test_a_corrected_study_is_cited_without_a_word() -> None:
    factories.make_study(key="doe-2020", notice="corrected", notice_words="A typo in table 2.")
    assert citations.number("[@doe-2020]").problems == []


def test_a_page_that_cites_a_study_in_doubt_is_published_with_a_reason_and_not_without() -> None:
    factories.make_study(key="doe-2020", notice="retracted", notice_words="By the journal.")
    article = factories.make_article(text="<p>It was retracted.[@doe-2020]</p>")
    with pytest.raises(ledger.ReasonMissing, match="has been retracted"):
        ledger.publish(article, by=None)
    (problem,) = citations.number("[@doe-2020]").problems
    edition = ledger.publish(article, by=None, reasons={problem.message: "The page is about its retraction."})
    assert edition.reasons == [{"warning": problem.message, "reason": "The page is about its retraction."}]


@given(keys=st.lists(st.sampled_from("abcxy"), max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_are_those_of_first_mention_whatever_is_cited(three_studies: None, keys: list[str]) -> None:
    numbered = citations.number(" ".join(f"[@{key}]" for key in keys))
    known = [key for key in keys if key in "abc"]
    order = list(dict.fromkeys(known))
    assert marks(numbered.html) == [str(order.index(key) + 1) for key in known]
    assert [entry["key"] for entry in numbered.references] == order


@pytest.fixture
def three_studies(db: None) -> None:
    for key in "abc":
        factories.make_study(key=key)
