"""Which words are in force where and when, and who may change them."""

import os
import subprocess
import sys
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localtime

from disclaimers import words
from disclaimers.models import Addition, Disclaimer, Subject
from publishing import clock, ledger
from tests import factories

pytestmark = pytest.mark.django_db

MIDWIFE = "Ask your midwife first."


def change(disclaimer: Disclaimer, *, notice: str) -> None:
    disclaimer.notice = notice
    disclaimer.save()
    ledger.keep_draft(disclaimer, by=None)


def about_pregnancy() -> tuple[Disclaimer, Subject]:
    """A disclaimer in force that says more on pages about pregnancy."""
    subject = factories.make_disclaimer_about("pregnancy", MIDWIFE)
    return Disclaimer.objects.get(), subject


# While the database is away


def test_while_the_database_is_away_the_last_known_words_are_shown(
    client: Client, request: pytest.FixtureRequest
) -> None:
    factories.make_live_disclaimer(notice="The words that were known.")
    client.get("/")
    request.getfixturevalue("database_away")

    page = Client(raise_request_exception=False).get("/")

    assert page.status_code == 503
    assert "The words that were known." in page.text
    assert "The whole text." in page.text


def test_words_that_were_never_known_are_built_in() -> None:
    ask = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "settings.STORAGES['staticfiles'] = {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
        "from django.test import Client\n"
        "page = Client(raise_request_exception=False, headers={'host': 'localhost'}).get('/')\n"
        "print(page.status_code, page.text)"
    )
    environment = {
        "PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "backpain.settings",
        "SECRET_KEY": "x", "DATABASE_URL": "sqlite:////no/such/folder/site.sqlite3", "LOG_LEVEL": "ERROR",
        "DATA_DIR": str(settings.DATA_DIR), "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ask], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("503 ")
    assert words.BUILT_IN.notice in unescape(done.stdout)
    assert str(words.BUILT_IN.html) in done.stdout


def test_a_site_without_a_published_disclaimer_shows_the_built_in_one(client: Client) -> None:
    factories.make_disclaimer(notice="Only a draft.")
    page = client.get("/").text
    assert words.BUILT_IN.notice in unescape(page)
    assert "Only a draft." not in page


# Words for subjects


def test_words_about_a_subject_stand_only_on_its_pages(client: Client) -> None:
    _, subject = about_pregnancy()
    expecting, other = factories.make_article(slug="expecting"), factories.make_article(slug="other")
    expecting.disclaimer_subjects.set([subject])
    for article in (expecting, other):
        ledger.publish(article, by=None)

    assert MIDWIFE in client.get("/articles/expecting/").text.partition("<main")[0]
    for address in ("/articles/other/", "/", "/articles/", "/articles/expecting/history/", "/no-such-page/"):
        assert MIDWIFE not in client.get(address).text, address
    assert MIDWIFE in client.get("/disclaimer/").text


def test_words_about_a_subject_come_beside_the_notice_and_not_instead_of_it(client: Client) -> None:
    _, subject = about_pregnancy()
    article = factories.make_article(slug="expecting")
    article.disclaimer_subjects.set([subject])
    ledger.publish(article, by=None)
    head = client.get("/articles/expecting/").text.partition("<main")[0]
    assert head.index("Not medical advice.") < head.index(MIDWIFE)


def test_a_subject_that_the_disclaimer_has_no_words_for_adds_nothing(client: Client) -> None:
    factories.make_live_disclaimer()
    article = factories.make_article(slug="expecting")
    article.disclaimer_subjects.set([Subject.objects.create(slug="feet", name="Feet")])
    ledger.publish(article, by=None)
    assert client.get("/articles/expecting/").status_code == 200


def test_words_are_escaped(client: Client) -> None:
    factories.make_live_disclaimer(notice="Call <b>911</b> & wait.", body="<p>Whole<script>alert(1)</script>.</p>")
    page = client.get("/").text
    assert "Call &lt;b&gt;911&lt;/b&gt; &amp; wait." in page
    assert "<script>alert" not in page


# Versions


def test_a_scheduled_version_comes_into_force_on_every_page_at_its_moment(client: Client) -> None:
    disclaimer, _ = factories.make_live_disclaimer(notice="The old words.")
    factories.make_live_article(slug="live")
    change(disclaimer, notice="The new words.")
    midnight = clock.present() + timedelta(hours=5)
    ledger.publish(disclaimer, by=None, note="Clearer.", live_from=midnight, without_approval=True)

    for address in ("/", "/articles/live/", "/no-such-page/", "/disclaimer/"):
        with clock.at(midnight - timedelta(microseconds=1)):
            before = client.get(address).text.partition("<main")[0]
        with clock.at(midnight):
            after = client.get(address).text.partition("<main")[0]
        assert "The old words." in before
        assert "The new words." not in before
        assert "The new words." in after
        assert "The old words." not in after


def test_the_page_of_the_disclaimer_shows_every_version_with_its_date(client: Client) -> None:
    disclaimer, first = factories.make_live_disclaimer(notice="The old words.")
    change(disclaimer, notice="The new words.")
    second = ledger.publish(disclaimer, by=None, note="Said more clearly.", without_approval=True)
    change(disclaimer, notice="The words to come.")
    tomorrow = clock.present() + timedelta(days=1)
    ledger.publish(disclaimer, by=None, note="Later.", live_from=tomorrow, without_approval=True)

    page = client.get("/disclaimer/").text

    versions = page.partition('<ol class="versions"')[2].partition("</ol>")[0]
    assert versions.index("Version 2") < versions.index("(in force)") < versions.index("Version 1")
    assert f'datetime="{localtime(first.live_from).isoformat()[:16]}' in versions
    assert f'datetime="{localtime(second.live_from).isoformat()[:16]}' in versions
    assert "Said more clearly." in versions
    assert "The old words." in versions
    assert "The words to come." not in page


def test_the_footer_names_the_version_in_force_and_its_date(client: Client) -> None:
    disclaimer, _ = factories.make_live_disclaimer()
    change(disclaimer, notice="The new words.")
    edition = ledger.publish(disclaimer, by=None, note="New.", without_approval=True)
    day = localtime(edition.live_from)
    assert f"Version 2, in force since {day:%B} {day.day}, {day.year}." in client.get("/about-nothing/").text


# Two people


def test_a_change_needs_two_people() -> None:
    ada, ben = factories.make_editor(), factories.make_editor()
    disclaimer, _ = factories.make_live_disclaimer()
    disclaimer.notice = "Ada's words."
    disclaimer.save()
    ledger.keep_draft(disclaimer, by=ada)

    with pytest.raises(ledger.ApprovalMissing):
        ledger.publish(disclaimer, by=ada, note="Mine.")
    with pytest.raises(ledger.LedgerError, match="somebody else"):
        ledger.approve(disclaimer, by=ada)
    ledger.approve(disclaimer, by=ben)
    ledger.publish(disclaimer, by=ada, note="Ours.")

    assert words.in_force().notice == "Ada's words."


def test_an_approval_does_not_cover_what_was_changed_after_it() -> None:
    ada, ben = factories.make_editor(), factories.make_editor()
    disclaimer, _ = factories.make_live_disclaimer()
    disclaimer.notice = "Ada's words."
    disclaimer.save()
    ledger.keep_draft(disclaimer, by=ada)
    ledger.approve(disclaimer, by=ben)
    disclaimer.notice = "Ada's words!"
    disclaimer.save()
    ledger.keep_draft(disclaimer, by=ada)

    with pytest.raises(ledger.ApprovalMissing):
        ledger.publish(disclaimer, by=ada, note="Changed.")


def test_an_approval_does_not_cover_a_changed_addition() -> None:
    ada, ben = factories.make_editor(), factories.make_editor()
    disclaimer, _ = about_pregnancy()
    disclaimer.notice = "Ada's words."
    disclaimer.save()
    ledger.keep_draft(disclaimer, by=ada)
    ledger.approve(disclaimer, by=ben)
    Addition.objects.update(text="Ask nobody.")

    with pytest.raises(ledger.ApprovalMissing):
        ledger.publish(disclaimer, by=ada, note="Changed.")


def test_in_the_admin_the_author_is_offered_no_way_around_the_second_person() -> None:
    ada, ben = factories.make_editor(), factories.make_editor()
    disclaimer, _ = factories.make_live_disclaimer()
    mine, theirs = Client(), Client()
    mine.force_login(ada)
    theirs.force_login(ben)
    base = f"/admin/disclaimers/disclaimer/{disclaimer.pk}"
    form = {
        "title": "Disclaimer", "notice": "Ada's words.", "body": "<p>The whole text.</p>", "additions-TOTAL_FORMS": "0",
        "additions-INITIAL_FORMS": "0", "based_on": disclaimer.fingerprint,
    }  # fmt: skip
    assert mine.post(f"{base}/change/", form).status_code == 302
    disclaimer.refresh_from_db()
    sign = {"fingerprint": disclaimer.fingerprint}
    publish = sign | {"note": "Clearer.", "when": "now"}

    refused = mine.post(f"{base}/publish/", publish)
    mine.post(f"{base}/approve/", sign)
    refused_again = mine.post(f"{base}/publish/", publish)
    theirs.post(f"{base}/approve/", sign)
    accepted = mine.post(f"{base}/publish/", publish)

    for response in (refused, refused_again):
        assert "Somebody other than the author has to approve this text" in response.text
    assert accepted.status_code == 302
    assert words.in_force().notice == "Ada's words."


# Only one


def test_there_can_be_only_one_disclaimer() -> None:
    factories.make_live_disclaimer()
    for slug in ("disclaimer", "another"):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.make_disclaimer(slug=slug)


def test_the_admin_offers_no_second_disclaimer(editor_client: Client) -> None:
    assert editor_client.get("/admin/disclaimers/disclaimer/add/").status_code == 200
    factories.make_live_disclaimer()
    assert editor_client.get("/admin/disclaimers/disclaimer/add/").status_code == 403


def test_a_subject_has_words_once() -> None:
    disclaimer, subject = about_pregnancy()
    with pytest.raises(IntegrityError), transaction.atomic():
        Addition.objects.create(parent=disclaimer, subject=subject, text="Again.")


def test_a_disclaimer_without_a_full_text_cannot_be_published() -> None:
    disclaimer = factories.make_disclaimer(body="<p> </p>")
    with pytest.raises(ledger.NotReady, match="The full text is empty"):
        ledger.publish(disclaimer, by=None, without_approval=True)


def test_a_disclaimer_without_a_notice_cannot_be_published() -> None:
    disclaimer = factories.make_disclaimer(notice=" ")
    with pytest.raises(ledger.NotReady, match="notice"):
        ledger.publish(disclaimer, by=None, without_approval=True)


def test_nobody_can_withdraw_the_disclaimer(client: Client) -> None:
    disclaimer, edition = factories.make_live_disclaimer()
    with pytest.raises(ledger.LedgerError, match="cannot be withdrawn"):
        ledger.withdraw(disclaimer, by=None, reason="A mistake.")
    assert edition.facts["notice"] in unescape(client.get("/").text)
