"""Every error has a page of its own that says what happened and what to do, even while the database is away."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from backpain import urls
from publishing import ledger
from tests import factories

pytestmark = pytest.mark.django_db


def a_view_that_fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("A fault of the program.")


urlpatterns = [path("fails/", a_view_that_fails), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def test_a_missing_page_says_so_and_suggests_what_resembles_it(client: Client) -> None:
    factories.make_live_article(title="After your session", slug="after-your-session")
    factories.make_live_article(title="Myths", slug="myths")

    response = client.get("/articles/after-session/")

    assert response.status_code == 404
    assert "We could not find this page" in response.text
    suggested = re.findall(r'<a href="([^"]*)"', response.text.partition('id="suggestions"')[2])
    assert suggested[0] == "/articles/after-your-session/"
    assert '<meta name="robots" content="noindex">' in response.text


def test_a_missing_page_that_resembles_nothing_suggests_nothing(client: Client) -> None:
    factories.make_live_article(title="Myths", slug="myths")
    assert "Did you mean" not in client.get("/zzzz/").text


def test_a_withdrawn_page_says_when_and_why_it_went(client: Client) -> None:
    page, _ = factories.make_live_page(title="Old advice", slug="old")
    ledger.withdraw(page, by=None, reason="A newer study found <otherwise>.")

    response = client.get("/old/")

    assert response.status_code == 410
    assert "“Old advice” was withdrawn" in response.text
    assert "The reason we noted: A newer study found &lt;otherwise&gt;." in response.text
    assert 'href="/old/history/"' in response.text


def test_a_forbidden_page_says_who_may_open_it(client: Client) -> None:
    article = factories.make_article()
    client.force_login(factories.make_writer())
    response = client.get(f"/admin/articles/article/{article.pk}/publish/")
    assert response.status_code == 403
    assert "You may not open this page" in response.text


def test_a_form_without_its_token_says_how_to_send_it_again() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {})
    assert response.status_code == 403
    assert "This form was open for too long" in response.text


def test_a_wrong_method_gets_a_page_and_the_methods_that_are_right(client: Client) -> None:
    response = client.post("/articles/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "This page cannot be used that way" in response.text


def test_a_malformed_request_says_so(client: Client) -> None:
    response = client.get("/?q=%00")
    assert response.status_code == 400
    assert "This request could not be read" in response.text


def test_an_address_that_is_too_long_says_so(client: Client) -> None:
    response = client.get("/" + "a" * 5000)
    assert response.status_code == 414
    assert "This address is too long" in response.text


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_says_sorry_and_tells_nothing_of_the_program() -> None:
    response = Client(raise_request_exception=False).get("/fails/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "RuntimeError" not in response.text
    assert "A fault of the program" not in response.text


@pytest.mark.usefixtures("database_away")
def test_while_the_database_is_away_a_page_says_when_to_come_back() -> None:
    response = Client(raise_request_exception=False).get("/articles/")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "This page cannot be shown right now" in response.text
