"""What readers see of techniques, conditions and evidence profiles."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from evidence.models import Study
from publishing import ledger
from techniques.models import ConditionCareCard, ConditionQuestion, TechniqueContraindication, TechniqueQuestion
from tests import factories

pytestmark = pytest.mark.django_db


def main_of(client: Client, address: str) -> Tag:
    response = client.get(address)
    assert response.status_code == 200, address
    found = BeautifulSoup(response.content, "html.parser").main
    assert isinstance(found, Tag)
    return found


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ", strip=True).split())


def retract(study: Study) -> None:
    study.notice, study.notice_words = "retracted", "The journal withdrew it."
    study.save()


# Techniques


def test_a_technique_shows_its_facts_sections_and_questions_in_order(client: Client) -> None:
    technique = factories.make_technique(
        name="Shiatsu", slug="shiatsu", also_known_as="Finger pressure\nZen massage", pressure_least=2, pressure_most=4,
        minutes_least=45, minutes_most=90,
    )  # fmt: skip
    TechniqueQuestion.objects.create(parent=technique, question="Does it hurt?", body="<p>It should not.</p>")
    factories.publish(technique)
    main = main_of(client, "/techniques/shiatsu/")
    assert words(main.h1) == "Shiatsu"
    facts = words(main.select_one(".at-a-glance"))
    for said in (
        "Finger pressure, Zen massage",
        "Light to firm (2 to 4 of 5)",
        "45 to 90 minutes",
        "Covered by a sheet.",
    ):
        assert said in facts
    assert [words(heading) for heading in main.select(".prose > h2")] == [
        "What it is", "What it feels like", "What a session is like", "Who it may suit",
        "Who should not have it, or should ask first", "What studies found", "Common questions",
    ]  # fmt: skip
    assert words(main.select_one(".faq")) == "Does it hurt? It should not."
    ids = {str(tag["id"]) for tag in main.select("[id]")}
    assert {str(link["href"])[1:] for link in main.select("a[href^='#']")} <= ids


def test_contraindications_stand_by_kind_the_gravest_first_with_reason_and_source(client: Client) -> None:
    technique = factories.make_technique(slug="t", contraindications=0)
    study = factories.make_live_study(key="doe-2020", title="On clots")
    for kind, values in (
        ("ask-first", {"source": "Custom."}),
        ("local", {"source": "Sense."}),
        ("absolute", {"study": study}),
    ):
        TechniqueContraindication.objects.create(
            parent=technique, kind=kind, what=f"<{kind}>", reason="Because of it.", **values
        )
    factories.publish(technique)
    main = main_of(client, "/techniques/t/")
    assert [words(group) for group in main.select(".contraindications")] == [
        "Do not have this massage <absolute>. Because of it. [1]",
        "Leave the area alone <local>. Because of it. Source: Sense.",
        "Ask a clinician first <ask-first>. Because of it. Source: Custom.",
    ]
    assert "On clots" in words(main.select_one("#ref-1"))


@pytest.mark.parametrize("what", ["contraindication", "section", "author"])
def test_an_incomplete_technique_cannot_be_published(what: str) -> None:
    technique = factories.make_technique(contraindications=what != "contraindication")
    if what == "section":
        technique.feels_like = "<p> </p>"
        technique.save()
    if what == "author":
        technique.authors.clear()
    message = {
        "contraindication": "There is no contraindication.", "section": "“What it feels like” is empty",
        "author": "No author is named.",
    }[what]  # fmt: skip
    with pytest.raises(ledger.NotReady, match=message):
        ledger.publish(technique, by=None)


def test_a_technique_lists_its_live_profiles_and_no_other(client: Client) -> None:
    technique, other = (factories.publish(factories.make_technique(name=name, slug=name)) for name in "ab")
    shown = factories.make_profile(technique=technique, conclusion="No studies found, it says.")
    factories.publish(shown)
    factories.make_profile(technique=technique, conclusion="No studies found in the draft.")
    mentions = factories.make_profile(
        technique=other, conclusion="No studies found of the other.",
        meaning=f'<p>See <a href="page:{technique.reference}">a</a>.</p>',
    )  # fmt: skip
    factories.publish(mentions)
    findings = words(main_of(client, "/techniques/a/").select_one(".findings"))
    assert "No studies found, it says." in findings
    assert "draft" not in findings
    assert "of the other" not in findings


def test_a_technique_that_nobody_looked_into_says_so(client: Client) -> None:
    factories.publish(factories.make_technique(slug="t"))
    assert "Nobody has looked for studies on this yet." in words(main_of(client, "/techniques/t/"))


# Conditions


def test_care_cards_come_before_everything_else_of_a_condition(client: Client) -> None:
    condition = factories.make_condition(slug="sciatica")
    ConditionQuestion.objects.create(parent=condition, question="How long?", body="<p>Weeks.</p>")
    factories.publish(condition)
    prose = main_of(client, "/conditions/sciatica/").select_one(".prose")
    assert prose is not None
    first = prose.find(True)
    assert isinstance(first, Tag)
    assert "care-card--emergency" in first["class"]
    assert words(first).startswith("Emergency Call 911 now if:")
    assert [words(heading) for heading in prose.select("h2")] == [
        "What it is", "How it feels", "Usual course", "What helps most", "Where massage fits", "What to avoid",
        "What studies found", "Common questions",
    ]  # fmt: skip


def test_a_condition_without_an_emergency_card_cannot_be_published() -> None:
    with pytest.raises(ledger.NotReady, match="say when to call 911"):
        ledger.publish(factories.make_condition(care_cards=0), by=None)


def test_a_condition_shows_every_technique_for_it_without_ranking_them(client: Client) -> None:
    condition = factories.publish(factories.make_condition(slug="c"))
    for name in ("Zen", "Alpha"):
        technique = factories.publish(factories.make_technique(name=name))
        factories.publish(factories.make_profile(technique=technique, condition=condition))
    factories.publish(factories.make_profile(condition=condition))
    main = main_of(client, "/conditions/c/")
    assert [words(name) for name in main.select(".cell-list__name")] == ["Massage of any kind", "Alpha", "Zen"]
    assert "no technique has been shown to be best" in words(main)


# Evidence profiles


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


def test_words_about_a_techniques_subject_join_the_notice_of_its_page_and_of_its_profiles(client: Client) -> None:
    technique = factories.make_technique(slug="t")
    technique.disclaimer_subjects.add(factories.make_disclaimer_about("heat", "Stones can burn."))
    factories.publish(technique)
    condition = factories.publish(factories.make_condition(slug="c"))
    factories.publish(factories.make_profile(slug="p", technique=technique, condition=condition))
    for address, says in (("/techniques/t/", True), ("/evidence/p/", True), ("/conditions/c/", False)):
        assert ("Stones can burn." in client.get(address).text.partition("<main")[0]) is says


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


# Neighbours that are not live


def test_a_profile_leads_only_to_pages_that_are_live(client: Client) -> None:
    technique = factories.make_technique(name="Shiatsu", slug="shiatsu")
    condition = factories.make_condition(name="Sciatica", slug="sciatica")
    factories.publish(factories.make_profile(slug="p", technique=technique, condition=condition))

    def links() -> set[str]:
        return {str(link["href"]) for link in main_of(client, "/evidence/p/").select("#next ~ ul a")}

    assert links() == {"/evidence/"}
    factories.publish(technique)
    factories.publish(condition)
    assert links() == {"/evidence/", "/techniques/shiatsu/", "/conditions/sciatica/"}
    ledger.withdraw(technique, by=None, reason="Wrong.")
    ledger.withdraw(condition, by=None, reason="Wrong.")
    assert links() == {"/evidence/"}
    assert client.get("/techniques/shiatsu/").status_code == 410
    assert client.get("/conditions/sciatica/").status_code == 410


def test_a_withdrawn_profile_leaves_the_pages_around_it(client: Client) -> None:
    technique, condition = factories.publish(factories.make_technique()), factories.publish(factories.make_condition())
    profile = factories.publish(
        factories.make_profile(slug="p", technique=technique, condition=condition, conclusion="No studies found here.")
    )
    ledger.withdraw(profile, by=None, reason="Its search was flawed.")
    for page in (technique, condition):
        assert "Nobody has looked for studies on this yet." in words(main_of(client, page.public_path()))
    gone = client.get("/evidence/p/")
    assert gone.status_code == 410
    assert "Its search was flawed." in gone.text


def every_public_page(client: Client, *pages: Any) -> str:
    addresses = [
        "/", "/techniques/", "/conditions/", "/evidence/", "/evidence/matrix.csv", "/sitemap.xml",
        "/techniques/?condition=c", "/techniques/compare/?technique=t", *(page.public_path() for page in pages),
    ]  # fmt: skip
    return "".join(client.get(address).text for address in addresses)


def test_nothing_of_an_unpublished_profile_or_change_reaches_a_reader(client: Client) -> None:
    technique = factories.publish(factories.make_technique(slug="t"))
    condition = factories.publish(factories.make_condition(slug="c"))
    study = factories.make_live_study()
    live = factories.publish(factories.make_profile(slug="live", condition=condition, findings=[{"study": study}]))
    secret = {"title": "Xyzzy title", "slug": "xyzzy", "conclusion": "Xyzzy conclusion.", "meaning": "<p>Xyzzy.</p>"}
    factories.make_profile(
        technique=technique, condition=condition, findings=[{"study": study, "size": "Xyzzy size."}], **secret
    )
    for name, value in secret.items():
        setattr(live, name, f"{value}-2" if name == "slug" else value)
    live.save()
    live.findings.update(size="Xyzzy size.")
    technique.name, technique.clothing = "Xyzzy massage", "Xyzzy clothing."
    technique.save()
    condition.care_cards.update(body="<p>Xyzzy card.</p>")

    shown = every_public_page(client, study)

    assert "xyzzy" not in (shown + client.get("/evidence/live/").text + client.get("/conditions/c/").text).lower()
    assert client.get("/evidence/xyzzy/").status_code == 404


def test_a_renamed_condition_keeps_its_address_its_card_and_its_cells(client: Client) -> None:
    condition = factories.publish(factories.make_condition(name="Old name", slug="old"))
    factories.publish(factories.make_profile(slug="p", condition=condition))
    condition.name, condition.slug = "New name", "new"
    condition.save()
    ledger.publish(condition, by=None, note="A better name.")

    moved = client.get("/conditions/old/")

    assert (moved.status_code, moved["Location"]) == (301, "/conditions/new/")
    assert client.get("/techniques/?condition=old").status_code == 404
    main = main_of(client, "/evidence/p/")
    assert main.select_one("#next ~ ul a[href='/conditions/new/']") is not None
    assert "Call 911 now if:" in words(main)
    assert "/evidence/p/" in str(main_of(client, "/conditions/new/").select_one(".cell-list"))


# Emergency cards on the pages of profiles


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
