"""The second level of the page cache: processes that share pages over Redis."""

import socketserver
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings
from redis import Redis

from backpain import environment, release
from disclaimers import words
from publishing.generation import Epoch
from publishing.kept_pages import page_of
from publishing.models import Edition
from publishing.shared_pages import SharedPages
from tests import factories
from tests.door import SITE, Door, away
from tests.marks import forget_the_transaction

pytestmark = pytest.mark.django_db

MakeDoor = Callable[..., Door]


@pytest.fixture
def make_door(redis_url: str) -> MakeDoor:
    """Makes the door of another process. All of them share one Redis."""
    factories.make_live_disclaimer()
    factories.make_live_article(slug="live", title="The first title")
    forget_the_transaction()

    def make(application: Any = SITE, *, url: str = redis_url, release: str = "one") -> Door:
        return Door(application, shared=SharedPages(url, release=release))

    return make


def test_what_one_process_made_the_others_hand_out(make_door: MakeDoor) -> None:
    one, two = make_door(), make_door()
    made, taken = one.get("/articles/live/"), two.get("/articles/live/")
    assert (one.asked, two.asked) == (1, 0)
    assert taken.body == made.body
    assert taken.headers == made.headers | {"Age": taken.headers["Age"]}
    assert two.get("/articles/live/", if_none_match=made.headers["ETag"]).status == 304
    assert two.cache.state()["from_other_processes"] == 1
    assert one.cache.state()["from_other_processes"] == 0


def test_a_change_is_seen_by_all(make_door: MakeDoor) -> None:
    one, two = make_door(), make_door()
    for door in (one, two):
        door.get("/articles/live/")
    factories.make_live_article(slug="other")
    forget_the_transaction()
    for door in (one, two):
        door.a_second_later()
        assert "/articles/other/" in door.get("/articles/").text
    assert (one.asked, two.asked) == (2, 0)


def test_the_age_is_counted_from_when_it_was_made(make_door: MakeDoor) -> None:
    noon_of_a_later_day = datetime(2099, 3, 5, 17, tzinfo=UTC)
    with time_machine.travel(noon_of_a_later_day, tick=False):
        make_door().get("/articles/live/")
    with time_machine.travel(noon_of_a_later_day + timedelta(seconds=100), tick=False):
        taken = make_door().get("/articles/live/")
    assert taken.headers["Age"] == "100"


def test_another_release_makes_its_own(make_door: MakeDoor) -> None:
    one, two = make_door(release="one"), make_door(release="two")
    for door in (one, two):
        door.get("/articles/live/")
    assert (one.asked, two.asked) == (1, 1)


def test_the_release_is_code_data_templates_and_packages() -> None:
    sources = {str(path.relative_to(settings.BASE_DIR)) for path in release._sources()}
    assert sources >= {
        "requirements.txt", "templates/base.html", "articles/models.py", "places/data/outlines.json",
        "places/data/towns.csv",
        "publishing/templatetags/kept.py",
    }  # fmt: skip
    assert not any(path.startswith((".venv", "tests", "var")) for path in sources)


def test_another_word_in_a_template_is_another_release(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "requirements.txt").touch()
    found = set()
    for text in ("old", "new"):
        (tmp_path / "templates" / "base.html").write_text(text)
        with override_settings(BASE_DIR=tmp_path):
            found.add(release.fingerprint())
    assert len(found) == 2


def test_the_release_is_the_environment_and_static_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = release.fingerprint()
    assert release.fingerprint() == known
    monkeypatch.setitem(environment.given, "SITE_NAME", "Another name")
    assert release.fingerprint() != known
    monkeypatch.undo()
    monkeypatch.setitem(environment.given, "HOST", "10.0.0.6")
    assert release.fingerprint() == known, "machines that listen elsewhere make the same pages"
    (tmp_path / "staticfiles.json").write_text("{}")
    with override_settings(STATIC_ROOT=tmp_path):
        assert release.fingerprint() != known


def test_pages_of_an_epoch_that_time_ended_do_not_come_back(redis_url: str) -> None:
    shared, key = SharedPages(redis_url, release="one"), ("example.org", "https", "/", "")
    page = page_of("200 OK", [("Content-Type", "text/html")], b"A license that ended at midnight")
    today = Epoch(7, datetime(2026, 3, 6, 5, tzinfo=UTC))
    shared.put(today, key, page)
    for epoch, body in ((today, page.body), (today._replace(until=datetime(2026, 3, 7, 5, tzinfo=UTC)), None)):
        with shared.turn(epoch, key) as found:
            assert (found.body if found else None) == body


def test_a_process_that_lives_from_others_knows_the_disclaimer_when_the_database_is_away(make_door: MakeDoor) -> None:
    make_door().get("/articles/live/")
    words._last_known = words.BUILT_IN
    door = make_door()
    door.get("/articles/live/")
    assert door.asked == 0
    with away():
        answer = door.get("/articles/")
    notice = Edition.objects.live().get(path="/disclaimer/").facts["notice"]
    assert (answer.status, notice in answer.text) == (503, True)


def test_what_is_not_there_is_not_shared(make_door: MakeDoor) -> None:
    one, two = make_door(), make_door()
    for door in (one, two):
        assert door.get("/nothing/").status == 404
    assert (one.asked, two.asked) == (1, 1)


def test_nothing_of_staff_gets_in(make_door: MakeDoor, redis_url: str) -> None:
    client = Client()
    client.force_login(factories.make_editor())
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    make_door().get("/articles/live/", cookie=cookie)
    assert Redis.from_url(redis_url).keys("page:*") == []


def looks_at_a_turn(url: str) -> int:
    """How often a process looked whether another one is still making a page."""
    return Redis.from_url(url).info("commandstats").get("cmdstat_exists", {"calls": 0})["calls"]


def test_one_process_makes_a_page_while_the_others_wait(make_door: MakeDoor, redis_url: str) -> None:
    Redis.from_url(redis_url).config_resetstat()
    making, go_on = threading.Event(), threading.Event()

    def slow(environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        making.set()
        go_on.wait(5)
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"made once"]

    doors = [make_door(slow) for _ in range(4)]
    for door in doors:
        door.cache.watch.epoch()
    epoch = doors[0].cache.watch.epoch()
    for door in doors:
        door.cache.watch.epoch = lambda: epoch  # threads have no transaction of the test
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(doors[0].get, "/articles/live/")
        making.wait(5)
        others = [pool.submit(door.get, "/articles/live/") for door in doors[1:]]
        while looks_at_a_turn(redis_url) < 3:
            making.wait(0.01)
        go_on.set()
        bodies = [future.result(timeout=10).body for future in [first, *others]]
    assert bodies == [b"made once"] * 4
    assert sum(door.asked for door in doors) == 1


def test_a_maker_that_fails_gives_its_turn_back(make_door: MakeDoor, redis_url: str) -> None:
    def failing(environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError):
        make_door(failing).get("/articles/live/")
    assert Redis.from_url(redis_url).keys("*") == []
    assert make_door().get("/articles/live/").status == 200


def test_a_maker_that_was_killed_keeps_nobody_waiting_for_long(make_door: MakeDoor, redis_url: str) -> None:
    door, redis = make_door(), Redis.from_url(redis_url)
    door.get("/articles/live/")
    (name,) = redis.keys("page:*")
    redis.delete(name)
    redis.set(name + b":turn", 1)
    began = monotonic()
    assert make_door().get("/articles/live/").status == 200
    assert monotonic() - began < 5


@pytest.mark.parametrize("answer", [b":5\r\n", b"$abc\r\n", b"+OK\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_stranger_in_the_place_of_redis_stops_nothing(make_door: MakeDoor, tmp_path: Path, answer: bytes) -> None:
    class Stranger(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.request.recv(4096):
                self.wfile.write(answer)

    with socketserver.ThreadingUnixStreamServer(str(tmp_path / "socket"), Stranger) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        door = make_door(url=f"unix://{tmp_path / 'socket'}")
        assert door.get("/articles/live/").status == 200
        assert door.get("/articles/live/").status == 200
        server.shutdown()
    assert door.asked == 1


def test_what_somebody_else_wrote_into_redis_is_not_believed(make_door: MakeDoor, redis_url: str) -> None:
    make_door().get("/articles/live/")
    redis = Redis.from_url(redis_url)
    (name,) = redis.keys("page:*")
    for bad in (b"", b"x", redis.get(name).replace(b"The first title", b"Buy this cure!!")):
        redis.set(name, bad)
        door = make_door()
        assert "The first title" in door.get("/articles/live/").text
        assert door.asked == 1


def test_a_page_does_not_pass_for_another(make_door: MakeDoor, redis_url: str) -> None:
    door, redis = make_door(), Redis.from_url(redis_url)
    door.get("/articles/live/")
    (live,) = redis.keys("page:*")
    door.get("/articles/")
    (other,) = set(redis.keys("page:*")) - {live}
    redis.set(other, redis.get(live))
    assert make_door().get("/articles/").body == door.get("/articles/").body


def test_without_redis_everything_goes_on(make_door: MakeDoor, caplog: pytest.LogCaptureFixture) -> None:
    door = make_door(url="unix:///nowhere/redis.sock")
    for _ in range(2):
        for address in ("/articles/live/", "/articles/"):
            assert door.get(address).status == 200
    assert door.asked == 2
    assert len([record for record in caplog.records if "Redis did not answer" in record.message]) == 1


def test_pages_in_redis_go_by_themselves(make_door: MakeDoor, redis_url: str) -> None:
    make_door().get("/articles/live/")
    redis = Redis.from_url(redis_url)
    (name,) = redis.keys("*")
    assert 0 < redis.ttl(name) <= timedelta(hours=1).total_seconds()
