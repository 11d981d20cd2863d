"""The cache at the door: whose requests it answers, and what of them may decide which page they get."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, override_settings

from publishing import clock, ledger
from tests import factories
from tests.door import Door

pytestmark = pytest.mark.django_db


# For whom


def test_staff_and_readers_ask_in_turns_and_nothing_crosses(door: Door) -> None:
    user = User.objects.create_superuser("root", password="correct horse")
    client = Client()
    client.force_login(user)
    session = f"sessionid={client.cookies['sessionid'].value}"
    draft = factories.make_site_page(slug="draft", title="Not for readers")
    ledger.publish(draft, by=None, live_from=clock.now() + timedelta(days=1))
    client.post("/admin/time-machine/", {"moment_0": "2100-01-01", "moment_1": "12:00"})
    for _ in range(2):
        seen = door.get("/draft/", cookie=session)
        assert (seen.status, "Not for readers" in seen.text) == (200, True)
        assert door.get("/draft/").status == 404
        assert "ETag" not in seen.headers


@pytest.mark.parametrize(
    ("method", "address"),
    [("POST", "/articles/"), ("OPTIONS", "/articles/"), ("GET", "/admin/login/"), ("GET", "/healthz"),
     ("GET", "/static/css/base.css"), ("GET", "/media/x.webp"), ("DELETE", "/")],
)  # fmt: skip
def test_some_requests_never_touch_the_cache(door: Door, method: str, address: str) -> None:
    for _ in range(2):
        door.get(address, method=method)
    assert door.asked == 2
    assert not door.cache.shelf.pages.pages
    assert not door.cache.shelf.missing.pages


def test_a_cookie_of_somebody_else_does_not_matter(door: Door) -> None:
    door.get("/articles/live/")
    door.get("/articles/live/", cookie="_ga=1; theme=dark")
    assert door.asked == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"x_forwarded_host": "evil.example"}, {"x_http_method_override": "POST"}, {"x_original_url": "/admin/"},
        {"accept_language": "de"}, {"user_agent": "<script>"}, {"x_rewrite_url": "/x"}, {"accept": "text/plain"},
        {"if_modified_since": "Sat, 01 Jan 2000 00:00:00 GMT"}, {"forwarded": "host=evil.example"},
        {"x_forwarded_for": "1.2.3.4"}, {"te": "trailers"}, {"upgrade": "h2c"}, {"content_length": "5"},
        {"script_name": "/evil"}, {"content_type": "text/html; charset=cp037"}, {"content_type": "a/b; charset=hex"},
    ],
)  # fmt: skip
def test_no_header_poisons_what_others_get(door: Door, client: Client, headers: dict[str, str]) -> None:
    poisoned = door.get("/articles/live/", **headers)
    assert poisoned.body == door.get("/articles/live/").body
    assert poisoned.body == client.get("/articles/live/", SERVER_NAME="127.0.0.1").content


def test_a_host_that_is_not_ours_is_refused_and_not_kept(door: Door) -> None:
    for host in ("evil.example", "127.0.0.1:80:80", "", "a" * 3000):
        assert door.get("/articles/live/", host=host).status == 400
    assert not door.cache.shelf.pages.pages


def test_a_port_that_is_not_ours_fills_nothing(door: Door) -> None:
    for port in range(20_000, 20_010):
        assert door.get("/articles/live/", host=f"127.0.0.1:{port}").status == 200
    assert not door.cache.shelf.pages.pages


def test_addresses_that_only_lead_on_take_no_room_from_pages(door: Door) -> None:
    for number in range(10):
        assert door.get(f"/made-up-{number}").status == 301
    assert not door.cache.shelf.pages.pages


def test_paths_that_are_written_otherwise_are_other_pages(door: Door) -> None:
    door.get("/articles/live/")
    for path in ("//articles/live/", "/articles//live/", "/articles/live/%00", "/ARTICLES/LIVE/", "/articles/live/;x"):
        assert door.get(path).status in {301, 400, 404}
    assert door.get("/articles/live/").status == 200


# Queries


def test_unknown_parameters_neither_split_the_cache_nor_fill_it(door: Door) -> None:
    for number in range(30):
        assert door.get(f"/articles/live/?utm_source={number}&fbclid=x&{number}").status == 200
        assert door.get(f"/articles/?x{number}=1").status == 200
    assert door.asked == 2
    assert len(door.cache.shelf.pages.pages) == 2


def test_a_charset_does_not_change_what_a_query_asks(door: Door, client: Client) -> None:
    for charset in ("cp037", "utf-16", "hex", "idna", "undefined"):
        for address in ("/articles/?page=2", "/therapists/?near=Springfield%2C+IL"):
            odd = door.get(address, content_type=f"a/b; charset={charset}")
            assert (odd.status, odd.body) == (client.get(address).status_code, door.get(address).body), charset


def test_a_query_may_hold_letters_that_nobody_encoded(door: Door) -> None:
    encoded = door.get("/therapists/?near=Do%C3%B1a+Ana")
    as_servers_hand_it_on = "/therapists/?near=Doña+Ana".encode().decode("latin-1")
    assert door.get(as_servers_hand_it_on).body == encoded.body
    assert "Doña Ana" in encoded.text


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"), SECURE_SSL_REDIRECT=True)
def test_the_word_of_several_proxies_is_read_as_django_reads_it() -> None:
    factories.make_live_article(slug="live")
    door = Door(WSGIHandler())
    for _ in range(2):
        assert door.get("/articles/live/", x_forwarded_proto="https, http").status == 200
        assert door.get("/articles/live/", x_forwarded_proto="http, https").status == 301
        assert door.get("/articles/live/", x_forwarded_proto="http").status == 301


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_what_a_client_says_of_the_scheme_does_not_split_the_cache_either(door: Door) -> None:
    for scheme in ("http", "ftp", "x" * 50, ""):
        door.get("/articles/live/", x_forwarded_proto=scheme)
    assert door.asked == 1
    door.get("/articles/live/", x_forwarded_proto="https")
    assert door.asked == 2


def test_known_parameters_are_put_in_order(door: Door) -> None:
    door.get("/articles/?topic=a&tag=b")
    door.get("/articles/?tag=b&x=1&topic=a")
    assert door.asked == 1
    door.get("/techniques/compare/?technique=a&technique=b")
    door.get("/techniques/compare/?technique=b&technique=a")
    assert door.asked == 3


@pytest.mark.parametrize("query", ["page=%FF", "page=1%00", "%00", "page=" + "9" * 5000, "&&&=;", "page=%ZZ", "tag=ü"])
def test_no_query_breaks_the_door(door: Door, query: str) -> None:
    assert door.get(f"/articles/?{query}").status in {200, 400, 404, 414}
