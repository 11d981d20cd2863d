"""The epoch as one process knows it: read from the database at most once a second, and never waited for for long."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from time import monotonic

from django.db import Error, connection

from publishing import clock, generation
from publishing.generation import Epoch

logger = logging.getLogger(__name__)

#: How long a process trusts the mark that it read, or goes on without one that it could not read, in seconds.
TRUSTED = 1.0


class Watch:
    """`patience`: how many seconds the database may take to answer before it counts as away.

    A server that hangs must not take its readers along, so a thread of its own asks it. Without patience, the thread
    that wants to know asks.
    """

    def __init__(self, *, patience: float | None = None, read: Callable[[], Epoch] = generation.read) -> None:
        self.patience = patience
        self.latest: Epoch | None = None
        self._read_from_database = read
        self._trusted_until = self._rests_until = 0.0
        self._reading = threading.Lock()
        #: What the thread has been asked and not answered yet, and when it was asked.
        self._asked: tuple[float, Future[Epoch | None]] | None = None
        self._questions: SimpleQueue[Future[Epoch | None]] | None = None

    def epoch(self) -> Epoch | None:
        """The epoch, or None if the database has to be asked and is away.

        While it is away the last epoch goes on, but never past the moment at which time itself ends it.
        """
        known = self._known()
        if self._is_settled(known):
            return known
        # Whoever comes while another thread reads goes on with what is known, if anything is.
        if not self._reading.acquire(blocking=known is None):
            return known
        try:
            if not self._is_settled(self._known()):
                self._look()
            return self._known()
        finally:
            self._reading.release()

    def _known(self) -> Epoch | None:
        return self.latest if self.latest and clock.now() < self.latest.until else None

    def _is_settled(self, known: Epoch | None) -> bool:
        """Whether there is nothing to ask: what is known was read just now, or the database has just failed."""
        now = monotonic()
        return now < self._rests_until or (known is not None and now < self._trusted_until)

    def _look(self) -> None:
        # A change that is made while it is read may not be in what is read.
        began, found = monotonic(), None
        if self.patience is None:
            found = self._read()
        else:
            began, found = self._ask_the_thread(self.patience)
        if found:
            self.latest, self._trusted_until = found, began + TRUSTED
        else:
            self._rests_until = monotonic() + TRUSTED

    def _ask_the_thread(self, patience: float) -> tuple[float, Epoch | None]:
        """What the thread answers, and when it was asked; no answer if it takes too long. It is asked one at a time."""
        if self._questions is None:
            self._questions = SimpleQueue()
            threading.Thread(target=self._answer, args=[self._questions], name="epoch", daemon=True).start()
        if self._asked is None:
            self._asked = monotonic(), Future()
            self._questions.put(self._asked[1])
        began, answer = self._asked
        try:
            answer.exception(timeout=patience)
        except TimeoutError:
            logger.warning("The database has not answered for %s seconds; pages that are kept go on.", patience)
            return began, None
        self._asked = None
        return began, answer.result()

    def _answer(self, questions: SimpleQueue[Future[Epoch | None]]) -> None:
        while True:
            answer = questions.get()
            try:
                answer.set_result(self._read())
            except BaseException as error:
                answer.set_exception(error)

    def _read(self) -> Epoch | None:
        try:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            return self._read_from_database()
        except Error:
            logger.warning("The database did not answer; pages that are kept go on being served.")
            return None
