"""The forms of the directory in the admin: what they show, keep and refuse."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client

from publishing import clock
from tests import factories as pages
from tests.browser_form import fields_of
from tests.therapists import factories
from tests.therapists.staff import change, errors_of, save
from therapists import listing
from therapists.models import Entry

pytestmark = pytest.mark.django_db


def test_the_page_of_a_therapist_begins_with_the_verdict_and_the_checklist(root: Client) -> None:
    therapist = factories.make_therapist(licensed_name="Ana Ruiz<b>", practice={"name": "<script>alert(1)</script>"})
    therapist.licences.update(status="suspended")
    response = root.get(change(therapist))
    text = BeautifulSoup(response.content, "html.parser").get_text(" ")
    assert "is not active: suspended" in text
    assert "Missing" in text
    assert "<script>alert(1)" not in response.text
    assert change(therapist.practices.get()) in response.text


@pytest.mark.parametrize("who", ["root", "clerk"])
def test_a_form_saved_as_it_was_opened_changes_nothing(request: Any, who: str) -> None:
    client = request.getfixturevalue(who)
    therapist = factories.make_therapist(
        languages=["es", "en"], email="a@example.com", notes="Call first.", practice={"setting": "home"}
    )
    factories.make_access_fact(therapist.practices.get())
    factories.make_certification(therapist)
    rows = [therapist, therapist.licences.get(), therapist.practices.get(), therapist.certifications.get()]
    before = [type(row)._default_manager.filter(pk=row.pk).values().get() for row in rows]
    for row in [*rows[:3], factories.make_jurisdiction()]:
        response = save(client, row)
        assert response.status_code == 302, errors_of(response)
    assert [type(row)._default_manager.filter(pk=row.pk).values().get() for row in rows] == before


def test_languages_are_chosen_from_a_list(root: Client) -> None:
    therapist = factories.make_therapist(languages=["en"])
    assert save(root, therapist, languages=["es", "tlh"]).status_code == 200
    assert save(root, therapist, languages=["en", "es"]).status_code == 302
    therapist.refresh_from_db()
    assert therapist.language_names == ["English", "Spanish"]


def test_no_form_lists_anybody(root: Client) -> None:
    therapist = factories.make_therapist(status="draft", approved_by=None, approved_at=None)
    save(root, therapist, status="listed", approved_by="1", status_reason="x")
    therapist.refresh_from_db()
    assert (therapist.status, therapist.approved_by, therapist.status_reason) == ("draft", None, "")


def test_the_address_of_a_listed_therapist_stays(root: Client) -> None:
    therapist = factories.make_therapist(slug="ana-ruiz")
    save(root, therapist, slug="other")
    therapist.refresh_from_db()
    assert therapist.slug == "ana-ruiz"


def test_a_license_and_a_practice_never_become_somebody_elses(root: Client) -> None:
    owner, other = factories.make_therapist(), factories.make_therapist()
    for row in [owner.licences.get(), owner.practices.get()]:
        save(root, row, therapist=str(other.pk))
        row.refresh_from_db()
        assert row.therapist == owner


def test_a_practice_can_be_deleted_with_what_is_known_of_it(root: Client) -> None:
    practice = factories.make_therapist().practices.get()
    factories.make_access_fact(practice)
    assert root.post(f"/admin/therapists/practice/{practice.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Entry.objects.exists()


def test_whoever_writes_down_a_check_is_noted_as_the_one_who_looked(root: Client) -> None:
    licence = factories.make_therapist().licences.get()
    assert licence.checked_by is None
    save(root, licence, source_words="TDLR license search")
    licence.refresh_from_db()
    assert licence.checked_by == User.objects.get(username="root")


def test_only_those_who_list_say_that_conditions_may_stand(root: Client, clerk: Client) -> None:
    therapist = factories.make_therapist(licence={"has_discipline": True})
    licence = therapist.licences.get()
    save(clerk, licence, conditions_seen="on")
    assert not Entry.objects.exists()
    save(root, licence, conditions_seen="on")
    licence.refresh_from_db()
    assert licence.conditions_seen_by == User.objects.get(username="root")
    assert Entry.objects.count() == 1


def test_an_active_license_without_a_check_is_refused_in_words(root: Client) -> None:
    licence = factories.make_therapist().licences.get()
    response = save(root, licence, checked_on="", source="")
    assert "Active means that somebody looked" in errors_of(response)


def test_a_saved_therapist_has_the_index_written_once(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    therapist = factories.make_therapist()
    factories.make_practice(therapist, name="Second")
    written: list[set[int]] = []
    write = listing._write
    monkeypatch.setattr(listing, "_write", lambda people, cells: (written.append(set(people)), write(people, cells))[1])
    save(root, therapist, **{"practices-0-town": "Houston", "practices-1-town": "Dallas", "languages": ["es"]})
    assert set(therapist.practices.values_list("town", flat=True)) == {"Houston", "Dallas"}
    assert written == [{therapist.pk}]


def test_a_practice_says_why_it_is_not_on_the_map(root: Client) -> None:
    practice = factories.make_therapist(practice={"point": None, "zip_code": "99999"}).practices.get()
    assert "ZIP code 99999 is not known in Texas" in root.get(change(practice)).text
    assert "ZIP code 99999 is not known in Texas" in root.get("/admin/therapists/practice/").text


def test_a_changed_rule_touches_every_listing_of_its_state_and_says_so_before(root: Client) -> None:
    for _ in range(2):
        factories.make_therapist()
    texas = factories.make_jurisdiction()
    text = root.get(change(texas)).text
    assert "hold a license from here: 2. Practices shown now: 2." in text
    assert save(root, texas, regulation="none", agency="", letters="", lookup_url="").status_code == 302
    assert not Entry.objects.exists()
    assert "state" not in fields_of(root.get(change(texas)), "jurisdiction_form")


# What must not become public by one press of a button


def test_a_form_refuses_what_no_listing_may_say_and_keeps_what_was_typed(root: Client) -> None:
    therapist = factories.make_therapist()
    pages.make_claim()
    response = save(root, therapist, text="Erotic and sensual massage.")
    assert "The text says “Erotic”, which no listing may." in errors_of(response)
    assert "Erotic and sensual massage." in response.text
    therapist.refresh_from_db()
    assert therapist.text == ""
    response = save(root, therapist.practices.get(), parking="Beside the tantra studio.")
    assert "The text says “tantra”" in errors_of(response)


def test_a_sample_stays_a_sample(root: Client) -> None:
    sample = factories.make_therapist(is_sample=True)
    save(root, sample, is_sample="", display_name=sample.display_name)
    sample.refresh_from_db()
    assert sample.is_sample


def test_another_number_needs_another_look(root: Client) -> None:
    days_ago = clock.today() - timedelta(days=5)
    licence = factories.make_therapist(licence={"checked_on": days_ago}).licences.get()
    response = save(root, licence, number="ZZ-777")
    assert "You changed what was looked up." in errors_of(response)
    licence.refresh_from_db()
    assert licence.number != "ZZ-777"
    save(root, licence, number="ZZ-777", checked_on=clock.today().isoformat())
    licence.refresh_from_db()
    assert (licence.number, licence.checked_on) == ("ZZ-777", clock.today())
