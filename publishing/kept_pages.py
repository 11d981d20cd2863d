"""A page as it is kept: its headers, its body in the codings that clients take, and how long it lives."""

import gzip
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from time import monotonic

import brotli
from django.conf import settings

Headers = list[tuple[str, str]]
#: Host, scheme, path and normalised query.
Key = tuple[str, str, str, str]

#: What is kept: pages, and for a short while what is not there or not any more.
KEPT = {200}
KEPT_BRIEFLY = {301, 404, 410}
BRIEFLY_SECONDS = 10
#: What a page costs besides its bytes, about.
OVERHEAD = 3_000
#: Smaller bodies gain nothing by being compressed.
LEAST_COMPRESSED = 500
CODINGS = ("br", "gzip")
#: More than nothing, with up to three digits behind the point.
_WEIGHT = re.compile(r"q=(?!0(?:\.0*)?$)(?:0|1)(?:\.\d{0,3})?")
_COMPRESSED = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


@dataclass
class Page:
    """An answer of the application, with its body in the codings that were asked for so far."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    made_at: float
    expires_at: float
    was_used: bool = False
    coded: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    def in_coding(self, coding: str) -> tuple[Headers, bytes]:
        """Headers and body. Made once a coding."""
        found = self.coded.get(coding)
        if found is None:
            found = self.coded[coding] = self._encode(coding)
        return found

    def _encode(self, coding: str) -> tuple[Headers, bytes]:
        compress = {"br": lambda body: brotli.compress(body, quality=5), "gzip": gzip.compress}.get(coding)
        body = compress(self.body) if compress else self.body
        tag = f'"{self.etag}-{coding}"' if compress else f'"{self.etag}"'
        headers = [*self.headers, ("ETag", tag), ("Content-Length", str(len(body)))]
        return headers + ([("Content-Encoding", coding)] if compress else []), body

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def may_be_kept(self) -> bool:
        return self.expires_at > self.made_at

    @property
    def is_compressible(self) -> bool:
        kind = next((value for name, value in self.headers if name.lower() == "content-type"), "")
        return len(self.body) >= LEAST_COMPRESSED and kind.startswith(_COMPRESSED)

    @cached_property
    def size(self) -> int:
        # The compressed bodies come later; a page's text shrinks to a fifth.
        return OVERHEAD + len(self.body) * 3 // 2 + sum(len(name) + len(value) for name, value in self.headers)


class Store:
    """Pages up to a number of bytes. When it is full, those go that nobody asked for since they were last looked at."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self._changing = threading.Lock()

    def get(self, key: Key) -> Page | None:
        page = self.pages.get(key)
        if page is None or page.expires_at < monotonic():
            return None
        page.was_used = True
        return page

    def put(self, key: Key, page: Page) -> None:
        with self._changing:
            old = self.pages.pop(key, None)
            self.bytes += cost(key, page) - (cost(key, old) if old else 0)
            self.pages[key] = page
            while self.bytes > self.most_bytes:
                oldest, candidate = self.pages.popitem(last=False)
                if candidate.was_used:
                    candidate.was_used = False
                    self.pages[oldest] = candidate
                else:
                    self.bytes -= cost(oldest, candidate)


def cost(key: Key, page: Page) -> int:
    """What a kept page and its key take in memory, about, in bytes."""
    return page.size + sum(map(len, key))


def page_of(status: str, headers: Headers, body: bytes) -> Page:
    """The page in an answer of the application, and how long it may be kept."""
    now = monotonic()
    by_name = {name.lower(): value for name, value in headers}
    code = int(status[:3])
    may_be_kept = (
        "set-cookie" not in by_name
        and not any(word in by_name.get("cache-control", "") for word in ("no-store", "private", "no-cache"))
        and by_name.get("vary", "accept-encoding").lower() == "accept-encoding"
    )
    life = float("inf") if code in KEPT else BRIEFLY_SECONDS if code in KEPT_BRIEFLY else 0
    own = [(name, value) for name, value in headers if name.lower() not in {"content-length", "vary", "etag"}]
    if may_be_kept and life and "cache-control" not in by_name:
        own.append(("Cache-Control", settings.PAGE_CACHE_CONTROL))
    vary = [("Vary", by_name.get("vary") or "Accept-Encoding")]
    tag = blake2b(body, digest_size=12).hexdigest()
    return Page(status, own + vary, body, tag, now, now + life if may_be_kept else 0)


def best_coding(accepted: str) -> str:
    """The best coding that a client takes. Source: RFC 9110, section 12.5.3."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        weight = "".join(parameters.split()) or "q=1"
        # What is no weight at all asks for nothing.
        weights[name.strip()] = _WEIGHT.fullmatch(weight) is not None
    return next((coding for coding in CODINGS if weights.get(coding, weights.get("*", False))), "identity")
