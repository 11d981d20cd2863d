"""Whatever is sent, the site answers with a page that says what was wrong: never a 500, never an exception."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.factories import make_live_article, make_live_disclaimer, make_live_page

pytestmark = pytest.mark.django_db

MALFORMED_PAGES = [
    "0", "-1", "+1", "1.0", "1e3", " 1", "1 ", "01x", "x", "", "9" * 400, "999999", "1000000", "1,2", "0x1", "١", "１",
    "¹", "%FF", "%C0%AF", "%ZZ", "%", "1%0A", "last", "None", "true", "[]", "1%3Cscript%3E",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def a_small_site(module_db: None) -> None:
    make_live_disclaimer()
    make_live_page(slug="about")
    make_live_article(slug="live", tags=["sore"])


def raw(client: Client, path: bytes, query: bytes = b"", *, method: str = "GET", **extra: str) -> int:
    """Ask with exactly these bytes, as a WSGI server hands them over, and answer with the status."""
    environ = {"PATH_INFO": path.decode("latin-1"), "QUERY_STRING": query.decode("latin-1")}
    response = client.generic(method, "/", **environ, **extra)
    if response.streaming:
        b"".join(response)
    elif response.status_code >= 400 and method != "HEAD":
        assert b"Not medical advice." in response.content
    return response.status_code


@pytest.mark.parametrize("number", MALFORMED_PAGES)
def test_a_page_number_that_names_no_page_is_not_found(client: Client, number: str) -> None:
    assert raw(client, b"/articles/", f"page={number}".encode()) == 404


@pytest.mark.parametrize("query", [b"page=1%00", b"page=\x00", b"%00", b"topic=a%00b", b"tag=%00"])
def test_a_nul_in_the_query_is_refused(client: Client, query: bytes) -> None:
    assert raw(client, b"/articles/", query) == 400


@pytest.mark.parametrize(
    "path", [b"/\x00", b"/about\x00/", b"/articles/\x00/", b"/topics/\x00/", b"/admin/\x00/", b"/media/pictures/\x00"]
)
def test_a_nul_in_the_path_is_refused(client: Client, path: bytes) -> None:
    assert raw(client, path) == 400


def test_a_path_that_is_not_utf_8_is_not_found(client: Client) -> None:
    for path in (
        b"/\xff/", b"/caf\xe9/", b"/articles/\xc3\x28/", b"/topics/\xf0\x28\x8c\x28/", b"/tags/\xed\xa0\x80/",
        b"/\xc0\xaf/", b"/media/pictures/\xff/", b"/static/\xff.css/", b"/series/\xff/",
    ):  # fmt: skip
        assert raw(client, path) == 404, path


@pytest.mark.parametrize(
    "query",
    [b"\xff", b"topic=\xff", b"tag=%FF", b"tag=%ED%A0%80", b"page=%F0%28", b"&&==&", b"=", b"topic&tag", b"a" * 4000],
)
def test_a_query_that_is_not_readable_is_answered(client: Client, query: bytes) -> None:
    assert raw(client, b"/articles/", query) in {200, 404}


def test_an_address_of_ten_kilobytes_is_refused_as_too_long(client: Client) -> None:
    assert raw(client, b"/" + b"a" * 10_000 + b"/") == 414
    assert raw(client, b"/articles/", b"topic=" + b"a" * 10_000) == 414


def test_a_query_of_a_thousand_parameters_is_answered(client: Client) -> None:
    assert raw(client, b"/articles/", b"&".join(b"a=%d" % n for n in range(500))) == 200
    assert raw(client, b"/articles/", b"a&" * 1500) in {200, 400}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "CONNECT", "X" * 300])
def test_a_method_that_a_page_does_not_know_is_refused(client: Client, method: str) -> None:
    for path in (b"/", b"/articles/", b"/about/", b"/about/history/", b"/topics/x/", b"/robots.txt", b"/healthz"):
        assert raw(client, path, method=method) == 405, path
    for path in (b"/articles/feed/", b"/sitemap.xml", b"/articles/live", b"/no-such-page", b"/admin/"):
        assert raw(client, path, method=method) < 500, path


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_a_garbled_cookie_is_ignored(client: Client, name: str) -> None:
    for value in ("", "x", "\xff\xfe", "a" * 8000, '"', "[[", "'; DROP TABLE", "%00", "..;;=", "\\"):
        for path in (b"/", b"/articles/live/", b"/admin/", b"/admin/login/"):
            assert raw(client, path, HTTP_COOKIE=f"{name}={value}") in {200, 302}, (value, path)


@pytest.mark.parametrize("value", ["abc", "a.b.c", "!" * 40, "e" * 32, "é" * 32])
def test_a_message_cookie_that_was_tampered_with_is_ignored(editor_client: Client, value: str) -> None:
    editor_client.cookies["messages"] = value
    assert editor_client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_USER_AGENT": "x" * 60_000},
        {"HTTP_REFERER": "http://[" + "x" * 9000},
        {"HTTP_ACCEPT_LANGUAGE": "en;q=" + "9" * 5000},
        {"HTTP_IF_MODIFIED_SINCE": "the day before yesterday"},
        {"HTTP_IF_NONE_MATCH": '"' * 5000},
        {"HTTP_RANGE": "bytes=-9999999999-"},
        {"HTTP_X_FORWARDED_FOR": "x" * 5000},
        {"CONTENT_TYPE": "multipart/form-data; boundary="},
        {"CONTENT_LENGTH": "minus one"},
        {"HTTP_ACCEPT_ENCODING": "\xff"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_an_overlong_or_malformed_header_is_ignored(client: Client, header: dict[str, str]) -> None:
    for path in (b"/", b"/articles/live/", b"/no-such-page/", b"/sitemap.xml"):
        assert raw(client, path, **header) in {200, 404}, path


@pytest.mark.parametrize(
    "host", ["", "evil.example", "127.0.0.1:x", "a b", "\xff", "x" * 300, "[::1", "testserver:99999"]
)
def test_a_host_that_is_not_ours_is_refused_or_ignored(client: Client, host: str) -> None:
    for path in (b"/", b"/articles", b"/sitemap.xml", b"/articles/feed/"):
        assert raw(client, path, HTTP_HOST=host) in {200, 301, 400}


def test_an_address_with_odd_slashes_or_dots_is_not_found(client: Client) -> None:
    for path in (
        b"//", b"//articles/", b"/articles//", b"/articles//live/", b"//evil.example/", b"/./", b"/../etc/passwd/",
        b"/articles/../", b"/media/pictures/../../site.sqlite3/", b"/static/../settings.py/", b"/articles\\live/",
        b"/ARTICLES/LIVE/", b"/articles/live/%2F/",
    ):  # fmt: skip
        assert raw(client, path) == 404, path


def test_a_double_slash_never_becomes_a_redirect_to_another_host(client: Client) -> None:
    for path in (b"//evil.example/articles", b"//evil.example", b"/\\evil.example", b"///evil.example/about"):
        response = client.generic("GET", "/", PATH_INFO=path.decode())
        target = response.headers.get("Location", "/")
        assert target.startswith("/")
        assert not target.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "path", ["/articles%2Flive/", "/articles/%252E%252E/", "/%E0%A4%A/", "/%", "/%00/", "/a%0d%0aSet-Cookie:x/"]
)
def test_an_encoded_slash_or_half_an_escape_is_answered(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code < 500
    assert "Set-Cookie" not in response.headers


def test_a_file_upload_to_a_public_page_is_refused(client: Client) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="\x00"\r\n\r\nx\r\n--x--'
    response = client.generic("POST", "/articles/", body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 405


@pytest.mark.parametrize("token", ["", "x", "\xff" * 64, "a" * 10_000, "\x00"])
def test_a_malformed_csrf_token_is_refused(token: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "b" * 32
    response = client.post("/admin/login/", {"username": "x", "password": "x", "csrfmiddlewaretoken": token})
    assert response.status_code in {400, 403}


def test_a_nul_in_a_form_is_said_to_be_wrong(client: Client) -> None:
    response = client.post("/admin/login/", {"username": "a\x00b", "password": "c\x00d"})
    assert response.status_code == 200
    assert "Null characters are not allowed" in response.text


@pytest.mark.parametrize(
    "query",
    [b"o=99", b"o=x", b"p=-1", b"p=x", b"q=%FF", b"status=x", b"topic__id__exact=x", b"no_such=1", b"_facets=x"],
)
def test_a_malformed_list_in_the_admin_is_answered(editor_client: Client, query: bytes) -> None:
    assert raw(editor_client, b"/admin/articles/article/", query) in {200, 302}


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PLACES = st.sampled_from(
    [b"/", b"/articles/", b"/articles/live/", b"/about/", b"/topics/", b"/tags/", b"/series/", b"/contributors/",
     b"/media/pictures/", b"/static/", b"/admin/", b"/admin/articles/article/", b"/disclaimer/"]
)  # fmt: skip
PIECES = st.one_of(
    st.binary(max_size=20),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([b"/", b"//", b"history/", b"..", b"%2e", b"%00", b".html", b"1", b"feed/", b"\r\n"]),
)


@FUZZ
@given(place=PLACES, pieces=st.lists(PIECES, max_size=4), query=st.binary(max_size=60))
@example(place=b"/", pieces=[b"\r\nSet-Cookie: a=b"], query=b"")
def test_no_path_whatever_brings_the_site_down(client: Client, place: bytes, pieces: list[bytes], query: bytes) -> None:
    assert raw(client, place + b"".join(pieces), query) < 500


@FUZZ
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["page", "topic", "tag", "q", "x"]), st.one_of(st.text(max_size=12), st.integers().map(str))
        ),
        max_size=5,
    )
)
def test_no_query_whatever_brings_a_list_down(client: Client, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "surrogatepass")
    assert raw(client, b"/articles/", query) in {200, 400, 404}


@FUZZ
@given(pieces=st.lists(PIECES, max_size=4), query=st.binary(max_size=60))
def test_no_path_whatever_brings_the_admin_down(editor_client: Client, pieces: list[bytes], query: bytes) -> None:
    assert raw(editor_client, b"/admin/articles/article/" + b"".join(pieces), query) < 500
