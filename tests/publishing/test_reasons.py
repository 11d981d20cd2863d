"""A warning that needs a reason lets a page through only with an editor's words, which its edition keeps."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from articles.models import SitePage
from evidence.models import Claim
from publishing import ledger
from publishing.composition import problems_of
from publishing.models import Edition
from tests import factories
from tests.browser_form import fields_of
from tests.publishing.pages import words_of

pytestmark = pytest.mark.django_db

WHY = "A quotation from the review, with its limits beside it."


@pytest.fixture(autouse=True)
def claim(db: None) -> Claim:
    """Something that may be said only with a reason."""
    return factories.make_claim(
        name="Effective", phrases="effective ... pain", severity="warning", why="The evidence is weak.",
        say_instead="It may help a little.",
    )  # fmt: skip


def a_page(body: str = "<p>Massage is effective for pain.</p>") -> SitePage:
    return factories.make_site_page(body=body)


def address(page: SitePage, rest: str = "publish") -> str:
    return f"/admin/articles/sitepage/{page.pk}/{rest}/"


def form_of(response: HttpResponse) -> Tag:
    form = BeautifulSoup(response.content, "html.parser").select_one("#content form[method=post]")
    assert form is not None
    return form


def reasons_of(response: HttpResponse) -> dict[str, str]:
    """The fields that ask for a reason, by what they ask about."""
    labels = form_of(response).select("label")
    asked = {str(label["for"]).removeprefix("id_"): label.get_text() for label in labels if label.get("for")}
    return {text: name for name, text in asked.items() if name.startswith("reason")}


def fill_in(response: HttpResponse, *, reason: str = "", **typed: str) -> dict[str, str]:
    """What a browser would send after somebody wrote the same reason into each field that asks for one."""
    fingerprint = form_of(response).select_one("[name=fingerprint]")
    assert fingerprint is not None
    given = dict.fromkeys(reasons_of(response).values(), reason)
    return {"when": "now", "fingerprint": str(fingerprint["value"])} | given | typed


def messages_of(page: SitePage) -> list[str]:
    return [problem.message for problem in problems_of(page.compose()) if problem.needs_reason]


# In the admin


def test_the_form_shows_the_warning_and_asks_for_the_reason(editor_client: Client) -> None:
    shown = editor_client.get(address(a_page()))

    (asked,) = reasons_of(shown)
    assert "says “effective for pain”. The evidence is weak. Say instead: It may help a little." in asked
    assert "say why it is right all the same" in words_of(shown, ".form-row .help")
    assert words_of(shown, ".problems") == ""


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_without_a_reason_nothing_is_published(editor_client: Client, reason: str) -> None:
    page = a_page()

    refused = editor_client.post(address(page), fill_in(editor_client.get(address(page)), reason=reason))

    assert "This field is required." in words_of(refused, ".errorlist")
    assert not page.editions.exists()


def test_with_a_reason_the_page_is_published_and_the_edition_keeps_it(editor: User, editor_client: Client) -> None:
    page = a_page()

    editor_client.post(address(page), fill_in(editor_client.get(address(page)), reason=f"  {WHY} "))

    edition = page.editions.live().get()
    assert edition.reasons == [{"warning": messages_of(page)[0], "reason": WHY}]
    assert edition.published_by == editor


def test_the_list_of_editions_shows_warning_and_reason_and_readers_see_neither(
    editor_client: Client, client: Client
) -> None:
    page = a_page()
    editor_client.post(address(page), fill_in(editor_client.get(address(page)), reason=f"<b>{WHY}</b>"))

    listed = words_of(editor_client.get(address(page, "editions")), "#content table")
    assert "Published in spite of a warning." in listed
    assert messages_of(page)[0] in listed
    assert f"The reason given: <b>{WHY}</b>" in listed
    edition = page.editions.get()
    for where in (edition.path, edition.get_history_url()):
        assert WHY not in client.get(where).text


def test_a_reason_that_was_typed_stays_when_something_else_is_refused(editor_client: Client) -> None:
    page = a_page()

    refused = editor_client.post(
        address(page), fill_in(editor_client.get(address(page)), reason=WHY, when="later", live_from_0="")
    )

    assert words_of(refused, "textarea[name^=reason]") == WHY
    assert not page.editions.exists()


def test_each_warning_is_answered_by_itself(editor_client: Client) -> None:
    page = a_page("<p>Massage is effective for pain.</p><p>It stays effective whatever the pain.</p>")
    first, second = messages_of(page)
    shown = editor_client.get(address(page))
    fields = reasons_of(shown)
    assert list(fields) == [first, second]

    refused = editor_client.post(address(page), fill_in(shown) | {fields[first]: WHY})
    assert words_of(refused, ".errorlist") == "This field is required."
    assert not page.editions.exists()

    editor_client.post(address(page), fill_in(shown) | {fields[first]: WHY, fields[second]: "So says the source."})
    assert page.editions.get().reasons == [
        {"warning": first, "reason": WHY},
        {"warning": second, "reason": "So says the source."},
    ]


def test_a_claim_that_was_listed_while_the_form_was_open_is_asked_about_too(editor_client: Client) -> None:
    page = a_page("<p>Massage is effective for pain and wonderful.</p>")
    sent = fill_in(editor_client.get(address(page)), reason=WHY)
    factories.make_claim(name="A wonder", phrases="wonderful", severity="warning", why="Too much.")

    refused = editor_client.post(address(page), sent)

    assert "This field is required." in words_of(refused, ".errorlist")
    assert len(reasons_of(refused)) == 2
    assert not page.editions.exists()


def test_a_reason_is_never_kept_with_a_warning_that_its_author_did_not_see(editor_client: Client, claim: Claim) -> None:
    page = a_page("<p>Massage is effective for pain and wonderful.</p>")
    sent = fill_in(editor_client.get(address(page)), reason=WHY)
    claim.is_active = False
    claim.save()
    factories.make_claim(name="A wonder", phrases="wonderful", severity="warning", why="Too much.")

    refused = editor_client.post(address(page), sent)

    assert "This field is required." in words_of(refused, ".errorlist")
    assert words_of(refused, "textarea[name^=reason]") == ""
    assert not page.editions.exists()


def test_a_warning_of_another_kind_asks_for_nothing(editor_client: Client) -> None:
    article = factories.make_article(key_points="")
    where = f"/admin/articles/article/{article.pk}/publish/"
    shown = editor_client.get(where)
    assert "There are no key points." in words_of(shown, ".problems")
    assert reasons_of(shown) == {}

    editor_client.post(where, fill_in(shown))

    assert article.editions.get().reasons == []


def test_an_error_blocks_and_asks_for_no_reason(editor_client: Client, claim: Claim) -> None:
    claim.severity = "error"
    claim.save()
    page = a_page()
    shown = editor_client.get(address(page))
    assert "says “effective for pain”" in words_of(shown, ".problems--errors li")
    assert reasons_of(shown) == {}

    refused = editor_client.post(address(page), fill_in(shown) | {"reason": WHY})

    assert "says “effective for pain”" in words_of(refused, ".errorlist")
    assert not page.editions.exists()


def test_a_study_in_doubt_is_cited_again_only_with_a_reason(editor_client: Client) -> None:
    study = factories.make_live_study(key="doe-2020", title="Hands", notice="retracted", notice_words="Made up.")
    page = a_page(f"<p>It helped.[@{study.key}]</p>")
    shown = editor_client.get(address(page))
    assert list(reasons_of(shown)) == ["[@doe-2020] is cited. “Hands” (2020) has been retracted. Made up."]

    editor_client.post(address(page), fill_in(shown))
    assert not page.editions.exists()
    editor_client.post(address(page), fill_in(shown, reason="We cite it to warn of it."))

    assert page.editions.get().reasons[0]["reason"] == "We cite it to warn of it."


def test_a_page_can_be_saved_and_previewed_whatever_it_claims(editor_client: Client) -> None:
    page = a_page()
    form = fields_of(editor_client.get(address(page, "change")), "sitepage_form")

    saved = editor_client.post(address(page, "change"), form | {"title": "Saved"})

    assert saved.status_code == 302
    assert "effective for pain" in words_of(editor_client.get(address(page, "preview")), ".prose")


# In the ledger


def test_the_ledger_refuses_without_a_reason_and_says_what_for() -> None:
    page = a_page()
    (message,) = messages_of(page)

    for reasons in (None, {}, {message: ""}, {message: " \n"}, {"Another warning.": WHY}):
        with pytest.raises(
            ledger.ReasonMissing, match=r"Say why this is right all the same, or change it\."
        ) as refusal:
            ledger.publish(page, by=None, reasons=reasons)
        assert message in str(refusal.value)
    assert not page.editions.exists()


def test_the_ledger_keeps_only_what_was_asked_for() -> None:
    page = a_page()
    (message,) = messages_of(page)

    edition = ledger.publish(page, by=None, reasons={message: WHY, "Another warning.": "Nonsense."})

    assert Edition.objects.get(pk=edition.pk).reasons == [{"warning": message, "reason": WHY}]


def test_a_reason_holds_for_one_edition_and_the_next_needs_its_own() -> None:
    page = a_page()
    (message,) = messages_of(page)
    ledger.publish(page, by=None, reasons={message: WHY})

    with pytest.raises(ledger.ReasonMissing):
        ledger.publish(page, by=None, note="The same again.")


def test_an_error_blocks_whatever_reasons_are_given(claim: Claim) -> None:
    page = a_page()
    (message,) = messages_of(page)
    claim.severity = "error"
    claim.save()

    with pytest.raises(ledger.NotReady, match="effective for pain"):
        ledger.publish(page, by=None, reasons={message: WHY})
    assert not page.editions.exists()


def test_a_page_that_denies_the_claim_needs_no_reason() -> None:
    page = a_page("<p>Massage is not effective for pain of this kind.</p>")

    assert ledger.publish(page, by=None).reasons == []
