"""The pages of the people who write and review."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from editorial.models import Contributor
from publishing import ledger
from tests import factories

pytestmark = pytest.mark.django_db


def make_live(**values: object) -> Contributor:
    person = factories.make_contributor(**{"biography": "<p>Writes.</p>"} | values)
    ledger.publish(person, by=None)
    return person


def soup_of(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_page_shows_credentials_biography_interests_and_portrait(client: Client) -> None:
    make_live(
        name="Ann <A>", slug="ann", credentials="MD & LMT", biography="<p>Worked <em>long</em>.</p>",
        interests="Paid by <nobody>.", picture=factories.make_picture(alt="Ann"),
    )  # fmt: skip
    soup = soup_of(client, "/contributors/ann/")
    words = soup.main.get_text(" ", strip=True) if soup.main else ""
    assert soup.select("h1")[0].get_text() == "Ann <A>"
    for said in ("MD & LMT", "Worked long .", "Paid by <nobody>."):
        assert said in words
    assert [image["alt"] for image in soup.select("main img")] == ["Ann"]


def test_the_page_lists_the_live_articles_that_name_the_person(client: Client) -> None:
    ann, ben = make_live(slug="ann"), make_live(slug="ben")
    factories.make_live_article(title="Written", authors=[ann])
    factories.make_live_article(title="Reviewed", authors=[ben], medical_reviewer=ann)
    factories.make_article(title="Draft", authors=[ann])
    gone, _ = factories.make_live_article(title="Gone", authors=[ann])
    ledger.withdraw(gone, by=None, reason="Wrong.")
    titles = {link.get_text() for link in soup_of(client, "/contributors/ann/").select("main li a")}
    assert {"Written", "Reviewed"} <= titles
    assert not {"Draft", "Gone"} & titles


def test_the_page_lists_techniques_conditions_and_profiles_too(client: Client) -> None:
    ann = make_live(slug="ann")
    technique = factories.publish(factories.make_technique(name="Shiatsu", authors=[ann]))
    condition = factories.publish(factories.make_condition(name="Sciatica", authors=[ann]))
    factories.publish(factories.make_profile(title="Both", technique=technique, condition=condition, authors=[ann]))
    titles = {link.get_text() for link in soup_of(client, "/contributors/ann/").select("main li a")}
    assert {"Shiatsu", "Sciatica", "Both: what studies found"} <= titles


def test_somebody_without_pages_has_a_page_that_says_so(client: Client) -> None:
    make_live(slug="ann")
    assert "No page yet." in client.get("/contributors/ann/").text


def test_an_article_goes_on_naming_an_author_who_left_it_since(client: Client) -> None:
    ann, ben = make_live(slug="ann"), make_live(slug="ben")
    article, _ = factories.make_live_article(title="Ours", authors=[ann])
    article.authors.set([ben])
    assert "Ours" in client.get("/contributors/ann/").text
    ledger.publish(article, by=None, note="Ben took over.")
    assert "Ours" not in client.get("/contributors/ann/").text
    assert "Ours" in client.get("/contributors/ben/").text


def test_readers_never_see_the_account_behind_a_person(client: Client) -> None:
    account = User.objects.create_user("secret-login", email="ann@example.org")
    make_live(slug="ann", account=account)
    page = client.get("/contributors/ann/").text
    assert "secret-login" not in page
    assert "ann@example.org" not in page


def test_a_person_outlives_their_account_and_an_account_is_one_persons() -> None:
    account = User.objects.create_user("ann")
    ann = factories.make_contributor(account=account)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_contributor(account=account)
    account.delete()
    ann.refresh_from_db()
    assert ann.account is None


def test_without_credentials_a_person_is_called_by_name_alone() -> None:
    assert str(factories.make_contributor(name="Ann", credentials="")) == "Ann"
    assert str(factories.make_contributor(name="Ben", credentials="MD")) == "Ben, MD"
