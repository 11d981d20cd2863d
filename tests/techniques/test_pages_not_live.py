"""What is not live reaches a reader nowhere, and no page leads to it."""

from typing import Any

import pytest
from django.test import Client

from publishing import ledger
from tests import factories
from tests.techniques.pages import main_of, words

pytestmark = pytest.mark.django_db


def test_a_profile_leads_only_to_pages_that_are_live(client: Client) -> None:
    technique = factories.make_technique(name="Shiatsu", slug="shiatsu")
    condition = factories.make_condition(name="Sciatica", slug="sciatica")
    factories.publish(factories.make_profile(slug="p", technique=technique, condition=condition))

    def links() -> set[str]:
        return {str(link["href"]) for link in main_of(client, "/evidence/p/").select("#next ~ ul a")}

    assert links() == {"/evidence/"}
    factories.publish(technique)
    factories.publish(condition)
    assert links() == {"/evidence/", "/techniques/shiatsu/", "/conditions/sciatica/"}
    ledger.withdraw(technique, by=None, reason="Wrong.")
    ledger.withdraw(condition, by=None, reason="Wrong.")
    assert links() == {"/evidence/"}
    assert client.get("/techniques/shiatsu/").status_code == 410
    assert client.get("/conditions/sciatica/").status_code == 410


def test_a_withdrawn_profile_leaves_the_pages_around_it(client: Client) -> None:
    technique, condition = factories.publish(factories.make_technique()), factories.publish(factories.make_condition())
    profile = factories.publish(
        factories.make_profile(slug="p", technique=technique, condition=condition, conclusion="No studies found here.")
    )
    ledger.withdraw(profile, by=None, reason="Its search was flawed.")
    for page in (technique, condition):
        assert "Nobody has looked for studies on this yet." in words(main_of(client, page.public_path()))
    gone = client.get("/evidence/p/")
    assert gone.status_code == 410
    assert "Its search was flawed." in gone.text


def every_public_page(client: Client, *pages: Any) -> str:
    addresses = [
        "/", "/techniques/", "/conditions/", "/evidence/", "/evidence/matrix.csv", "/sitemap.xml",
        "/techniques/?condition=c", "/techniques/compare/?technique=t", *(page.public_path() for page in pages),
    ]  # fmt: skip
    return "".join(client.get(address).text for address in addresses)


def test_nothing_of_an_unpublished_profile_or_change_reaches_a_reader(client: Client) -> None:
    technique = factories.publish(factories.make_technique(slug="t"))
    condition = factories.publish(factories.make_condition(slug="c"))
    study = factories.make_live_study()
    live = factories.publish(factories.make_profile(slug="live", condition=condition, findings=[{"study": study}]))
    secret = {"title": "Xyzzy title", "slug": "xyzzy", "conclusion": "Xyzzy conclusion.", "meaning": "<p>Xyzzy.</p>"}
    factories.make_profile(
        technique=technique, condition=condition, findings=[{"study": study, "size": "Xyzzy size."}], **secret
    )
    for name, value in secret.items():
        setattr(live, name, f"{value}-2" if name == "slug" else value)
    live.save()
    live.findings.update(size="Xyzzy size.")
    technique.name, technique.clothing = "Xyzzy massage", "Xyzzy clothing."
    technique.save()
    condition.care_cards.update(body="<p>Xyzzy card.</p>")

    shown = every_public_page(client, study)

    assert "xyzzy" not in (shown + client.get("/evidence/live/").text + client.get("/conditions/c/").text).lower()
    assert client.get("/evidence/xyzzy/").status_code == 404
