"""Whatever is published, scheduled, withdrawn, renamed and restored, in whatever order, one rule says what is live."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Article
from publishing import addresses, clock, ledger
from publishing.models import Edition
from tests.factories import change_text, make_article

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLUGS = ["north", "south", "east"]


class Model:
    """The ledger in a few lines: of each article a list of (from when, slug and text), None for a withdrawal."""

    def __init__(self, count: int) -> None:
        self.working = [(SLUGS[number], "first") for number in range(count)]
        self.editions: list[list[tuple[datetime, Any]]] = [[] for _ in range(count)]

    def live(self, article: int, at: datetime) -> Any:
        begun = [page for live_from, page in self.editions[article] if live_from <= at]
        return begun[-1] if begun else None

    def from_now_on(self, article: int, now: datetime) -> list[Any]:
        moments = [now, *(live_from for live_from, _ in self.editions[article] if live_from > now)]
        return [page for moment in moments if (page := self.live(article, moment))]

    def is_taken(self, slug: str, now: datetime, *, by_other_than: int) -> bool:
        others = [number for number in range(len(self.working)) if number != by_other_than]
        return any(page[0] == slug for other in others for page in self.from_now_on(other, now))


ARTICLES = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("edit"), ARTICLES, st.sampled_from(["first", "second", "third"])),
    st.tuples(st.just("rename"), ARTICLES, st.sampled_from(SLUGS)),
    st.tuples(st.just("publish"), ARTICLES, st.sampled_from([0, 0, 0, 1, 2, 5])),
    st.tuples(st.just("withdraw"), ARTICLES, st.none()),
    st.tuples(st.just("restore"), ARTICLES, st.integers(0, 5)),
)
# An article leaves its address, another one takes it in its own working copy, and the first is restored.
ADDRESS_TAKEN_OVER = [("publish", 0, 0), ("rename", 0, "east"), ("rename", 1, "north"), ("restore", 0, 0)]
WAITS = st.sampled_from([0, 1, 1, 2, 3])


class TheLedger(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(steps=st.lists(st.tuples(WAITS, STEPS), min_size=4, max_size=20))
    @example(steps=[(0, step) for step in ADDRESS_TAKEN_OVER])
    def test_agrees_with_the_rule_at_every_moment(self, steps: list[tuple[int, tuple[str, int, Any]]]) -> None:
        with time_machine.travel(START, tick=False) as traveller:
            self.articles = [make_article(slug=slug, text="<p>first</p>") for slug in SLUGS[:2]]
            self.model = Model(2)
            for wait, (verb, article, detail) in steps:
                traveller.shift(wait * HOUR)
                getattr(self, verb)(article, detail)
            self.compare(until=clock.present() + 6 * HOUR)

    def edit(self, number: int, text: str) -> None:
        change_text(self.articles[number], f"<p>{text}</p>")
        self.model.working[number] = (self.model.working[number][0], text)

    def rename(self, number: int, slug: str) -> None:
        if slug in {taken for taken, _ in self.model.working}:
            return
        self.articles[number].slug = slug
        self.articles[number].save()
        ledger.keep_draft(self.articles[number], by=None)
        self.model.working[number] = (slug, self.model.working[number][1])

    def publish(self, number: int, hours: int) -> None:
        now, page = clock.present(), self.model.working[number]
        if self.model.is_taken(page[0], now, by_other_than=number):
            with pytest.raises(ledger.AddressTaken):
                ledger.publish(self.articles[number], by=None, live_from=now + hours * HOUR)
        else:
            ledger.publish(self.articles[number], by=None, live_from=now + hours * HOUR)
            self.model.editions[number].append((now + hours * HOUR, page))

    def withdraw(self, number: int, _: None) -> None:
        now = clock.present()
        if self.model.from_now_on(number, now):
            ledger.withdraw(self.articles[number], by=None, reason="Wrong.")
            self.model.editions[number].append((now, None))
        else:
            with pytest.raises(ledger.NothingToWithdraw):
                ledger.withdraw(self.articles[number], by=None, reason="Wrong.")

    def restore(self, number: int, which: int) -> None:
        kept = [(count, page) for count, (_, page) in enumerate(self.model.editions[number], 1) if page]
        if not kept:
            return
        count, (slug, text) = kept[which % len(kept)]
        ledger.restore(self.articles[number], self.articles[number].editions.get(number=count).working_copy, by=None)
        others = {taken for other, (taken, _) in enumerate(self.model.working) if other != number}
        self.model.working[number] = (self.model.working[number][0] if slug in others else slug, text)

    def compare(self, *, until: datetime) -> None:
        moments = [START - HOUR, START, until]
        moments += [live_from for editions in self.model.editions for live_from, _ in editions]
        for moment, early in product(sorted(set(moments)), [timedelta(), timedelta(microseconds=1)]):
            expected = {
                article.pk: (f"/articles/{page[0]}/", f"<p>{page[1]}</p>")
                for number, article in enumerate(self.articles)
                if (page := self.model.live(number, moment - early))
            }
            live = Edition.objects.live(at=moment - early).of(Article)
            found = {edition.object_id: (edition.path, edition.html.strip()) for edition in live}
            assert found == expected
            with clock.at(moment - early):
                for pk, (path, _) in expected.items():
                    standing = addresses.look_up(path).edition
                    assert standing
                    assert standing.object_id == pk
