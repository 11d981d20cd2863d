"""What search engines are told: which addresses there are, and which to leave alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from publishing import clock, ledger
from tests import factories
from tests.therapists import factories as directory

pytestmark = pytest.mark.django_db

#: The home page and the lists.
FIXED = ["/", "/articles/", "/conditions/", "/contributors/", "/evidence/", "/evidence/studies/", "/techniques/",
         "/therapists/"]  # fmt: skip


def locations(client: Client) -> list[str]:
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    return re.findall(r"<loc>https?://[^/]+(/.*?)</loc>", response.text)


def test_robots_are_kept_out_of_the_admin_and_told_of_the_sitemap(client: Client) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[1:] == ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]


def test_robots_txt_stays_readable_when_the_notice_has_several_lines(client: Client) -> None:
    factories.make_live_disclaimer(notice="Not advice.\r\nCall 911.\n\nDisallow: /")
    lines = [line for line in client.get("/robots.txt").text.splitlines() if line and not line.startswith("#")]
    assert lines == ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]


def test_the_sitemap_lists_the_fixed_pages_and_every_live_one(client: Client) -> None:
    factories.make_live_disclaimer()
    factories.make_live_article(slug="live")
    factories.make_live_page(slug="about")
    condition = factories.publish(factories.make_condition(slug="sciatica"))
    technique = factories.publish(factories.make_technique(slug="shiatsu"))
    factories.publish(factories.make_profile(slug="both", technique=technique, condition=condition))
    factories.make_live_study(key="doe-2020")
    pages = [
        "/about/", "/articles/live/", "/conditions/sciatica/", "/disclaimer/", "/evidence/both/",
        "/evidence/studies/doe-2020/", "/techniques/shiatsu/",
    ]  # fmt: skip
    assert locations(client) == pages + FIXED


def test_the_sitemap_leaves_out_drafts_and_what_is_withdrawn_scheduled_or_moved_away(client: Client) -> None:
    factories.make_article(slug="draft")
    withdrawn, _ = factories.make_live_page(slug="withdrawn")
    ledger.withdraw(withdrawn, by=None, reason="Wrong.")
    tomorrow = clock.present() + timedelta(days=1)
    ledger.publish(factories.make_site_page(slug="scheduled"), by=None, live_from=tomorrow)
    factories.make_moved_page(old="moved", new="arrived")

    assert locations(client) == ["/arrived/", *FIXED]
    with clock.at(tomorrow):
        assert "/scheduled/" in locations(client)


def test_the_sitemap_dates_each_page_by_its_live_edition_in_the_sites_time_zone(client: Client) -> None:
    evening_in_new_york = datetime(clock.today().year + 1, 3, 1, 3, 0, tzinfo=UTC)
    factories.publish(factories.make_site_page(slug="about"), live_from=evening_in_new_york)
    last_of_february = f"{evening_in_new_york - timedelta(days=1):%Y-%m-%d}"
    with clock.at(evening_in_new_york):
        assert f"<lastmod>{last_of_february}</lastmod>" in client.get("/sitemap.xml").text


def test_the_sitemap_names_addresses_under_the_sites_own_address(client: Client) -> None:
    factories.make_live_page(slug="about")
    listed = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml", headers={"host": "localhost"}).text)
    assert {location.removesuffix("/about/") for location in listed if "about" in location} == {settings.SITE_URL}


def test_the_sitemap_lists_therapists_while_they_may_be_listed_and_no_invented_ones(client: Client) -> None:
    directory.make_therapist(slug="ana-ruiz", licence={"expires_on": clock.today() + timedelta(days=3)})
    directory.make_therapist(slug="invented", is_sample=True)
    directory.make_therapist(slug="not-yet", status="draft")

    assert locations(client) == [*FIXED, "/therapists/ana-ruiz/"]
    with clock.at(clock.present() + timedelta(days=4)):
        assert locations(client) == FIXED
