"""The cache at the door, in front of the whole site: what is kept, for how long, and what happens in trouble."""

import gzip
import json
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from publishing import clock, kept_pages, ledger
from tests import factories
from tests.door import Door, away
from tests.therapists import factories as directory
from therapists import listing

pytestmark = pytest.mark.django_db


# What is kept


def test_a_page_that_is_kept_asks_neither_django_nor_the_database(door: Door) -> None:
    first = door.get("/articles/live/")
    with CaptureQueriesContext(connection) as queries:
        second = door.get("/articles/live/")
    assert (first.status, second.status, door.asked, len(queries)) == (200, 200, 1, 0)
    assert first.body == second.body
    assert "The first title" in second.text


def test_what_is_kept_is_what_django_answers(door: Door, client: Client) -> None:
    for address in ("/", "/articles/live/", "/articles/?topic=none", "/articles/feed/", "/robots.txt", "/nothing/"):
        for _ in range(2):
            answer, plain = door.get(address), client.get(address, SERVER_NAME="127.0.0.1")
            assert answer.body == plain.content, address
            assert answer.status == plain.status_code
            own = {"Content-Length", "ETag", "Vary", "Cache-Control", "Age"}
            assert {k: v for k, v in answer.headers.items() if k not in own} == {
                k: v for k, v in plain.headers.items() if k not in own
            }


def test_every_view_that_reads_a_query_gets_it_through_the_door(door: Door, client: Client) -> None:
    factories.make_topic(slug="safety")
    factories.publish(factories.make_technique(slug="shiatsu"))
    factories.publish(factories.make_condition(slug="sciatica"))
    factories.make_live_study(key="doe")
    directory.make_therapist(slug="ana-ruiz")
    for address in (
        "/articles/?topic=safety", "/articles/?page=2&tag=x", "/techniques/?condition=sciatica", "/conditions/?page=2",
        "/techniques/compare/?technique=shiatsu&technique=nothing", "/evidence/studies/?type=trial",
        "/therapists/?language=en&near=30.27%2C-97.74&radius=50&setting=clinic&sort=name",
        "/therapists/compare/?therapist=ana-ruiz&therapist=b", "/api/therapists/?near=Austn&page=3",
        "/therapists/places.json?q=aus",
    ):  # fmt: skip
        assert door.get(address).body == client.get(address, SERVER_NAME="127.0.0.1").content, address


def test_codings_are_offered_and_made_once(door: Door) -> None:
    plain = door.get("/articles/live/")
    by_brotli = door.get("/articles/live/", accept_encoding="gzip, deflate, br")
    by_gzip = door.get("/articles/live/", accept_encoding="gzip, br;q=0")
    assert brotli.decompress(by_brotli.body) == gzip.decompress(by_gzip.body) == plain.body
    assert (by_brotli.headers["Content-Encoding"], by_gzip.headers["Content-Encoding"]) == ("br", "gzip")
    assert len({answer.headers["ETag"] for answer in (plain, by_brotli, by_gzip)}) == 3
    for answer in (plain, by_brotli, by_gzip):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Length"] == str(len(answer.body))
    assert door.asked == 1


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("", "identity"), ("br", "br"), ("gzip", "gzip"), ("*", "br"), ("BR;q=0.5, gzip", "br"), ("br;q=0.0", "identity"),
     ("deflate", "identity"), ("br;q=0, *", "gzip"), (";;;,,", "identity"),
     ("gzip;\tq=0", "identity"), ("gzip;q=-1", "identity"), ("gzip;q=abc", "identity"), ("br;q=0.001", "br"),
     ("gzip; q=1.000", "gzip"), ("identity;q=0, gzip;q=0", "identity")],
)  # fmt: skip
def test_the_best_coding_that_a_client_takes(accepted: str, coding: str) -> None:
    assert kept_pages.best_coding(accepted) == coding


def test_who_has_the_page_already_is_told_so(door: Door) -> None:
    page = door.get("/articles/live/", accept_encoding="br")
    for asked in (page.headers["ETag"], f'"x", W/{page.headers["ETag"]}', "*"):
        again = door.get("/articles/live/", accept_encoding="br", if_none_match=asked)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == page.headers["ETag"]
        assert "Link" in again.headers
        assert "Content-Length" not in again.headers
    assert door.get("/articles/live/", accept_encoding="gzip", if_none_match=page.headers["ETag"]).status == 200


def test_head_has_the_headers_of_get_and_no_body(door: Door) -> None:
    head = door.get("/articles/live/", method="HEAD")
    get = door.get("/articles/live/")
    assert head.body == b""
    assert head.headers == get.headers
    assert door.asked == 1


def test_a_range_is_answered_with_the_whole_page(door: Door) -> None:
    part = door.get("/articles/live/", range="bytes=0-10")
    assert part.status == 200
    assert part.body == door.get("/articles/live/").body


def test_age_is_said(door: Door) -> None:
    assert door.get("/articles/live/").headers["Age"] == "0"


def test_it_stays_within_its_bytes_and_keeps_what_is_asked_for(door: Door) -> None:
    door = Door(most_bytes=300_000)
    door.get("/articles/live/")
    for number in range(60):
        door.get(f"/articles/?topic=t{number}")
        door.get("/articles/live/")
    assert door.cache.shelf.pages.bytes <= 300_000
    store = door.cache.shelf.pages
    assert sum(kept_pages.cost(key, page) for key, page in store.pages.items()) == store.bytes
    assert door.asked == 61


def test_long_addresses_count_among_its_bytes() -> None:
    def long(environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Location", f"/articles/?{environ['QUERY_STRING']}")])
        return [b""]

    door = Door(long, most_bytes=100_000)
    for number in range(100):
        door.get(f"/articles?page={number}{'x' * 3_000}")
    kept = door.cache.shelf.pages.pages
    assert 0 < sum(len(key[3]) + len(str(page.headers)) for key, page in kept.items()) <= 100_000


def test_long_headers_are_not_remembered(door: Door) -> None:
    for number in range(50):
        door.get("/articles/live/", accept_encoding=f"br, x{number}{'y' * 10_000}")
        door.get("/articles/live/", host=f"{'z' * 10_000}{number}.example.org")
    assert sum(map(len, [*door.cache.codings, *door.cache.known_hosts])) < 10_000


def test_what_is_not_there_is_kept_apart_and_briefly(door: Door) -> None:
    door.get("/no-such-page/")
    door.get("/no-such-page/")
    assert door.asked == 1
    (page,) = door.cache.shelf.missing.pages.values()
    page.expires_at = 0
    assert door.get("/no-such-page/").status == 404
    assert door.asked == 2


# For how long


def test_a_change_is_seen_within_a_second(door: Door) -> None:
    article, _ = factories.make_live_article(slug="other", title="Before")
    assert "Before" in door.get("/articles/other/").text
    door.a_second_later()
    article.title = "After"
    article.save()
    ledger.publish(article, by=None, note="x")
    assert "After" in door.get("/articles/other/").text


def test_a_change_of_the_directory_is_seen_within_a_second(door: Door) -> None:
    therapist = directory.make_therapist(slug="ana-ruiz", licensed_name="Ana Ruiz")
    address = "/therapists/?near=30.27,-97.74"
    assert "Ana Ruiz" in door.get(address).text
    door.a_second_later()
    listing.freeze(therapist, reason="A complaint.")
    assert "Ana Ruiz" not in door.get(address).text
    assert door.get("/therapists/ana-ruiz/").status == 404


def test_a_scheduled_edition_goes_live_at_its_moment_and_a_license_ends_with_its_day(door: Door) -> None:
    page = factories.make_site_page(slug="soon")
    soon = clock.now() + timedelta(minutes=1)
    ledger.publish(page, by=None, live_from=soon)
    directory.make_therapist(slug="ana-ruiz", licence={"expires_on": clock.today()})
    assert (door.get("/soon/").status, door.get("/therapists/ana-ruiz/").status) == (404, 200)
    with clock.at(soon):
        assert door.get("/soon/").status == 200
    with clock.at(clock.now() + timedelta(days=1)):
        assert door.get("/therapists/ana-ruiz/").status == 404


def test_the_mark_is_read_at_most_once_a_second(door: Door) -> None:
    door.get("/articles/live/")
    with CaptureQueriesContext(connection) as queries:
        for _ in range(50):
            door.get("/articles/live/")
    assert len(queries) == 0
    door.a_second_later()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(50):
            door.get("/articles/live/")
    assert len(queries) == 3, "the mark, the next edition, the next notice on a study"


# Trouble


def test_errors_are_never_kept(door: Door) -> None:
    def fails(environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
        start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
        return [b"A fault."]

    broken = Door(fails)
    for _ in range(2):
        assert broken.get("/articles/live/").status == 500
    assert broken.asked == 2


@pytest.mark.parametrize(
    "header", [("Set-Cookie", "a=b"), ("Cache-Control", "private"), ("Cache-Control", "no-store"), ("Vary", "Cookie")]
)
def test_an_answer_that_is_somebodys_own_is_not_kept(door: Door, header: tuple[str, str]) -> None:
    def own(environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain"), header])
        return [b"Yours."]

    one = Door(own)
    assert one.get("/x/").headers[header[0]] == header[1]
    one.get("/x/")
    assert one.asked == 2


def test_while_the_database_is_away_kept_pages_go_on_and_others_say_so(door: Door) -> None:
    door.get("/articles/live/")
    door.a_second_later()
    with away():
        assert door.get("/articles/live/").status == 200
        without = door.get("/articles/")
    assert without.status == 503
    assert int(without.headers["Retry-After"]) > 0
    assert "Not medical advice." in without.text
    door.a_second_later()
    assert door.get("/articles/").status == 200


def test_one_makes_a_page_while_the_others_wait(door: Door) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
        began.set()
        may_end.wait(5)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"Made once."]

    one = Door(slow)
    one.cache.watch.epoch()
    one.cache.watch._trusted_until = float("inf")
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(one.get, "/articles/") for _ in range(8)]
        began.wait(5)
        may_end.set()
        assert {answer.result().body for answer in answers} == {b"Made once."}
    assert one.asked == 1


def test_a_thread_that_comes_late_with_an_older_epoch_takes_nothing_away(door: Door) -> None:
    older = door.cache.watch.epoch()
    assert older
    factories.make_live_article(slug="other")
    door.a_second_later()
    door.get("/articles/live/")
    assert door.cache._latest_shelf(older) is door.cache.shelf
    door.get("/articles/live/")
    assert door.asked == 1


def test_a_page_that_was_made_while_somebody_took_the_turn_is_not_made_again(door: Door) -> None:
    door.get("/articles/live/")
    [(key, page)] = door.cache.shelf.pages.pages.items()
    assert door.cache._made(door.cache.shelf, key, {}) is page
    assert door.asked == 1


def test_a_maker_that_fails_leaves_nobody_waiting(door: Door) -> None:
    def raises(environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
        raise RuntimeError("A fault.")

    one = Door(raises)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            one.get("/articles/")
    assert not one.cache.shelf.making


def test_what_browsers_and_networks_are_told_is_a_setting(door: Door) -> None:
    assert door.get("/articles/live/").headers["Cache-Control"] == "no-cache"
    told = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"
    with override_settings(PAGE_CACHE_CONTROL=told):
        assert Door().get("/articles/live/").headers["Cache-Control"] == told


# What staff are told


def test_staff_see_how_the_cache_does_and_others_do_not(door: Door) -> None:
    User.objects.create_superuser("root", password="correct horse")
    client = Client()
    assert client.login(username="root", password="correct horse")
    session = f"sessionid={client.cookies['sessionid'].value}"
    for _ in range(4):
        door.get("/articles/live/")
    told = json.loads(door.get("/healthz?cache", cookie=session).body)["cache"]
    assert (told["hits"], told["misses"], told["hit_rate"], told["pages"]) == (3, 1, 0.75, 1)
    assert "cache" not in json.loads(door.get("/healthz?cache").body)
    page = door.get("/admin/page-cache/", cookie=session)
    assert "3 of 4 (share 0.75)" in page.text
    assert door.get("/admin/page-cache/").status == 302
    assert "This server keeps no pages" in client.get("/admin/page-cache/").text
