"""The second level of the page cache: pages that other processes and machines have made, in Redis.

No answer depends on it. Whatever fails here, the process makes the page itself, and leaves Redis alone for a while.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from redis import Redis

from publishing import clock
from publishing.generation import Epoch
from publishing.kept_pages import KEPT, Key, Page

logger = logging.getLogger(__name__)

#: Seconds after which Redis may forget a page. Epochs that ended leave theirs behind.
LIFE = 3600
#: How long another process may take to make a page before this one makes it, too, in seconds. It may have been killed.
LONGEST_WAIT = 2
#: How long Redis may take to answer, and how long it is left alone when it did not, in seconds.
PATIENCE = 0.25
REST = 5
_SEAL = 16


class SharedPages:
    """`release` names what pages are made from besides the data: another release has pages of its own."""

    def __init__(self, url: str, *, release: str) -> None:
        self.redis = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self.release = release
        self.hits = 0
        self._rests_until = 0.0

    @contextmanager
    def turn(self, epoch: Epoch, key: Key) -> Iterator[Page | None]:
        """The page that another process made, or None: then this one makes it, while the others wait for it."""
        name = self._name(epoch, key)
        page = self._get(name)
        is_mine = page is None and self._ask("set", _turn(name), 1, nx=True, px=LONGEST_WAIT * 1000)
        if page is None:
            # Between the first look and the turn somebody may have put it there.
            page = self._get(name) if is_mine else self._wait(name)
        self.hits += page is not None
        try:
            yield page
        finally:
            if is_mine:
                self._ask("delete", _turn(name))

    def put(self, epoch: Epoch, key: Key, page: Page) -> None:
        if page.code in KEPT:
            name = self._name(epoch, key)
            self._ask("set", name, self._packed(name, page), ex=LIFE)

    def _get(self, name: str) -> Page | None:
        packed = self._ask("get", name)
        return self._unpacked(name, packed) if isinstance(packed, bytes) else None

    def _wait(self, name: str) -> Page | None:
        started = monotonic()
        while self._ask("exists", _turn(name)) and monotonic() < started + LONGEST_WAIT:
            sleep(0.01)
        return self._get(name)

    def _ask(self, command: str, *words: Any, **options: Any) -> Any:
        """What Redis says, or None if it is away."""
        if monotonic() < self._rests_until:
            return None
        try:
            return getattr(self.redis, command)(*words, **options)
        except Exception as error:
            # Also what is no error of Redis: something else may answer at its address.
            self._rests_until = monotonic() + REST
            logger.warning("Redis did not answer (%s); pages are made here for %s seconds.", error, REST)
            return None

    def _name(self, epoch: Epoch, key: Key) -> str:
        words = json.dumps([self.release, epoch.mark, epoch.until.isoformat(), *key])
        return f"page:{blake2b(words.encode(), digest_size=20).hexdigest()}"

    # A page as bytes: a seal, a line of JSON, the body. The seal keeps out what somebody else wrote into Redis.

    @classmethod
    def _packed(cls, name: str, page: Page) -> bytes:
        made = clock.present().timestamp() - (monotonic() - page.made_at)
        head = json.dumps([page.status, page.headers, page.etag, made]).encode()
        content = head + b"\n" + page.body
        return cls._sealed(name, content) + content

    @classmethod
    def _unpacked(cls, name: str, packed: bytes) -> Page | None:
        content = packed[_SEAL:]
        if packed[:_SEAL] != cls._sealed(name, content):
            logger.error("Redis held a page that this site did not put there; it is made anew.")
            return None
        head, _, body = content.partition(b"\n")
        status, headers, etag, made = json.loads(head)
        age = max(0.0, clock.present().timestamp() - made)
        pairs = [(name, value) for name, value in headers]
        return Page(status, pairs, body, etag, made_at=monotonic() - age, expires_at=float("inf"))

    @staticmethod
    def _sealed(name: str, content: bytes) -> bytes:
        secret = blake2b(settings.SECRET_KEY.encode()).digest()
        return blake2b(name.encode() + content, key=secret, digest_size=_SEAL).digest()


def _turn(name: str) -> str:
    return f"{name}:turn"
