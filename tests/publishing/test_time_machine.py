"""Staff see the whole site as it stood, or will stand, at any moment; nobody else ever does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine as real_time
from django.contrib.auth.models import Permission, User
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import SitePage
from disclaimers.models import Disclaimer
from publishing import clock, ledger, time_machine
from tests.factories import make_editor, make_live_disclaimer, make_live_page, make_site_page, make_user
from tests.publishing.pages import words_of

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY, JULY = (datetime(2026, month, 1, 17, tzinfo=UTC) for month in (3, 4, 5, 7))
PAGE = "/care/"


@pytest.fixture(autouse=True)
def a_site_with_a_past_and_a_future(db: None) -> Any:
    """Old words in March, new words in April; it is May, and the words of July are scheduled."""
    with real_time.travel(MARCH, tick=False):
        disclaimer, _ = make_live_disclaimer(notice="The old notice.", body="<p>The old full text.</p>")
        page, _ = make_live_page(slug="care", title="Old title", body="<p>The old words.</p>")
    with real_time.travel(APRIL, tick=False):
        change(disclaimer, notice="The new notice.", body="<p>The new full text.</p>")
        ledger.publish(disclaimer, by=None, note="New.", without_approval=True)
        change(page, title="New title", body="<p>The new words.</p>")
        ledger.publish(page, by=None, note="New.")
    with real_time.travel(MAY, tick=False):
        change(disclaimer, notice="The coming notice.")
        ledger.publish(disclaimer, by=None, note="Soon.", live_from=JULY, without_approval=True)
        change(page, body="<p>The coming words.</p>")
        ledger.publish(page, by=None, note="Soon.", live_from=JULY)
    with real_time.travel(MAY + timedelta(hours=1), tick=False):
        yield


def change(content: SitePage | Disclaimer, **values: str) -> None:
    for name, value in values.items():
        setattr(content, name, value)
    content.save()


def travel(client: Client, day: str, hour: str = "12:00") -> HttpResponse:
    return client.post("/admin/time-machine/", {"moment_0": day, "moment_1": hour})


@pytest.fixture
def staff() -> Client:
    """Somebody of the staff without any rights: looking back needs none."""
    return client_of(make_user("staff", Permission.objects.none()))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_staff_see_the_words_and_the_disclaimer_of_that_day(staff: Client) -> None:
    assert travel(staff, "2026-03-15")["Location"] == "/"

    page = staff.get(PAGE)

    assert "The old words." in words_of(page)
    assert "Old title" in words_of(page, "h1")
    assert "The old notice." in words_of(page)
    assert "The old full text." in words_of(page, ".disclaimer-full")
    for newer in ("The new words.", "The new notice.", "The new full text.", "The coming"):
        assert newer not in page.text


def test_staff_see_what_is_to_come(staff: Client) -> None:
    travel(staff, "2026-07-02")

    page = staff.get(PAGE)

    assert "The coming words." in words_of(page)
    assert "The coming notice." in words_of(page)


def test_lists_feeds_history_and_the_sitemap_travel_too(staff: Client) -> None:
    travel(staff, "2026-02-15")

    assert staff.get(PAGE).status_code == 404
    assert staff.get(f"{PAGE}history/").status_code == 404
    assert PAGE not in staff.get("/sitemap.xml").text
    travel(staff, "2026-03-15")
    assert "New." not in staff.get(f"{PAGE}history/").text
    assert "The new notice." not in staff.get("/disclaimer/").text
    assert staff.get(PAGE).status_code == 200


def test_a_moment_is_meant_in_the_time_zone_of_the_site(staff: Client) -> None:
    travel(staff, "2026-04-01", "12:59")
    assert "The old words." in staff.get(PAGE).text

    travel(staff, "2026-04-01", "13:00")
    assert "The new words." in staff.get(PAGE).text


def test_a_banner_says_so_and_nothing_is_kept_or_found(staff: Client) -> None:
    travel(staff, "2026-03-15")

    for address in (PAGE, "/", "/articles/", "/nothing-here/"):
        page = staff.get(address)
        assert "You see the site as of March 15, 2026, noon" in words_of(page, ".staff-banner")
        assert page["Cache-Control"] == "private, no-store"
        assert page["X-Robots-Tag"] == "noindex"


def test_readers_and_other_staff_stay_in_the_present(staff: Client, client: Client) -> None:
    travel(staff, "2026-03-15")
    staff.get(PAGE)

    for other in (client, client_of(make_editor())):
        page = other.get(PAGE)
        assert "The new words." in words_of(page)
        assert "The new notice." in words_of(page)
        assert "staff-banner" not in page.text
        assert "no-store" not in page.get("Cache-Control", "")


def test_readers_stay_in_the_present_even_while_the_database_is_away(staff: Client, client: Client) -> None:
    """The last disclaimer that the site knew is the one in force, not one that staff looked at in another time."""
    client.get(PAGE)
    for day in ("2026-03-15", "2026-07-02"):
        travel(staff, day)
        staff.get(PAGE)

        with connection.execute_wrapper(refuse):
            page = client.get("/healthz")

        assert page.json()["disclaimer"] == "The new notice."


def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise OperationalError("The database is away.")


def test_the_admin_stays_in_the_present(staff: Client) -> None:
    editor = client_of(make_editor())
    travel(editor, "2026-03-15")
    page = SitePage.objects.get()

    shown = editor.get(f"/admin/articles/sitepage/{page.pk}/change/")

    assert "next edition scheduled for July 1, 2026" in words_of(shown, ".publishing-status")
    assert "The new notice." in words_of(shown)


def test_who_travels_and_publishes_publishes_now() -> None:
    editor = client_of(make_editor())
    travel(editor, "2026-03-15")
    page = make_site_page()

    editor.post(f"/admin/articles/sitepage/{page.pk}/publish/", {"when": "now", "fingerprint": page.fingerprint})

    assert page.editions.get().live_from == clock.present()


def test_coming_back_leads_to_the_present(staff: Client) -> None:
    travel(staff, "2026-03-15")
    assert "You are at March 15, 2026, noon" in words_of(staff.get("/admin/time-machine/"))

    assert staff.post("/admin/time-machine/", {"present": "1"})["Location"] == "/"

    assert "The new words." in staff.get(PAGE).text
    assert "no-store" not in staff.get(PAGE).get("Cache-Control", "")
    assert "You are at" not in words_of(staff.get("/admin/time-machine/"))


def test_who_leaves_the_staff_leaves_the_time_machine() -> None:
    user = make_editor()
    client = client_of(user)
    travel(client, "2026-03-15")
    user.is_staff = False
    user.save()

    assert "The new words." in client.get(PAGE).text


def test_readers_and_people_without_staff_rights_cannot_travel(client: Client) -> None:
    account = User.objects.create_user("reader")

    for who in (client, client_of(account)):
        assert travel(who, "2026-03-15")["Location"].startswith("/admin/login/")
        assert time_machine.SESSION_KEY not in who.session
        assert "The new words." in who.get(PAGE).text


def test_a_session_that_names_a_moment_gives_a_reader_nothing() -> None:
    reader = client_of(User.objects.create_user("reader"))
    session = reader.session
    session[time_machine.SESSION_KEY] = MARCH.isoformat()
    session.save()

    assert "The new words." in reader.get(PAGE).text


def test_a_reader_without_a_session_costs_no_query_for_it(client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(PAGE)

    assert not [query for query in queries if "django_session" in query["sql"] or "auth_user" in query["sql"]]


@pytest.mark.parametrize(
    ("day", "hour"),
    [("", ""), ("2026-03-15", ""), ("soon", "12:00"), ("2026-03-08", "02:30"), ("9999-12-31", "23:59"),
     ("0001-01-01", "00:00"), ("2026-02-30", "12:00")],
)  # fmt: skip
def test_a_moment_that_cannot_be_is_refused_in_words(staff: Client, day: str, hour: str) -> None:
    response = travel(staff, day, hour)

    assert response.status_code == 200
    assert words_of(response, ".errorlist")
    assert "The new words." in staff.get(PAGE).text


@pytest.mark.parametrize(("day", "found"), [("0002-01-01", 404), ("1970-01-01", 404), ("9998-12-31", 200)])
def test_the_farthest_moments_can_be_looked_at(staff: Client, day: str, found: int) -> None:
    travel(staff, day, "23:59")

    assert staff.get(PAGE).status_code == found
    assert staff.get("/").status_code == 200


def test_other_sites_cannot_send_staff_travelling() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor())

    assert travel(client, "2026-03-15").status_code == 403
