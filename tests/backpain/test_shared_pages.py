"""The second level of the page cache: processes that share pages over Redis."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings
from redis import Redis

from backpain import environment, release
from publishing.shared_pages import SharedPages
from tests import factories
from tests.door import SITE, Door
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


def test_the_release_is_code_templates_and_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    known = release.fingerprint()
    assert release.fingerprint() == known
    monkeypatch.setitem(environment.given, "SITE_NAME", "Another name")
    assert release.fingerprint() != known
    monkeypatch.undo()
    (tmp_path / "staticfiles.json").write_text("{}")
    with override_settings(STATIC_ROOT=tmp_path):
        assert release.fingerprint() != known


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


def test_one_process_makes_a_page_while_the_others_wait(make_door: MakeDoor) -> None:
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
        door.cache.watch.epoch = lambda: epoch  # type: ignore[method-assign]  # threads have no transaction of the test
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(doors[0].get, "/articles/live/")
        making.wait(5)
        others = [pool.submit(door.get, "/articles/live/") for door in doors[1:]]
        while sum(door.cache.misses for door in doors) < 4:
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
