"""What staff do with many therapists at once: list, freeze, withdraw, verify, and ask again."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from publishing import clock
from tests.browser_form import fields_of
from tests.therapists import factories
from tests.therapists.staff import LIST, ask
from therapists.models import Entry, Licence, Therapist

pytestmark = pytest.mark.django_db

ACTIONS: dict[str, dict[str, Any]] = {
    "list": {}, "freeze": {"reason": "A complaint"}, "withdraw": {"reason": "Asked to go"}, "ask": {},
    "verify": {"source": "board-page", "source_words": "TDLR license search"},
}  # fmt: skip


def act(client: Client, action: str, *rows: Therapist, where: str = LIST, **answers: Any) -> HttpResponse:
    """The second step of an action, as the page of the first step sends it."""
    sent = {"action": f"{action}_selected", "_selected_action": [row.pk for row in rows], "confirmed": "1"}
    return client.post(where, sent | answers, follow=True)


def messages_of(response: HttpResponse) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(tag.get_text(" ", strip=True) for tag in soup.select(".messagelist li"))


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_first_says_whom_it_touches_and_changes_nobody(root: Client, action: str) -> None:
    rows = [factories.make_therapist(status="draft", approved_by=None, approved_at=None) for _ in range(2)]
    before = list(Therapist.objects.values()), list(Licence.objects.values())
    response = ask(root, action, *rows)
    assert "2 therapists" in response.text
    assert all(row.display_name in response.text for row in rows)
    assert (list(Therapist.objects.values()), list(Licence.objects.values())) == before
    form = fields_of(response, "confirm_form")
    assert form["_selected_action"] == [str(row.pk) for row in sorted(rows, key=str)]


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_needs_its_right_on_both_steps(clerk: Client, action: str) -> None:
    therapist = factories.make_therapist(status="draft", approved_by=None, approved_at=None)
    before = list(Therapist.objects.values()), list(Licence.objects.values())
    for response in [ask(clerk, action, therapist), act(clerk, action, therapist, **ACTIONS[action])]:
        assert "No action selected" in messages_of(response)
    assert (list(Therapist.objects.values()), list(Licence.objects.values())) == before


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_not_done_by_following_a_link(root: Client, action: str) -> None:
    therapist = factories.make_therapist(status="draft", approved_by=None, approved_at=None)
    before = Therapist.objects.values().get()
    sent = {"action": f"{action}_selected", "_selected_action": therapist.pk, "confirmed": "1"} | ACTIONS[action]
    root.get(LIST, sent)
    assert Therapist.objects.values().get() == before


@pytest.mark.parametrize("action", ["freeze", "withdraw", "verify"])
def test_an_action_is_asked_about_again_while_an_answer_is_missing(root: Client, action: str) -> None:
    therapist = factories.make_therapist()
    response = act(root, action, therapist, **dict.fromkeys(ACTIONS[action], " "))
    assert "This field is required" in response.text
    assert Therapist.objects.get().status == "listed"
    assert not LogEntry.objects.exists()


def test_listing_shows_who_is_whole_and_says_what_others_lack(root: Client) -> None:
    draft = {"status": "draft", "approved_by": None, "approved_at": None}
    whole = factories.make_therapist(**draft)
    lame = factories.make_therapist(**draft, licensed_name="Lame <i>Duck", licence=False)
    assert "No Texas license is on record" in ask(root, "list", whole, lame).text
    response = act(root, "list", whole, lame)
    assert "1 of 2 changed." in messages_of(response)
    assert "Lame <i>Duck was not changed. Missing: Hands, Austin, TX: No Texas license" in messages_of(response)
    whole.refresh_from_db()
    assert (whole.status, whole.approved_by) == ("listed", User.objects.get(username="root"))
    assert [(entry.object_id, entry.get_change_message()) for entry in LogEntry.objects.all()] == [
        (str(whole.pk), "Listed.")
    ]
    assert Therapist.objects.listed().get() == whole


def test_somebody_hidden_is_listed_again_only_on_purpose(root: Client) -> None:
    therapist = factories.make_therapist(status="withdrawn", status_reason="Asked to go")
    assert "Withdrawn: Asked to go. It was left alone." in messages_of(act(root, "list", therapist))
    assert Therapist.objects.get().status == "withdrawn"
    act(root, "list", therapist, hidden_too="on")
    assert Therapist.objects.get().status == "listed"


def test_freezing_hides_at_once_and_keeps_the_reason(root: Client) -> None:
    rows = [factories.make_therapist() for _ in range(3)]
    withdrawn = factories.make_therapist(status="withdrawn", status_reason="Asked to go")
    response = act(root, "freeze", *rows, withdrawn, reason="A complaint")
    assert "3 of 4 changed." in messages_of(response)
    assert "Withdrawn: Asked to go. It was left alone." in messages_of(response)
    assert not Entry.objects.exists()
    assert set(Therapist.objects.values_list("status_reason", flat=True)) == {"A complaint", "Asked to go"}
    assert LogEntry.objects.count() == 3


def test_withdrawing_takes_out_for_good(root: Client) -> None:
    therapist = factories.make_therapist()
    act(root, "withdraw", therapist, reason="Asked to go")
    therapist.refresh_from_db()
    assert (therapist.status, therapist.status_reason) == ("withdrawn", "Asked to go")
    assert not Entry.objects.exists()
    assert "0 of 1 changed." in messages_of(act(root, "withdraw", therapist, reason="Twice"))


def test_verifying_marks_the_good_licenses_and_names_the_others(root: Client) -> None:
    today = clock.today()
    unseen = {"checked_on": None, "source": "", "match_is_sure": False}
    therapist = factories.make_therapist(licence={"number": "A1", "status": "unknown"} | unseen)
    make = factories.make_licence
    make(therapist, number="A2", status="expired", evidence_hash="0" * 64)
    make(therapist, number="A3", status="suspended")
    make(therapist, number="A4", kind="student")
    make(therapist, number="A5", expires_on=today - timedelta(days=1))
    answers = ACTIONS["verify"] | {"is_sure": "on"}
    response = act(root, "verify", therapist, **answers)

    kept = {licence.number: licence for licence in therapist.licences.all()}
    for number in ("A1", "A2"):
        assert (kept[number].status, kept[number].checked_on, kept[number].source) == ("active", today, "board-page")
        assert kept[number].checked_by == User.objects.get(username="root")
        assert kept[number].match_is_sure
    assert kept["A2"].evidence_hash == ""
    assert kept["A3"].status == "suspended"
    assert kept["A4"].checked_by is None
    assert kept["A5"].checked_by is None
    for words in ["A3 is left alone: suspended", "A4 is left alone: student permit", "A5 is left alone: it expired on"]:
        assert words in messages_of(response)
    assert LogEntry.objects.get().get_change_message() == (
        "Verified Texas license A1, Texas license A2 with TDLR license search."
    )


def test_asking_again_notes_the_day_and_sends_nothing(root: Client, mailoutbox: list[Any]) -> None:
    therapist = factories.make_therapist(email="a@example.com")
    response = ask(root, "ask", therapist)
    assert "It sends nothing" in response.text
    assert "Write to a@example.com" in response.text
    act(root, "ask", therapist)
    therapist.refresh_from_db()
    assert therapist.asked_at is not None
    assert mailoutbox == []


def test_rows_that_left_the_list_meanwhile_are_left_alone(root: Client) -> None:
    listed, frozen = factories.make_therapist(), factories.make_therapist(status="frozen", status_reason="x")
    response = act(root, "withdraw", listed, frozen, where=f"{LIST}?status__exact=listed", reason="Asked")
    assert "1 of 1 changed. 1 no longer belong to this list" in messages_of(response)
    assert Therapist.objects.get(pk=frozen.pk).status == "frozen"


def test_nobody_acts_on_more_rows_than_a_page_can_show(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("therapists.admin.actions.MOST_AT_ONCE", 1)
    rows = [factories.make_therapist() for _ in range(2)]
    assert "Choose at most 1 at once." in messages_of(act(root, "freeze", *rows, reason="x"))
    assert not Therapist.objects.filter(status="frozen").exists()
