"""What machines get of the directory."""

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.therapists import factories
from therapists.filters import TITLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def test_the_api_answers_as_the_page_does(client: Client) -> None:
    therapist = factories.make_therapist(licensed_name="Ana Ruiz", licence={"number": "MT1"}, languages=["es"])
    found = client.get("/api/therapists/?near=Austin&language=es").json()
    assert (found["place"], found["outcome"], found["total"], found["pages"]) == ("Austin, TX", "found", 1, 1)
    (row,) = found["results"]
    assert row["url"] == f"{settings.SITE_URL}{therapist.get_absolute_url()}"
    assert (row["credential"], row["regulation"], row["distance_miles"]) == ("Texas license MT1", "licensed", 1)
    assert found["counts"]["language"]["es"] == 1
    assert client.get("/api/therapists/?near=Springfield").json()["places"] == ["Springfield, KS", "Springfield, MO"]


def test_the_documentation_names_all_that_the_api_takes_and_gives(client: Client) -> None:
    factories.make_therapist()
    found = client.get("/api/therapists/?near=Austin").json()
    words = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    taken = {facet.parameter for facet in TITLES} | {"near", "radius", "sort", "page"}
    assert [name for name in {*taken, *found, *found["results"][0]} if f"`{name}`" not in words] == []


def test_the_api_asks_those_to_wait_who_ask_too_often(client: Client) -> None:
    with override_settings(API_REQUESTS_A_MINUTE=2):
        statuses = [client.get("/api/therapists/", REMOTE_ADDR="192.0.2.1").status_code for _ in range(3)]
        other = client.get("/api/therapists/", REMOTE_ADDR="192.0.2.2")
        refused = client.get("/api/therapists/", REMOTE_ADDR="192.0.2.1")
    assert statuses == [200, 200, 429]
    assert other.status_code == 200
    assert 1 <= int(refused["Retry-After"]) <= 60


def over_redis(url: str) -> dict[str, dict[str, str]]:
    return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}}


def test_processes_that_share_redis_count_together(client: Client, redis_url: str) -> None:
    statuses = []
    for _ in range(3):
        # Each time as a process that has just been started.
        with override_settings(API_REQUESTS_A_MINUTE=2, CACHES=over_redis(redis_url)):
            statuses.append(client.get("/api/therapists/", REMOTE_ADDR="192.0.2.1").status_code)
    assert statuses == [200, 200, 429]


def test_while_redis_is_away_everybody_may_ask(client: Client) -> None:
    with override_settings(API_REQUESTS_A_MINUTE=2, CACHES=over_redis("unix:///nowhere/redis.sock")):
        statuses = [client.get("/api/therapists/", REMOTE_ADDR="192.0.2.1").status_code for _ in range(4)]
    assert statuses == [200] * 4


def test_the_combobox_is_told_places(client: Client) -> None:
    rows = client.get("/therapists/places.json?q=spr").json()["places"]
    assert [row["label"] for row in rows] == ["Springfield, KS", "Springfield, MO"]
    assert client.get("/therapists/places.json").json()["places"] == []
