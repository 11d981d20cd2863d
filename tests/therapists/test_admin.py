"""The directory in the admin: what staff see of a listing, what they can do with it, and what only some may see."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing import clock
from tests import factories as pages
from tests.browser_form import fields_of
from tests.therapists import factories
from therapists import listing
from therapists.models import Entry, Licence, Practice, Therapist

pytestmark = pytest.mark.django_db

LIST = "/admin/therapists/therapist/"
ALL = ["add", "change", "delete", "view"]
RECORDS = ["therapist", "licence", "certification", "practice", "accessfact", "jurisdiction"]


def codes(verbs: list[str], records: list[str] = RECORDS) -> list[str]:
    return [f"{verb}_{record}" for verb in verbs for record in records]


def client_who_may(*codenames: str) -> Client:
    client = Client()
    client.force_login(pages.make_user("staff", Permission.objects.filter(codename__in=codenames)))
    return client


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


@pytest.fixture
def clerk(db: None) -> Client:
    """Somebody who may change every record, but list nobody and see nothing private."""
    return client_who_may(*codes(ALL))


def change(row: Any) -> str:
    return f"/admin/therapists/{row._meta.model_name}/{row.pk}/change/"


def save(client: Client, row: Any, **values: Any) -> HttpResponse:
    where = change(row)
    fields = fields_of(client.get(where), f"{row._meta.model_name}_form")
    return client.post(where, fields | values)


def act(client: Client, action: str, *rows: Therapist, where: str = LIST, **answers: Any) -> HttpResponse:
    """The second step of an action, as the page of the first step sends it."""
    sent = {"action": f"{action}_selected", "_selected_action": [row.pk for row in rows], "confirmed": "1"}
    return client.post(where, sent | answers, follow=True)


def ask(client: Client, action: str, *rows: Therapist) -> HttpResponse:
    sent = {"action": f"{action}_selected", "_selected_action": [row.pk for row in rows]}
    return client.post(LIST, sent, follow=True)


def messages_of(response: HttpResponse) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(tag.get_text(" ", strip=True) for tag in soup.select(".messagelist li"))


def errors_of(response: HttpResponse) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(tag.get_text(" ", strip=True) for tag in soup.select(".errorlist"))


def names_in_list(client: Client, **asked: Any) -> set[str]:
    soup = BeautifulSoup(client.get(LIST, asked).content, "html.parser")
    return {tag.get_text() for tag in soup.select(".field-display_name")}


def rows_text(client: Client, **asked: Any) -> str:
    soup = BeautifulSoup(client.get(LIST, asked).content, "html.parser")
    table = soup.select_one("#result_list")
    return table.get_text(" ") if table else ""


# Lists


def test_the_list_says_until_when_somebody_is_listed_and_why_others_are_not(root: Client) -> None:
    factories.make_therapist(licence={"number": "MT 77"})
    factories.make_therapist(licence={"expires_on": clock.today() - timedelta(days=1)})
    factories.make_therapist(status="frozen", status_reason="A complaint")
    factories.make_therapist(status="draft", approved_by=None, approved_at=None, practice=False)
    text = rows_text(root)
    assert "TX MT 77" in text
    assert "Austin: until" in text
    assert "expired on" in text
    assert "Frozen: A complaint" in text
    assert "There is no practice." in text


def test_a_draft_says_what_its_credential_lacks(root: Client) -> None:
    factories.make_therapist(status="draft", approved_by=None, approved_at=None, licence=False)
    assert "Nobody has listed this therapist yet. No Texas license is on record." in rows_text(root)


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(root: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert root.get(LIST).status_code == 200
        return len(queries)

    factories.make_therapist()
    count()  # content types are remembered from here on
    few = count()
    for code in ["TX", "CA", "NY", "OK", "KS"]:
        for _ in range(10):
            factories.make_therapist(code=code)
    assert count() == few


@pytest.mark.parametrize("how", ["(512) 867-5309", "512.867.5309", "+1 512 867 5309", "5128675309"])
def test_a_phone_number_is_found_however_it_is_written(root: Client, how: str) -> None:
    factories.make_therapist(display_name="Jenny Ruiz", licensed_name="Jenny Ruiz", practice={"phone": "512-867-5309"})
    factories.make_therapist(practice={"phone": "512-555-0199"})
    assert names_in_list(root, q=how) == {"Jenny Ruiz"}


@pytest.mark.parametrize("asked", ["Wanted", "MT-0042", "MT0042", "Marfa"])
def test_a_therapist_is_found_by_name_number_and_town(root: Client, asked: str) -> None:
    factories.make_therapist(licensed_name="Eve Wanted", licence={"number": "MT-0042"}, practice={"town": "Marfa"})
    factories.make_therapist()
    assert names_in_list(root, q=asked) == {"Eve Wanted"}


def test_the_lists_of_what_there_is_to_do(root: Client) -> None:
    today = clock.today()
    good = {"status": "active"}
    portrait = pages.make_picture()
    shared = {"street": "9 Elm St", "zip_code": "78702"}
    make = factories.make_therapist
    make(licensed_name="Never Checked", licence={"status": "unknown", "checked_on": None, "source": ""})
    make(licensed_name="Not Found", licence={"status": "not_found"})
    make(licensed_name="Soon Over", licence=good | {"expires_on": today + timedelta(days=20)})
    make(licensed_name="Long Unseen", licence=good | {"checked_on": today - timedelta(days=100)})
    make(licensed_name="No Credential", licence=False, is_sample=True)
    for number, name in enumerate(["One Fine", "Two Fine"]):
        make(licensed_name=name, portrait=portrait, practice=shared | {"phone": f"512-555-02{number:02}"})
    Practice.objects.filter(therapist__licensed_name__in=["Never Checked", "Not Found"]).update(phone_digits="1234567")
    Practice.objects.filter(street="1 Main St").update(street="")
    Practice.objects.exclude(phone_digits="1234567").exclude(street="9 Elm St").update(phone_digits="")

    fine = {"One Fine", "Two Fine"}
    assert names_in_list(root, checks="unverified") == {"Never Checked", "Not Found"}
    assert names_in_list(root, checks="due") == {"Long Unseen"}
    assert names_in_list(root, checks="none") == {"No Credential"}
    assert names_in_list(root, ends="7") == set()
    assert names_in_list(root, ends="30") == {"Soon Over"}
    assert names_in_list(root, ends="hidden") == {"Never Checked", "Not Found", "Long Unseen", "No Credential"}
    assert names_in_list(root, portrait__isempty="0") == fine
    assert names_in_list(root, duplicates="portrait") == fine
    assert names_in_list(root, duplicates="address") == fine
    assert names_in_list(root, duplicates="phone") == {"Never Checked", "Not Found"}
    assert names_in_list(root, duplicates="any") == fine | {"Never Checked", "Not Found"}
    assert names_in_list(root, is_sample__exact="1") == {"No Credential"}
    assert names_in_list(root, state="CA") == set()
    assert len(names_in_list(root, state="TX", status__exact="listed")) == 7


# Forms


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


def test_deleting_a_therapist_needs_the_right_and_empties_the_index(root: Client) -> None:
    therapist = factories.make_therapist()
    where = f"{LIST}{therapist.pk}/delete/"
    assert client_who_may(*codes(["view", "change"])).post(where, {"post": "yes"}).status_code == 403
    assert root.post(where, {"post": "yes"}).status_code == 302
    assert not Therapist.objects.exists()
    assert not Entry.objects.exists()


# What is private


@pytest.fixture
def home(db: None) -> Therapist:
    return factories.make_therapist(
        email="private@example.com", notes="A secret note",
        practice={"setting": "home", "street": "7 Hidden Ln", "point": (30.26543, -97.71234)},
    )  # fmt: skip


SECRETS = ["private@example.com", "A secret note", "7 Hidden Ln", "30.26543", "97.71234"]


def test_private_details_are_shown_to_those_who_may_see_them(root: Client, home: Therapist) -> None:
    text = root.get(change(home)).text
    assert all(secret in text for secret in SECRETS)


@pytest.mark.parametrize("verbs", [ALL, ["view"], ["view", "add"], ["view", "delete"]])
def test_private_details_are_in_no_page_of_others(home: Therapist, verbs: list[str]) -> None:
    client = client_who_may(*codes(verbs), "list_therapist")
    practice, licence = home.practices.get(), home.licences.get()
    where = [LIST, "/admin/therapists/practice/", "/admin/therapists/licence/", change(home), change(practice),
             change(licence), f"{LIST}{home.pk}/delete/", f"{LIST}{home.pk}/history/"]  # fmt: skip
    for address in where:
        response = client.get(address)
        assert response.status_code == 200 or "delete" in address
        assert not [secret for secret in SECRETS if secret in response.text], address
    assert not [secret for secret in SECRETS if secret in ask(client, "ask", home).text]


@pytest.mark.parametrize(
    ("model", "asked"),
    [("therapist", "email__startswith"), ("therapist", "notes__contains"), ("therapist", "practices__street__contains"),
     ("practice", "street__startswith"), ("practice", "latitude__gt"), ("practice", "therapist__email__startswith"),
     ("licence", "therapist__email__startswith")],
)  # fmt: skip
def test_private_details_cannot_be_guessed_by_asking_the_list(
    clerk: Client, home: Therapist, model: str, asked: str
) -> None:
    assert clerk.get(f"/admin/therapists/{model}/", {asked: "7"}).status_code == 400


def test_others_can_neither_change_private_details_nor_make_a_home_public(clerk: Client, home: Therapist) -> None:
    practice = home.practices.get()
    sent = {"setting": "clinic", "street": "x", "latitude": "1", "longitude": "1", "located": "zip"}
    assert save(clerk, practice, **sent).status_code == 302
    assert save(clerk, home, email="x@example.com", notes="x", **{f"practices-0-{k}": v for k, v in sent.items()})
    practice.refresh_from_db()
    home.refresh_from_db()
    assert (practice.setting, practice.street, practice.latitude, practice.located) == (
        "home", "7 Hidden Ln", 30.26543, "staff",
    )  # fmt: skip
    assert (home.email, home.notes) == ("private@example.com", "A secret note")


# Actions

ACTIONS: dict[str, dict[str, Any]] = {
    "list": {}, "freeze": {"reason": "A complaint"}, "withdraw": {"reason": "Asked to go"}, "ask": {},
    "verify": {"source": "board-page", "source_words": "TDLR license search"},
}  # fmt: skip


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


@pytest.mark.parametrize("model", ["therapist", "licence", "practice", "jurisdiction"])
@pytest.mark.parametrize("rest", ["", "add/"])
def test_every_page_is_closed_to_those_without_rights(model: str, rest: str) -> None:
    assert client_who_may("view_article").get(f"/admin/therapists/{model}/{rest}").status_code == 403


@pytest.mark.parametrize("model", ["therapist", "licence", "practice", "jurisdiction"])
def test_every_list_can_be_searched_and_sorted(root: Client, model: str) -> None:
    factories.make_therapist()
    for asked in [{"q": "nothing"}, *({"o": f"-{column}"} for column in range(1, 9))]:
        assert root.get(f"/admin/therapists/{model}/", asked).status_code == 200


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
