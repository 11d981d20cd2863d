"""The headers that protect readers and staff, on every public page and on the pages for editors."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from publishing import ledger
from tests import factories
from tests.therapists import factories as directory

pytestmark = pytest.mark.django_db

STRICT = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = [
    "/", "/articles/", "/articles/?topic=safety", "/articles/live/", "/articles/live/history/", "/topics/safety/",
    "/tags/sore/", "/contributors/", "/about/", "/disclaimer/", "/withdrawn/", "/articles/feed/", "/sitemap.xml",
    "/robots.txt", "/healthz", "/no-such-page/", "/articles/live", "/a?x=%00", "/techniques/",
    "/techniques/?condition=sciatica", "/techniques/shiatsu/", "/techniques/compare/?technique=shiatsu",
    "/conditions/", "/conditions/sciatica/", "/evidence/", "/evidence/both/", "/evidence/matrix.csv",
    "/evidence/studies/", "/evidence/studies/doe-2020/", "/therapists/", "/therapists/?near=30.27,-97.74",
    "/therapists/ana-ruiz/", "/therapists/nobody/", "/therapists/compare/?therapist=ana-ruiz",
    "/therapists/places.json?q=aus", "/api/therapists/?near=30.27,-97.74",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def a_site(module_db: None) -> None:
    factories.make_live_disclaimer()
    factories.make_live_article(slug="live", topic=factories.make_topic(slug="safety"), tags=["sore"])
    factories.make_live_page(slug="about")
    technique = factories.publish(factories.make_technique(slug="shiatsu"))
    condition = factories.publish(factories.make_condition(slug="sciatica"))
    study = factories.make_live_study(key="doe-2020")
    profile = factories.make_profile(slug="both", technique=technique, condition=condition, findings=[{"study": study}])
    factories.publish(profile)
    withdrawn, _ = factories.make_live_page(slug="withdrawn")
    ledger.withdraw(withdrawn, by=None, reason="It was wrong.")
    directory.make_therapist(slug="ana-ruiz")


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_is_protected_and_sets_no_cookie(client: Client, address: str) -> None:
    response = client.get(address)

    assert response["Content-Security-Policy"] == STRICT
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    for feature in ("camera", "microphone", "payment", "usb"):
        assert f"{feature}=()" in response["Permissions-Policy"]
    # For the search of the directory, when a visitor presses its button.
    assert "geolocation=(self)" in response["Permissions-Policy"]
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_public_pages_hold_no_inline_script_or_style(client: Client) -> None:
    for address in PAGES:
        response = client.get(address)
        if response["Content-Type"].startswith("text/html"):
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", response.text), address
            scripts = re.findall(r"<script[^>]*>", response.text)
            # A data block is not run, so that the policy has nothing to say about it.
            run = [script for script in scripts if script != '<script type="application/ld+json">']
            assert all("src=" in script for script in run), address


def test_public_pages_load_nothing_from_another_host(client: Client) -> None:
    for address in PAGES:
        response = client.get(address)
        if response["Content-Type"].startswith("text/html"):
            loaded = re.findall(
                r'(?:src|srcset)="([^"]*)"|<link[^>]*rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]*)"',
                response.text,
            )
            assert all(not re.match(r"(https?:)?//", one or other) for one, other in loaded), address


def test_the_login_carries_the_strict_policy(client: Client) -> None:
    assert client.get("/admin/login/")["Content-Security-Policy"] == STRICT


def test_pages_for_staff_without_the_block_editor_carry_the_strict_policy(editor_client: Client) -> None:
    addresses = ["/admin/", "/admin/articles/article/", "/admin/articles/topic/add/", "/admin/pictures/picture/add/"]
    for address in addresses:
        assert editor_client.get(address)["Content-Security-Policy"] == STRICT, address


def test_a_page_with_the_block_editor_has_one_nonce_and_it_is_for_the_import_map(editor_client: Client) -> None:
    for address in ("/admin/articles/article/add/", "/admin/articles/sitepage/add/"):
        first, second = editor_client.get(address), editor_client.get(address)
        nonces = [re.findall(r"'nonce-([\w-]+)'", page["Content-Security-Policy"]) for page in (first, second)]

        assert len(nonces[0]) == 1
        assert nonces[0] != nonces[1]
        assert first["Content-Security-Policy"] == STRICT.replace(
            "script-src 'self'", f"script-src 'self' 'nonce-{nonces[0][0]}'"
        )
        carriers = re.findall(rf'<(\w+)([^>]*)nonce="{nonces[0][0]}"([^>]*)>', first.text)
        scripts = [before + after for tag, before, after in carriers if tag == "script"]
        inline = [script for script in scripts if "src=" not in script and "application/json" not in script]
        assert len(inline) == 1
        assert 'type="importmap"' in inline[0]
        other = re.findall(r"<script(?![^>]*(?:src=|type=\"(?:importmap|application/json)\"))[^>]*>", first.text)
        assert other == []


def test_a_preview_may_not_be_kept_or_found(editor_client: Client) -> None:
    article = factories.make_article()
    response = editor_client.get(f"/admin/articles/article/{article.pk}/preview/")
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Content-Security-Policy"] == STRICT


def test_a_picture_can_do_nothing_but_be_seen(client: Client) -> None:
    picture = factories.make_picture()
    response = client.get(f"/media/{picture.renditions[0]['name']}")
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_a_session_cookie_is_for_the_server_alone(client: Client) -> None:
    User.objects.create_superuser("root", password="correct horse")
    client.get("/admin/login/")
    client.post("/admin/login/", {"username": "root", "password": "correct horse"})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"] is True
        assert client.cookies[name]["samesite"] == "Lax"
