"""What readers see of an evidence profile, also when a study of it is in doubt."""

import pytest
from django.test import Client

from evidence.models import Study
from publishing import ledger
from techniques.models import ConditionCareCard
from tests import factories
from tests.techniques.pages import main_of, words

pytestmark = pytest.mark.django_db


def test_a_profile_tells_direct_from_indirect_findings(client: Client) -> None:
    direct, near = factories.make_live_study(key="doe-2020"), factories.make_live_study(key="roe-2021")
    findings = [
        {"study": direct, "comparator": "usual care", "size": "Two points.", "certainty": "low"},
        {"study": near, "direction": "mixed", "is_indirect": True},
    ]
    condition = factories.publish(factories.make_condition(name="Sciatica"))
    factories.publish(factories.make_profile(slug="p", condition=condition, findings=findings))
    main = main_of(client, "/evidence/p/")
    very, near_table = main.select("table")
    assert words(very.caption) == "Studies and guidelines on this very question"
    assert "Better with massage. Two points." in words(very)
    assert "usual care" in words(very)
    assert "Low certainty" in words(very)
    assert words(near_table.caption).startswith("Near this question")
    assert "Mixed results." in words(near_table)
    assert [link["href"] for link in very.select("th a")] == ["/evidence/studies/doe-2020/", "#ref-1"]
    assert "Call 911 now if:" in words(main)
    assert [words(item)[:5] for item in main.select(".references li")] == ["Doe J", "Doe J"]


def test_a_profile_without_a_study_says_where_it_looked_and_that_this_proves_nothing(client: Client) -> None:
    factories.publish(factories.make_profile(slug="p", condition=factories.publish(factories.make_condition())))
    said = words(main_of(client, "/evidence/p/"))
    assert "No studies found. We looked on November 1, 2026 in: PubMed." in said
    assert "That is not proof that it helps, and not proof that it does not." in said


@pytest.mark.parametrize(
    ("findings", "conclusion", "message"),
    [
        ([], "It helps a lot.", "has to begin “No studies found”"),
        ([{"is_indirect": True}], "It may help.", "has to begin “No studies found”"),
        ([{}], "No studies found.", "but there is a direct finding"),
    ],
)
def test_a_conclusion_that_does_not_fit_the_findings_is_refused(
    findings: list[dict], conclusion: str, message: str
) -> None:
    with pytest.raises(ledger.NotReady, match=message):
        ledger.publish(factories.make_profile(findings=findings, conclusion=conclusion), by=None)


def test_a_profile_without_a_finding_needs_a_search() -> None:
    profile = factories.make_profile()
    profile.searches.clear()
    with pytest.raises(ledger.NotReady, match="Say when and where studies were searched for"):
        ledger.publish(profile, by=None)


def test_a_finding_near_the_question_never_stands_in_for_one_on_it(client: Client) -> None:
    condition = factories.publish(factories.make_condition())
    near = [{"is_indirect": True, "certainty": "high"}]
    factories.publish(
        factories.make_profile(slug="p", condition=condition, findings=near, conclusion="No studies found.")
    )

    main = main_of(client, "/evidence/p/")

    assert [words(table.caption) for table in main.select("table")] == ["Near this question: about something similar"]
    assert "No studies found. We looked on November 1, 2026 in: PubMed." in words(main)
    assert "Certainty of the evidence" not in words(main.header)


def test_words_about_a_techniques_subject_join_the_notice_of_its_page_and_of_its_profiles(client: Client) -> None:
    technique = factories.make_technique(slug="t")
    technique.disclaimer_subjects.add(factories.make_disclaimer_about("heat", "Stones can burn."))
    factories.publish(technique)
    condition = factories.publish(factories.make_condition(slug="c"))
    factories.publish(factories.make_profile(slug="p", technique=technique, condition=condition))
    for address, says in (("/techniques/t/", True), ("/evidence/p/", True), ("/conditions/c/", False)):
        assert ("Stones can burn." in client.get(address).text.partition("<main")[0]) is says


# Studies in doubt


def retract(study: Study) -> None:
    study.notice, study.notice_words = "retracted", "The journal withdrew it."
    study.save()


def test_a_retracted_study_is_marked_in_its_row_its_reference_and_the_conclusion(client: Client) -> None:
    study = factories.make_live_study(title="Wonder")
    condition = factories.publish(factories.make_condition())
    factories.publish(factories.make_profile(slug="p", condition=condition, findings=[{"study": study}]))
    retract(study)
    main = main_of(client, "/evidence/p/")
    assert "In doubt: what it rests on was retracted, questioned or superseded." in words(
        main.select_one(".standfirst")
    )
    assert "“Wonder” (2020) has been retracted. The journal withdrew it." in words(
        main.select_one(".care-card--urgent")
    )
    assert "In doubt: see above" in words(main.table)
    assert "Retracted: The journal withdrew it." in words(main.select_one(".references"))


def test_one_study_in_doubt_is_marked_in_its_own_rows_and_counts_no_more(client: Client) -> None:
    sound, doubtful = factories.make_live_study(title="Sound"), factories.make_live_study(title="Wonder")
    condition = factories.publish(factories.make_condition())
    findings = [{"study": sound}, {"study": doubtful}, {"study": doubtful, "is_indirect": True}]
    factories.publish(factories.make_profile(slug="p", condition=condition, findings=findings))
    retract(doubtful)

    main = main_of(client, "/evidence/p/")

    marks = [
        ["In doubt: see above" in words(row) for row in table.select("tbody tr")] for table in main.select("table")
    ]
    assert marks == [[False, True], [True]]
    assert words(main.select_one(".standfirst")) == "May help a little."
    cell = main_of(client, condition.public_path()).select_one(".cell-list")
    assert "Not graded · 1 study or guideline" in words(cell)


def test_where_the_only_study_is_in_doubt_nobody_reads_that_no_study_was_found(client: Client) -> None:
    study = factories.make_live_study()
    condition = factories.publish(factories.make_condition())
    factories.publish(factories.make_profile(slug="p", condition=condition, findings=[{"study": study}]))
    retract(study)

    assert "No studies found" not in words(main_of(client, "/evidence/p/"))


def test_a_retracted_study_no_longer_says_how_sure_we_can_be(client: Client) -> None:
    doubtful = factories.make_live_study()
    condition = factories.publish(factories.make_condition())
    findings = [{"study": doubtful, "certainty": "high"}, {"certainty": "not-graded"}]
    factories.publish(factories.make_profile(slug="p", condition=condition, findings=findings))
    assert "as far as a source states it: High certainty" in words(main_of(client, "/evidence/p/").header)

    retract(doubtful)

    assert "as far as a source states it: Not graded" in words(main_of(client, "/evidence/p/").header)
    assert "Not graded · 1 study or guideline" in words(main_of(client, "/evidence/").select_one("table"))


def test_a_graded_study_decides_alone_once_a_lower_one_is_in_doubt(client: Client) -> None:
    doubtful = factories.make_live_study()
    condition = factories.publish(factories.make_condition())
    findings = [{"study": doubtful, "certainty": "very-low"}, {"certainty": "moderate"}]
    factories.publish(factories.make_profile(slug="p", condition=condition, findings=findings))
    retract(doubtful)
    assert "as far as a source states it: Moderate certainty" in words(main_of(client, "/evidence/p/").header)


# Emergency cards


def test_the_page_of_a_profile_shows_the_emergency_card_that_is_live_and_no_other(client: Client) -> None:
    condition = factories.make_condition()
    ConditionCareCard.objects.create(parent=condition, level="urgent", heading="See someone:", body="<p>Soon.</p>")
    factories.publish(condition)
    factories.publish(factories.make_profile(slug="p", condition=condition))
    cards = main_of(client, "/evidence/p/").select(".care-card")
    assert [words(card) for card in cards] == ["Emergency Call 911 now if: You cannot feel your legs."]

    condition.care_cards.filter(level="emergency").update(body="<p>You cannot move them.</p>")
    assert "You cannot feel your legs." in words(main_of(client, "/evidence/p/"))
    ledger.publish(condition, by=None, note="Said better.")
    assert "You cannot move them." in words(main_of(client, "/evidence/p/"))


def test_links_and_citations_of_an_emergency_card_work_on_every_page_that_shows_it(client: Client) -> None:
    about = factories.publish(factories.make_technique(slug="about"))
    factories.make_live_study(key="roe-2021", title="On legs")
    condition = factories.make_condition(slug="c", care_cards=0)
    body = f'<p>You are numb.[@roe-2021] <a href="page:{about.reference}">More</a></p>'
    ConditionCareCard.objects.create(parent=condition, level="emergency", heading="Call 911:", body=body)
    factories.publish(condition)
    factories.publish(factories.make_profile(slug="p", condition=condition, findings=[{}]))

    for address in ("/conditions/c/", "/evidence/p/"):
        main = main_of(client, address)
        card = main.select_one(".care-card--emergency")
        assert card is not None
        assert card.select_one("a[href='/techniques/about/']") is not None, address
        assert "[@" not in words(card), address
        for mark in card.select("a.citation"):
            assert "On legs" in words(main.select_one(str(mark["href"]))), address
