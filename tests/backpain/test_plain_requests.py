"""What a client writes into a request beside its address changes neither how it is read nor breaks anything."""

import pytest
from django.test import RequestFactory

from backpain.plain_requests import put_right
from tests import factories
from tests.door import Door

pytestmark = pytest.mark.django_db

STRANGE = [
    "a/b; charset=hex", "a/b; charset=undefined", "text/html; charset*=bogus''x", "a/b; x*=bogus''y", ";;;",
    "a" * 20_000, "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=\"x\"; charset=idna",
]  # fmt: skip


@pytest.mark.parametrize("content_type", STRANGE)
@pytest.mark.parametrize("cookie", ["", "sessionid=1"], ids=["reader", "session"])
def test_no_kind_of_body_is_an_error_of_ours(content_type: str, cookie: str) -> None:
    factories.make_live_disclaimer(notice="The words in force.")
    door = Door()
    for address in ("/articles/?topic=x&page=1", "/media/nothing?a=b", "/admin/login/?next=/admin/"):
        assert door.get(address, content_type=content_type, cookie=cookie).status in {200, 404}
    for address in ("/articles/", "/admin/login/"):
        answer = door.get(address, method="POST", content_type=content_type, content_length="0", cookie=cookie)
        assert answer.status in {400, 403, 405}
        assert "The words in force." in answer.text


def test_very_many_parameters_are_refused_in_plain_words() -> None:
    factories.make_live_disclaimer(notice="The words in force.")
    answer = Door().get("/articles/?" + "page&" * 5_100, content_type="a/b; charset=utf-8", cookie="sessionid=1")
    assert (answer.status, "The words in force." in answer.text) == (414, True)


def test_the_site_stands_at_the_root_whatever_a_header_says() -> None:
    topic = factories.make_topic(slug="safety")
    factories.make_live_article(slug="one", topic=topic)
    door = Door(most_bytes=0)
    for _ in range(2):
        assert "/evil" not in door.get("/articles/one/", script_name="/evil", cookie="sessionid=1").text
        assert 'href="/topics/safety/"' in door.get("/articles/one/").text


def test_forms_are_still_read() -> None:
    """The boundary of an upload, and the kind of a form."""
    uploaded = RequestFactory().post("/", {"name": "Ana"}).environ
    boundary = uploaded["CONTENT_TYPE"].partition("boundary=")[2]
    assert put_right(dict(uploaded))["CONTENT_TYPE"] == f"multipart/form-data; boundary={boundary}"
    plain = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded; charset=UTF-8"}
    assert put_right(plain)["CONTENT_TYPE"] == "application/x-www-form-urlencoded"
