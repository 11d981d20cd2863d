"""What a process knows of the epoch when the database is slow, away, or hangs."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError

from publishing import clock
from publishing.generation import Epoch
from publishing.watch import Watch

pytestmark = pytest.mark.django_db

LATER = clock.present() + timedelta(hours=1)


class Database:
    """Answers with one mark after another, once it is let go."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __call__(self) -> Epoch:
        self.asked += 1
        answer = self.answers.pop(0)
        assert self.goes_on.wait(10)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Epoch) else Epoch(answer, LATER)


def a_second_later(watch: Watch) -> None:
    watch._trusted_until = watch._rests_until = 0


@pytest.fixture
def hanging() -> Iterator[Database]:
    database = Database(1, 2, 3)
    yield database
    database.goes_on.set()


def mark(watch: Watch) -> int | None:
    epoch = watch.epoch()
    return epoch and epoch.mark


def test_a_database_that_hangs_does_not_take_readers_along(hanging: Database) -> None:
    watch = Watch(patience=0.05, read=hanging)
    assert mark(watch) == 1
    hanging.goes_on.clear()
    for _ in range(3):
        a_second_later(watch)
        assert mark(watch) == 1
    assert hanging.asked == 2, "the question that it has not answered is not asked again"


def test_what_it_says_late_is_heard(hanging: Database) -> None:
    watch = Watch(patience=5, read=hanging)
    hanging.goes_on.clear()
    watch.patience = 0.05
    assert mark(watch) is None
    hanging.goes_on.set()
    watch.patience = 5
    a_second_later(watch)
    assert mark(watch) == 1
    a_second_later(watch)
    assert mark(watch) == 2


def test_nobody_waits_again_right_after_it_failed() -> None:
    for error in (OperationalError("away"), InterfaceError("closed")):
        database = Database(error, 2)
        watch = Watch(read=database)
        assert mark(watch) is None
        assert mark(watch) is None
        assert database.asked == 1
        a_second_later(watch)
        assert mark(watch) == 2


def test_an_epoch_that_time_ended_is_not_waited_out() -> None:
    soon = clock.present() + timedelta(minutes=1)
    watch = Watch(read=Database(Epoch(1, soon), 2))
    assert mark(watch) == 1
    with clock.at(soon):
        assert mark(watch) == 2


def test_an_error_of_ours_is_not_hidden_by_the_thread() -> None:
    watch = Watch(patience=5, read=Database(ZeroDivisionError(), 2))
    with pytest.raises(ZeroDivisionError):
        watch.epoch()
    assert mark(watch) == 2


def test_many_that_come_at_once_ask_once(hanging: Database) -> None:
    watch = Watch(patience=5, read=hanging)
    hanging.goes_on.clear()
    marks: list[int | None] = []
    readers = [threading.Thread(target=lambda: marks.append(mark(watch))) for _ in range(4)]
    for reader in readers:
        reader.start()
    hanging.goes_on.set()
    for reader in readers:
        reader.join()
    assert (marks, hanging.asked) == ([1, 1, 1, 1], 1)
