"""What readers see follows from the ledger alone."""

from datetime import timedelta

import pytest
from django.test import Client

from publishing import clock, ledger
from publishing.models import Edition
from tests.factories import change_text, make_article, make_live_article

pytestmark = pytest.mark.django_db


def test_editing_a_live_page_changes_nothing_for_readers_until_it_is_published(client: Client) -> None:
    article, edition = make_live_article(text="<p>The old words.</p>")
    change_text(article, "<p>The new words.</p>")

    assert "The old words." in client.get(edition.path).text
    assert article.status == "Live, with unpublished changes"

    ledger.publish(article, by=None, note="New words.")

    assert "The new words." in client.get(edition.path).text


def test_a_scheduled_edition_goes_live_because_time_passes() -> None:
    article = make_article()
    tomorrow = clock.present() + timedelta(days=1)
    ledger.publish(article, by=None, live_from=tomorrow)

    assert not Edition.objects.live().exists()
    with clock.at(tomorrow):
        assert Edition.objects.live().get().title == article.title
