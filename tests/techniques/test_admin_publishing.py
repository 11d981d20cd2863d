"""Who may publish a technique, a condition or a profile in the admin, and several together."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client

from tests import factories
from tests.browser_form import fields_of
from tests.publishing.pages import buttons_of, words_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["technique", "condition", "profile"])
def test_who_may_not_publish_can_do_so_by_no_door(writer_client: Client, writer: User, kind: str) -> None:
    content = getattr(factories, f"make_{kind}")()
    base = f"/admin/techniques/{content._meta.model_name}"
    typed = {"note": "x", "when": "now", "fingerprint": content.fingerprint}
    assert writer_client.post(f"{base}/{content.pk}/publish/", typed).status_code == 403
    action = {"action": "publish_selected", "_selected_action": str(content.pk), "confirmed": "1", "note": "x"}
    writer_client.post(f"{base}/", action)
    assert not content.editions.exists()


@pytest.mark.parametrize("kind", ["technique", "condition", "profile"])
def test_a_writer_may_write_and_is_shown_no_button_to_publish(
    writer_client: Client, editor_client: Client, kind: str
) -> None:
    content = getattr(factories, f"make_{kind}")()
    base = f"/admin/techniques/{content._meta.model_name}"
    assert "Publish…" in buttons_of(editor_client.get(f"{base}/{content.pk}/change/"))
    page = writer_client.get(f"{base}/{content.pk}/change/")
    assert "Preview" in buttons_of(page)
    assert not {"Publish…", "Withdraw…"} & set(buttons_of(page))
    assert "publish_selected" not in writer_client.get(f"{base}/").text
    for view in ("publish", "withdraw"):
        assert writer_client.get(f"{base}/{content.pk}/{view}/").status_code == 403
    form = fields_of(page, f"{content._meta.model_name}_form")
    assert writer_client.post(f"{base}/{content.pk}/change/", form).status_code == 302


def test_techniques_published_together_are_each_published_or_refused_in_words(
    editor_client: Client, client: Client
) -> None:
    sound, unsound = factories.make_technique(name="Sound"), factories.make_technique(name="Odd", contraindications=0)
    where = "/admin/techniques/technique/"
    action = {"action": "publish_selected", "_selected_action": [sound.pk, unsound.pk]}
    asked = BeautifulSoup(editor_client.post(where, action).content, "html.parser")
    fields = {str(field["name"]): str(field["value"]) for field in asked.select("#content form input[value]")}
    done = editor_client.post(where, fields | action | {"note": "New."}, follow=True)
    assert "“Odd” was not published. There is no contraindication. No massage is for everybody." in words_of(done)
    assert "1 of 2 published." in words_of(done)
    assert "Sound" in words_of(client.get("/techniques/"), ".cards")
    assert "Odd" not in words_of(client.get("/techniques/"), ".cards")
