"""The guard behind the templates: what leaves without the disclaimer is mended and logged, or stops its developer."""

import logging
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import path
from pytest_django import Settings

from disclaimers import words
from disclaimers.guard import MissingDisclaimer
from tests import factories
from tests.disclaimers.proof import LINK, body_of, lacks

pytestmark = pytest.mark.django_db

BARE = '<!doctype html><html><head><title>A</title></head><BODY class="x"><main>Words.</main></BODY></html>'


def whole(request: HttpRequest) -> HttpResponse:
    carried = words.for_request(request)
    return HttpResponse(f"<body>{carried.notice}<main>Words.</main>{carried.full}</body>")


def without_notice(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<body><main>Words.</main>{words.for_request(request).full}</body>")


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        yield from (piece.encode() for piece in BARE.partition("</main>"))

    return StreamingHttpResponse(pieces())


def a_file(request: HttpRequest) -> FileResponse:
    return FileResponse(BytesIO(BARE.encode()), content_type="text/html")


def with_length(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BARE, headers={"Content-Length": str(len(BARE))})


def with_link(request: HttpRequest) -> HttpResponse:
    return HttpResponse("{}", content_type="application/json", headers={"Link": '</next>; rel="next"'})


def answer(body: str | bytes, content_type: str = "text/html; charset=utf-8", status: int = 200) -> Callable:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(body, content_type=content_type, status=status)

    return view


urlpatterns = [
    path("whole/", whole),
    path("bare/", answer(BARE)),
    path("without-notice/", without_notice),
    path("without-body/", answer("<p>Words.</p>")),
    path("xhtml/", answer(BARE, "application/xhtml+xml")),
    path("latin/", answer(BARE.encode("latin-1"), "text/html; charset=iso-8859-1")),
    path("streamed/", streamed),
    path("file/", a_file),
    path("with-length/", with_length),
    path("with-link/", with_link),
    path("json/", answer('{"a": 1}', "application/json")),
    path("text/", answer("Words.", "text/plain")),
    path("empty/", answer("", status=204)),
]


@pytest.fixture(autouse=True)
def addresses(db: None, settings: Settings) -> None:
    factories.make_live_disclaimer(notice="Not “medical” advice.", body="<p>The whole text.</p>")
    settings.ROOT_URLCONF = __name__
    settings.DISCLAIMER_GUARD_RAISES = False


def get(client: Client, address: str) -> tuple[HttpResponseBase, str]:
    response = client.get(address)
    return response, body_of(response)


def test_a_template_that_forgets_the_words_fails_where_developers_work(client: Client, settings: Settings) -> None:
    settings.DISCLAIMER_GUARD_RAISES = True
    with pytest.raises(MissingDisclaimer, match="The page /bare/ lacks the disclaimer in force"):
        client.get("/bare/")


def test_a_template_that_forgets_one_half_fails_too(client: Client, settings: Settings) -> None:
    settings.DISCLAIMER_GUARD_RAISES = True
    with pytest.raises(MissingDisclaimer):
        client.get("/without-notice/")


def test_in_production_the_notice_comes_first_and_the_full_text_last(client: Client) -> None:
    _, body = get(client, "/bare/")
    start, end = body.partition('<BODY class="x">')[2], body.partition("</BODY>")[0]
    assert start.startswith('<aside class="disclaimer-notice"')
    assert "Not “medical” advice." in unescape(start)
    assert end.rstrip().endswith("</section>")
    assert "<p>The whole text.</p>" in end.partition("<main>Words.</main>")[2]


def test_in_production_the_fault_is_logged_as_an_error(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/bare/")
    faults = [record for record in caplog.records if record.name == "disclaimers.guard"]
    assert [(fault.levelno, fault.getMessage()) for fault in faults] == [
        (logging.ERROR, "The page /bare/ lacked the disclaimer; it was put in.")
    ]


def test_only_what_is_missing_is_put_in(client: Client) -> None:
    _, body = get(client, "/without-notice/")
    assert body.count("Not “medical” advice.") == 1
    assert body.count("The whole text.") == 1
    assert body.index("Not “medical” advice.") < body.index("Words.") < body.index("The whole text.")


def test_a_page_that_carries_the_words_is_left_alone(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    _, body = get(client, "/whole/")
    assert body.count("The whole text.") == 1
    assert not [record for record in caplog.records if record.name == "disclaimers.guard"]


def test_markup_without_a_body_still_gets_both(client: Client) -> None:
    _, body = get(client, "/without-body/")
    assert body.index("Not “medical” advice.") < body.index("Words.") < body.index("The whole text.")


@pytest.mark.parametrize("address", ["/xhtml/", "/streamed/", "/file/", "/with-length/"])
def test_every_kind_of_html_response_is_mended(client: Client, address: str) -> None:
    _, body = get(client, address)
    assert body.index("Not “medical” advice.") < body.index("Words.") < body.index("The whole text.")
    assert body.startswith("<!doctype html>")
    assert body.endswith("</html>")


@pytest.mark.parametrize("address", ["/file/", "/with-length/"])
def test_the_content_length_is_that_of_the_mended_page(client: Client, address: str) -> None:
    response, body = get(client, address)
    assert int(response["Content-Length"]) == len(body.encode())


def test_a_page_in_another_encoding_gets_the_words_in_that_encoding(client: Client) -> None:
    _, body = get(client, "/latin/")
    assert "Not “medical” advice." in unescape(body)
    assert "The whole text." in body


@pytest.mark.parametrize(("address", "body"), [("/json/", '{"a": 1}'), ("/text/", "Words."), ("/empty/", "")])
def test_what_is_not_html_keeps_its_body_and_gets_the_link(client: Client, address: str, body: str) -> None:
    response, received = get(client, address)
    assert received == body
    assert response["Link"] == LINK


def test_the_proof_that_other_tests_rely_on_sees_what_is_missing() -> None:
    carried, link = words.in_force(), {"Link": LINK}
    notice, full = carried.notice_markup(), carried.full_markup
    assert lacks(HttpResponse(f"<body>{notice}{full}</body>"), carried) == "the Link header"
    assert lacks(HttpResponse(f"<body>{full}</body>", headers=link), carried) == "the notice"
    assert lacks(HttpResponse(f'<body><main id="main">{notice}{full}', headers=link), carried) == "the notice"
    assert lacks(HttpResponse(f"<body>{notice}</body>", headers=link), carried) == "the full text"
    assert lacks(HttpResponse("Words.", "text/plain", headers=link), carried) == "the notice in its own format"
    assert lacks(HttpResponse(f"<body>{notice}{full}</body>", headers=link), carried) == ""


def test_a_link_header_of_the_view_stays_beside_ours(client: Client) -> None:
    response, _ = get(client, "/with-link/")
    assert response["Link"] == f'</next>; rel="next", {LINK}'
