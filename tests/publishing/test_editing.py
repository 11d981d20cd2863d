"""Two people at the same page: neither writes over the other unseen, and nobody's typing is lost."""

from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.http import HttpResponse, QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Checklist, RichText
from publishing import ledger
from publishing.editing import renumber
from tests.browser_form import fields_of
from tests.factories import change_text, make_article, make_editor, make_site_page
from tests.publishing.pages import words_of

pytestmark = pytest.mark.django_db

BODY = "articles_richtext_set-0-body"


class Desk:
    """One editor with the change form of one page open in a browser."""

    def __init__(self, content: Any, user: User | None = None) -> None:
        self.user = user or make_editor()
        self.client = Client()
        self.client.force_login(self.user)
        name = content._meta.model_name
        self.address, self.form = f"/admin/{content._meta.app_label}/{name}/{content.pk}/change/", f"{name}_form"
        self.fields = fields_of(self.client.get(self.address), self.form)

    def save(self, **typed: str) -> HttpResponse:
        """Type into the form and press the button; what the page then shows is what the form now holds."""
        self.fields |= typed
        response = self.client.post(self.address, self.fields)
        if response.status_code == 200:
            self.fields = fields_of(response, self.form)
        return response


def test_one_editor_saves_again_and_again_without_a_conflict() -> None:
    desk = Desk(make_article())

    assert desk.save(title="One").status_code == 302
    desk = Desk(Article.objects.get(), desk.user)
    assert desk.save(title="Two").status_code == 302
    assert Article.objects.get().title == "Two"


@time_machine.travel("2026-03-05 15:30Z", tick=False)
def test_the_second_of_two_editors_is_told_who_saved_what_and_when() -> None:
    article = make_article(text="<p>Rest for ten minutes.</p>")
    first, second = Desk(article), Desk(article)
    first.save(**{BODY: "<p>Rest for twenty minutes.</p>"})

    response = second.save(title="My title")

    message = words_of(response, ".errornote, .errorlist")
    assert f"{first.user.username} saved this page on March 5, 10:30 a.m., while you had it open." in message
    assert words_of(response, ".conflict del") == "deleted: ten (end of deletion)"
    assert words_of(response, ".conflict ins") == "inserted: twenty (end of insertion)"


def test_what_the_second_typed_is_still_in_the_form_and_not_yet_saved() -> None:
    article = make_article(title="Old title", text="<p>Old words.</p>")
    first, second = Desk(article), Desk(article)
    first.save(title="Their title")

    second.save(**{"title": "My title", "key_points": "My point.", BODY: "<p>My words.</p>"})

    assert (second.fields["title"], second.fields[BODY]) == (["My title"], ["<p>My words.</p>"])
    assert Article.objects.get().title == "Their title"
    assert RichText.objects.get().body == "<p>Old words.</p>"


def test_saving_again_works_and_both_versions_are_kept() -> None:
    article = make_article()
    first, second = Desk(article), Desk(article)
    first.save(title="Their title")
    second.save(title="My title")

    assert second.save().status_code == 302

    assert Article.objects.get().title == "My title"
    titles = [draft.working_copy["fields"]["title"] for draft in article.drafts]
    assert titles[:2] == ["My title", "Their title"]
    listed = words_of(second.client.get(second.address.replace("change", "editions")))
    assert first.user.username in listed
    assert second.user.username in listed


def test_a_third_save_in_between_is_told_of_too() -> None:
    article = make_article()
    first, second = Desk(article), Desk(article)
    first.save(title="Their title")
    second.save(title="My title")
    Desk(Article.objects.get(), first.user).save(title="Their second title")

    assert second.save().status_code == 200
    assert Article.objects.get().title == "Their second title"
    assert second.save().status_code == 302


def test_an_error_elsewhere_in_the_form_hides_no_conflict() -> None:
    article = make_article()
    first, second = Desk(article), Desk(article)
    first.save(title="Their title")

    response = second.save(slug="not a slug")

    assert "while you had it open" in words_of(response)
    assert second.save(slug="a-slug").status_code == 302


def test_a_save_that_changed_only_the_filing_is_no_conflict() -> None:
    article = make_article()
    first, second = Desk(article), Desk(article)
    first.save(tags="sore")

    assert second.save(title="My title").status_code == 302


def test_a_change_by_a_command_is_a_conflict_too() -> None:
    article = make_article(text="<p>Old words.</p>")
    desk = Desk(article)
    change_text(article, "<p>New words.</p>")

    assert "A command saved this page on" in words_of(desk.save(title="My title"))


def test_a_page_without_blocks_is_guarded_in_the_same_way() -> None:
    page = make_site_page(body="<p>Old words.</p>")
    first, second = Desk(page), Desk(page)
    first.save(body="<p>Their words.</p>")

    response = second.save(body="<p>My words.</p>")

    assert "while you had it open" in words_of(response)
    assert second.fields["body"] == ["<p>My words.</p>"]
    assert second.save().status_code == 302


def test_a_restored_version_counts_as_a_save() -> None:
    article = make_article(text="<p>Old words.</p>")
    kept = article.working_copy()
    change_text(article, "<p>New words.</p>")
    desk = Desk(article)
    ledger.restore(article, kept, by=make_editor())

    assert "while you had it open" in words_of(desk.save(title="My title"))


# Blocks


def test_a_block_that_the_other_editor_deleted_comes_back_as_a_new_one() -> None:
    article = make_article(text="<p>My block.</p>")
    first, second = Desk(article), Desk(article)
    first.save(**{"articles_richtext_set-0-DELETE": "on", "title": "Their title"})
    assert not RichText.objects.exists()

    response = second.save(**{BODY: "<p>My block, better.</p>"})

    assert "while you had it open" in words_of(response)
    assert second.fields[BODY] == ["<p>My block, better.</p>"]
    assert second.save().status_code == 302
    assert RichText.objects.get(parent=article).body == "<p>My block, better.</p>"


def test_a_block_that_the_other_editor_added_stays() -> None:
    article = make_article()
    first, second = Desk(article), Desk(article)
    prefix = "articles_checklist_set"
    first.save(
        **{
            f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-region": "main", f"{prefix}-0-ordering": "20",
            f"{prefix}-0-heading": "Pack", f"{prefix}-0-items_text": "A mat",
        }
    )  # fmt: skip
    second.save(title="My title")
    second.save()

    assert Checklist.objects.get(parent=article).heading == "Pack"
    assert Article.objects.get().title == "My title"


def test_of_several_blocks_each_keeps_its_words_when_one_was_deleted() -> None:
    article = make_article(text="<p>One.</p>")
    for number, word in enumerate(["Two", "Three"]):
        RichText.objects.create(parent=article, region="main", ordering=20 + number, body=f"<p>{word}.</p>")
    ledger.keep_draft(article, by=None)
    first, second = Desk(article), Desk(article)
    first.save(**{"articles_richtext_set-1-DELETE": "on"})
    second.save(**{"articles_richtext_set-2-body": "<p>Three, better.</p>"})

    assert second.save().status_code == 302

    bodies = RichText.objects.filter(parent=article).order_by("ordering").values_list("body", flat=True)
    assert list(bodies) == ["<p>One.</p>", "<p>Two.</p>", "<p>Three, better.</p>"]


def test_a_block_of_another_article_cannot_be_taken() -> None:
    victim = RichText.objects.get(parent=make_article(text="<p>Theirs.</p>"))
    article = make_article(text="<p>Mine.</p>")
    desk = Desk(article)

    desk.save(**{"articles_richtext_set-0-id": str(victim.pk), BODY: "<p>Stolen.</p>"})

    victim.refresh_from_db()
    assert (victim.body, victim.parent == article) == ("<p>Theirs.</p>", False)


def test_the_form_says_which_state_it_was_filled_from() -> None:
    article = make_article()
    soup = BeautifulSoup(
        Desk(article).client.get(f"/admin/articles/article/{article.pk}/change/").content, "html.parser"
    )

    assert [field["value"] for field in soup.select("#article_form [name=based_on]")] == [article.fingerprint]


# Renumbering


def posted(*rows: dict[str, str], prefix: str = "block") -> QueryDict:
    data = QueryDict(mutable=True)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    data[f"{prefix}-INITIAL_FORMS"] = str(sum(1 for row in rows if row["id"]))
    data[f"{prefix}-__prefix__-id"] = ""
    data["title"] = "A title"
    for number, row in enumerate(rows):
        for name, value in row.items():
            data[f"{prefix}-{number}-{name}"] = value
    return data


def rows_of(data: QueryDict, prefix: str = "block") -> list[tuple[str, str]]:
    count = int(data[f"{prefix}-TOTAL_FORMS"])
    return [(data[f"{prefix}-{number}-id"], data[f"{prefix}-{number}-body"]) for number in range(count)]


def test_rows_that_are_gone_become_new_rows_after_those_that_are_there() -> None:
    data = posted({"id": "1", "body": "a"}, {"id": "2", "body": "b"}, {"id": "3", "body": "c"}, {"id": "", "body": "d"})

    renumbered = renumber(data, "block", {"1", "3"})

    assert rows_of(renumbered) == [("1", "a"), ("3", "c"), ("", "b"), ("", "d")]
    assert (renumbered["block-INITIAL_FORMS"], renumbered["block-__prefix__-id"]) == ("2", "")
    assert renumbered["title"] == "A title"


def test_a_form_whose_rows_are_all_there_stays_as_it_is() -> None:
    data = posted({"id": "1", "body": "a"}, {"id": "", "body": "b"})

    assert renumber(data, "block", {"1", "2"}) is data


@pytest.mark.parametrize("total", ["", "-1", "x", "1001", "99999999999"])
def test_a_malformed_form_stays_as_it_is(total: str) -> None:
    data = posted({"id": "1", "body": "a"})
    data["block-TOTAL_FORMS"] = total

    assert renumber(data, "block", set()) is data


def test_forms_of_other_blocks_with_a_similar_name_stay_as_they_are() -> None:
    data = posted({"id": "1", "body": "a"})
    data.update(posted({"id": "7", "body": "z"}, prefix="block-set"))

    assert rows_of(renumber(data, "block", set()), "block-set") == [("7", "z")]


@given(
    rows=st.lists(st.tuples(st.sampled_from(["", "1", "2", "3", "4"]), st.text(max_size=3)), max_size=6),
    existing=st.sets(st.sampled_from(["1", "2", "3", "4"])),
)
def test_no_row_and_no_word_is_lost(rows: list[tuple[str, str]], existing: set[str]) -> None:
    renumbered = renumber(posted(*({"id": pk, "body": body} for pk, body in rows)), "block", existing)

    found = rows_of(renumbered)
    assert sorted(body for _, body in found) == sorted(body for _, body in rows)
    assert [pk for pk, _ in found if pk] == [pk for pk, _ in rows if pk in existing]
    assert int(renumbered["block-INITIAL_FORMS"]) == len([pk for pk, _ in found if pk])
