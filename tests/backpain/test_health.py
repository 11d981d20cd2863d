"""The health check tells a load balancer whether the process and the database answer."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def test_a_healthy_site_says_so_and_may_not_be_kept(client: Client) -> None:
    factories.make_live_disclaimer()
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"process": "ok", "database": "ok", "disclaimer": "Not medical advice."}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("database_away")
def test_without_its_database_a_site_is_unavailable_and_still_carries_the_disclaimer(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 503
    assert (response.json()["process"], response.json()["database"]) == ("ok", "unavailable")
    assert "medical advice" in response.json()["disclaimer"]


def test_it_can_be_asked_with_head_and_with_nothing_else(client: Client) -> None:
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405
