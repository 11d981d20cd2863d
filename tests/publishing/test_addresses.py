"""An address that was once given out goes on leading somewhere, in one step, for as long as the site stands."""

from datetime import timedelta

import pytest
from django.test import Client

from articles.models import SitePage
from publishing import addresses, clock, ledger
from publishing.models import Edition
from tests.factories import make_article, make_live_article, make_live_page, make_site_page

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def rename(page: SitePage, slug: str) -> Edition:
    page.slug = slug
    page.save()
    return ledger.publish(page, by=None, note=f"Moved to {slug}.")


def test_a_live_page_answers_at_its_address(client: Client) -> None:
    make_live_page(slug="about", body="<p>Who we are.</p>")

    assert "Who we are." in client.get("/about/").text


# Renaming


def test_the_old_address_of_a_renamed_page_leads_to_the_new_one(client: Client) -> None:
    page, _ = make_live_page(slug="old")
    rename(page, "new")

    response = client.get("/old/")

    assert response.status_code == 301
    assert response["Location"] == "/new/"


def test_the_redirect_keeps_the_query(client: Client) -> None:
    page, _ = make_live_page(slug="old")
    rename(page, "new")

    assert client.get("/old/?a=1&b=%C3%A9%20x&a=2")["Location"] == "/new/?a=1&b=%C3%A9%20x&a=2"


def test_saving_a_new_address_without_publishing_moves_nothing(client: Client) -> None:
    page, _ = make_live_page(slug="old")
    page.slug = "new"
    page.save()
    ledger.keep_draft(page, by=None)

    assert client.get("/old/").status_code == 200
    assert client.get("/new/").status_code == 404


def test_after_several_renames_each_old_address_leads_straight_to_the_present_one(client: Client) -> None:
    page, _ = make_live_page(slug="one")
    for slug in ("two", "three", "four"):
        rename(page, slug)

    for old in ("/one/", "/two/", "/three/"):
        assert client.get(old)["Location"] == "/four/"
    assert client.get("/four/").status_code == 200


def test_a_page_that_is_renamed_back_makes_no_loop(client: Client) -> None:
    page, _ = make_live_page(slug="one")
    rename(page, "two")
    rename(page, "one")

    assert client.get("/one/").status_code == 200
    assert client.get("/two/")["Location"] == "/one/"


def test_the_history_moves_with_the_page(client: Client) -> None:
    page, _ = make_live_page(slug="old")
    rename(page, "new")

    assert client.get("/old/history/")["Location"] == "/new/history/"
    assert "It stood at /old/." in client.get("/new/history/").text


def test_a_scheduled_rename_moves_the_page_at_its_moment(client: Client) -> None:
    page, _ = make_live_page(slug="old")
    page.slug = "new"
    page.save()
    edition = ledger.publish(page, by=None, live_from=clock.present() + DAY)

    assert client.get("/old/").status_code == 200
    assert client.get("/new/").status_code == 404
    with clock.at(edition.live_from):
        assert client.get("/old/")["Location"] == "/new/"
        assert client.get("/new/").status_code == 200


def test_a_link_by_permanent_name_follows_a_rename_without_a_redirect(client: Client) -> None:
    target, _ = make_live_article(slug="after-care")
    linking, edition = make_live_article(text=f'<p><a href="page:{target.reference}#rest">rest</a></p>')
    assert 'href="/articles/after-care/#rest"' in client.get(edition.path).text
    target.slug = "when-you-are-home"
    target.save()
    ledger.publish(target, by=None, note="Better address.")

    assert client.get("/articles/after-care/")["Location"] == "/articles/when-you-are-home/"
    ledger.publish(linking, by=None, note="Same words.")

    assert 'href="/articles/when-you-are-home/#rest"' in client.get(edition.path).text
    assert target.reference == "article/after-care"


# Taken addresses


def test_the_address_of_another_live_page_is_refused_with_its_title() -> None:
    page, _ = make_live_page(slug="care", title="Care after massage")
    page.slug = "elsewhere"
    page.save()
    ledger.keep_draft(page, by=None)
    other = make_site_page(slug="care")

    with pytest.raises(ledger.AddressTaken, match="/care/ is taken by “Care after massage”"):
        ledger.publish(other, by=None)

    assert not other.editions.exists()


def test_the_address_of_another_scheduled_page_is_refused_with_its_title() -> None:
    page = make_site_page(slug="care", title="Care after massage")
    ledger.publish(page, by=None, live_from=clock.present() + DAY)
    SitePage.objects.filter(pk=page.pk).update(slug="elsewhere")
    other = make_site_page(slug="care")

    with pytest.raises(ledger.AddressTaken, match="Care after massage"):
        ledger.publish(other, by=None)


def test_an_address_that_was_left_may_be_taken_and_then_belongs_to_the_newcomer(client: Client) -> None:
    page, _ = make_live_page(slug="care")
    rename(page, "after-care")
    make_live_page(slug="care", body="<p>The newcomer.</p>")

    assert "The newcomer." in client.get("/care/").text
    assert client.get("/after-care/").status_code == 200


def test_a_page_cannot_be_renamed_back_to_an_address_that_another_has_taken() -> None:
    page, _ = make_live_page(slug="care")
    rename(page, "after-care")
    newcomer, _ = make_live_page(slug="care", title="The newcomer")
    SitePage.objects.filter(pk=newcomer.pk).update(slug="unpublished-move")

    with pytest.raises(ledger.AddressTaken, match="The newcomer"):
        rename(page, "care")


def test_an_address_that_was_taken_over_and_left_again_leads_to_whoever_stood_there_last(client: Client) -> None:
    first, _ = make_live_page(slug="care")
    rename(first, "first")
    second, _ = make_live_page(slug="care")
    rename(second, "second")

    assert client.get("/care/")["Location"] == "/second/"


def test_a_page_that_never_went_live_takes_no_redirect_from_another(client: Client) -> None:
    moved, _ = make_live_page(slug="care")
    rename(moved, "after-care")
    planned = make_site_page(slug="care")
    ledger.publish(planned, by=None, live_from=clock.present() + DAY)
    ledger.withdraw(planned, by=None, reason="Called off.")

    for moment in (clock.present(), clock.present() + 2 * DAY):
        with clock.at(moment):
            assert client.get("/care/")["Location"] == "/after-care/"


def test_the_planned_address_of_a_page_that_was_then_published_elsewhere_leads_nowhere(client: Client) -> None:
    page = make_site_page(slug="planned")
    ledger.publish(page, by=None, live_from=clock.present() + DAY)
    rename(page, "published")

    with clock.at(clock.present() + 2 * DAY):
        assert client.get("/planned/").status_code == 404
        assert client.get("/published/").status_code == 200


@pytest.mark.parametrize("slug", ["articles", "admin", "contributors"])
def test_the_address_of_a_fixed_part_of_the_site_is_refused(client: Client, slug: str) -> None:
    page = make_site_page(slug=slug)

    with pytest.raises(ledger.AddressTaken, match=f"/{slug}/ belongs to a fixed part of this site"):
        ledger.publish(page, by=None)


@pytest.mark.parametrize("slug", ["feed", "history"])
def test_the_address_of_a_feed_or_a_history_is_refused(slug: str) -> None:
    with pytest.raises(ledger.AddressTaken, match="fixed part"):
        ledger.publish(make_article(slug=slug), by=None)


# Withdrawing


def test_a_withdrawn_page_answers_410_with_the_reason(client: Client) -> None:
    page, _ = make_live_page(slug="dose", title="How much", body="<p>Ten hours a day.</p>")
    ledger.withdraw(page, by=None, reason="The dose was <wrong>.")

    response = client.get("/dose/")

    assert response.status_code == 410
    assert "“How much” was withdrawn" in response.text
    assert "The dose was &lt;wrong&gt;." in response.text
    assert "Ten hours a day." not in response.text


def test_every_former_address_of_a_withdrawn_page_says_so(client: Client) -> None:
    page, _ = make_live_page(slug="old")
    rename(page, "new")
    ledger.withdraw(page, by=None, reason="Wrong.")

    for address in ("/old/", "/new/"):
        assert client.get(address).status_code == 410


def test_a_withdrawn_page_leaves_every_list(client: Client) -> None:
    article, edition = make_live_article(title="A page to lose")
    assert "A page to lose" in client.get("/articles/").text
    ledger.withdraw(article, by=None, reason="Wrong.")

    for address in ("/", "/articles/", "/articles/feed/"):
        assert "A page to lose" not in client.get(address).text
    assert edition.path not in client.get("/sitemap.xml").text


def test_a_page_that_is_published_again_is_live_again(client: Client) -> None:
    page, edition = make_live_page()
    ledger.withdraw(page, by=None, reason="Wrong.")
    ledger.publish(page, by=None, note="Right again.")

    assert client.get(edition.path).status_code == 200
    assert "Right again." in client.get(edition.get_history_url()).text


def test_the_history_of_a_withdrawn_page_can_still_be_read(client: Client) -> None:
    page, edition = make_live_page()
    ledger.withdraw(page, by=None, reason="Wrong dose.")

    assert "Wrong dose." in client.get(edition.get_history_url()).text


def test_the_address_of_a_withdrawn_page_may_be_taken(client: Client) -> None:
    page, _ = make_live_page(slug="care")
    ledger.withdraw(page, by=None, reason="Wrong.")
    SitePage.objects.filter(pk=page.pk).update(slug="retired")
    make_live_page(slug="care", body="<p>The newcomer.</p>")

    assert "The newcomer." in client.get("/care/").text


def test_a_page_withdrawn_before_anybody_saw_it_is_unknown(client: Client) -> None:
    page = make_site_page(slug="secret", title="A secret")
    ledger.publish(page, by=None, live_from=clock.present() + DAY)
    ledger.withdraw(page, by=None, reason="Not to be known.")

    response = client.get("/secret/")

    assert response.status_code == 404
    assert "A secret" not in response.text


# Unknown addresses


def test_an_unknown_address_is_not_found_and_suggests_live_pages_like_it(client: Client) -> None:
    make_live_article(title="Sleeping with a sore back", slug="sleeping-with-a-sore-back")
    make_live_article(title="Heat or cold", slug="heat-or-cold")
    make_article(title="Sleeping drafts", slug="sleeping-drafts")

    response = client.get("/articles/sleping-sore-bak/")

    assert response.status_code == 404
    assert "/articles/sleeping-with-a-sore-back/" in response.text
    assert "Heat or cold" not in response.text
    assert "Sleeping drafts" not in response.text


def test_the_likeliest_suggestion_comes_first_and_there_are_five_at_most() -> None:
    for number in range(7):
        make_live_article(slug=f"lifting-{'very-' * number}heavy-boxes")

    found = addresses.suggestions("/lifting-heavy-boxes.html")

    assert len(found) == 5
    assert found[0].path == "/articles/lifting-heavy-boxes/"


@pytest.mark.parametrize("path", ["/", "/x/", "/12/", "/%/", "/ñandú/"])
def test_an_address_without_words_gets_no_suggestion(path: str) -> None:
    make_live_page(slug="about")

    assert addresses.suggestions(path) == []


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_page_can_only_be_read(client: Client, method: str) -> None:
    _, edition = make_live_page()

    assert getattr(client, method)(edition.path).status_code == 405
    assert getattr(client, method)(edition.get_history_url()).status_code == 405


# Permanent names


def test_a_permanent_name_never_changes_and_is_never_given_twice() -> None:
    first = make_article(slug="care")
    first.slug = "moved"
    first.save()
    second = make_article(slug="care")

    assert first.reference == "article/care"
    assert second.reference == "article/care-2"
    assert addresses.content_named("article/care") == first
    assert addresses.content_named("article/care-2") == second


@pytest.mark.parametrize("reference", ["", "article", "article/", "nothing/care", "user/1", "article/care/x"])
def test_a_name_of_nothing_names_nothing(reference: str) -> None:
    make_article(slug="care")

    assert addresses.content_named(reference) is None
    assert addresses.address_of(reference)[0] is None


def test_every_kind_of_page_can_be_linked_to_by_name() -> None:
    article = make_article(title="On backs")
    page = make_site_page(title="About us")

    listed = dict(addresses.every_page())

    assert (article.reference, "On backs") in listed["Articles"]
    assert (page.reference, "About us") in listed["Site pages"]
