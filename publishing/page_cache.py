"""The cache at the door: whole public pages, compressed, handed out before Django is entered.

A WSGI layer around the application. A page is kept for one epoch of the site (`publishing.generation`), so nothing that
changed is shown longer than a second, and nothing is purged by hand. Only requests of which the answer cannot depend on
who asks get in: GET and HEAD without a session, and the application sees no header of them but the host.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from publishing import parts
from publishing.generation import Epoch
from publishing.kept_pages import KEPT, Headers, Key, Page, Store, best_coding, page_of
from publishing.shared_pages import SharedPages
from publishing.watch import Watch

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

BRIEFLY_BYTES = 2 * 1024 * 1024
#: How long one request waits for another that makes the same page, in seconds.
LONGEST_WAIT = 10
#: Longer headers are read anew each time. In characters.
LONGEST_REMEMBERED = 200
#: Where requests that pass by find the cache, for the pages that tell staff about it.
ENVIRON_KEY = "publishing.page_cache"


class Shelf:
    """What is kept of one epoch. A new epoch begins with an empty one; whoever still holds the old one harms nobody."""

    def __init__(self, epoch: Epoch | None, most_bytes: int) -> None:
        self.epoch = epoch
        self.pages = Store(most_bytes)
        self.missing = Store(BRIEFLY_BYTES)
        self.parts: parts.Kept = {}
        #: Pages that one request makes while the others wait for it.
        self.making: dict[Key, threading.Event] = {}

    def get(self, key: Key) -> Page | None:
        return self.pages.get(key) or self.missing.get(key)

    def put(self, key: Key, page: Page) -> None:
        (self.pages if page.code in KEPT else self.missing).put(key, page)


class PageCache:
    """The layer itself.

    `parameters` names, by the first part of a path, what a query there may ask. `shared`: pages of other processes.
    `at_new_epoch` is called when this process first meets an epoch.
    """

    def __init__(
        self,
        application: Application,
        *,
        parameters: Mapping[str, frozenset[str]],
        most_bytes: int,
        watch: Watch | None = None,
        shared: SharedPages | None = None,
        at_new_epoch: Callable[[], object] = lambda: None,
    ) -> None:
        self.application = application
        self.shared = shared
        self.at_new_epoch = at_new_epoch
        self.parameters = parameters
        self.most_bytes = most_bytes
        self.watch = watch or Watch()
        self.never = {"admin", "healthz", *(url.strip("/") for url in (settings.STATIC_URL, settings.MEDIA_URL))}
        self.sessions = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
        site_port = urlsplit(settings.SITE_URL).port
        self.ports = {"", str(settings.PORT), str(site_port or "")}
        self.known_hosts: set[str] = set()
        self.codings: dict[str, str] = {}
        self.hits = self.misses = 0
        self.shelf = Shelf(None, most_bytes)
        self._turning = threading.Lock()
        self.renderings: parts.Kept = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = self.key_of(environ)
        epoch = self.watch.epoch() if key else None
        if key is None or epoch is None:
            return self.application({**environ, ENVIRON_KEY: self}, start_response)
        shelf = self.shelf
        if shelf.epoch != epoch:
            shelf = self._latest_shelf(epoch)
        page = shelf.get(key)
        if page is None:
            self.misses += 1
            page = self._made(shelf, key, environ)
        else:
            self.hits += 1
        return self._hand_out(page, environ, start_response)

    def _latest_shelf(self, epoch: Epoch) -> Shelf:
        """The shelf of the epoch that the watch knows by now; an older one may be in the hands of a thread still."""
        with self._turning:
            latest = self.watch.latest or epoch
            is_new = self.shelf.epoch != latest
            if is_new:
                self.shelf = Shelf(latest, self.most_bytes)
            shelf = self.shelf
        if is_new:
            self.at_new_epoch()
        return shelf

    def state(self) -> dict[str, Any]:
        """What staff may want to know. It is about this process only: each has pages of its own."""
        asked, shelf = self.hits + self.misses, self.shelf
        return {
            "hits": self.hits,
            "misses": self.misses,
            "hit_rate": round(self.hits / asked, 3) if asked else None,
            "pages": len(shelf.pages.pages),
            "bytes": shelf.pages.bytes,
            "most_bytes": self.most_bytes,
            "from_other_processes": self.shared.hits if self.shared else None,
            "generation": shelf.epoch.mark if shelf.epoch else None,
            "until": shelf.epoch.until.isoformat() if shelf.epoch else None,
        }

    # Which page is asked for

    def key_of(self, environ: Environ) -> Key | None:
        """What the answer may depend on, or None if it may depend on who asks."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("SCRIPT_NAME"):
            return None
        cookies = environ.get("HTTP_COOKIE")
        if cookies and any(name in cookies for name in self.sessions):
            return None
        path = environ.get("PATH_INFO", "")
        first = path[1:].partition("/")[0]
        host = environ.get("HTTP_HOST", "")
        if first in self.never or "HTTP_AUTHORIZATION" in environ or not self._is_ours(host):
            return None
        query = environ.get("QUERY_STRING")
        return host, self._scheme(environ), path, self._normalised(first, query) if query else ""

    def _is_ours(self, host: str) -> bool:
        if host in self.known_hosts:
            return True
        domain, port = split_domain_port(host)
        if not validate_host(domain, settings.ALLOWED_HOSTS) or port not in self.ports:
            return False
        if len(self.known_hosts) < 100 and len(host) <= LONGEST_REMEMBERED:
            self.known_hosts.add(host)
        return True

    @staticmethod
    def _scheme(environ: Environ) -> str:
        if settings.SECURE_PROXY_SSL_HEADER:
            name, value = settings.SECURE_PROXY_SSL_HEADER
            if name in environ:
                return "https" if environ[name] == value else "http"
        return environ["wsgi.url_scheme"]

    def _normalised(self, first: str, query: str) -> str:
        """The parameters that are known there, sorted by name; the values of one stay in their order."""
        known = self.parameters.get(first, frozenset())
        # Servers hand bytes on as if they were Latin-1.
        sent = query.encode("latin-1").decode("utf-8", errors="surrogateescape")
        pairs = parse_qsl(sent, keep_blank_values=True, encoding="utf-8", errors="surrogateescape")
        asked = sorted((pair for pair in pairs if pair[0] in known), key=lambda pair: pair[0])
        return urlencode(asked, encoding="utf-8", errors="surrogateescape")

    # Handing out

    def _hand_out(self, page: Page, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not page.may_be_kept:
            start_response(page.status, [*page.headers, ("Content-Length", str(len(page.body)))])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
        coding = self._coding(environ.get("HTTP_ACCEPT_ENCODING", "")) if page.is_compressible else "identity"
        headers, body = page.in_coding(coding)
        age = ("Age", str(int(monotonic() - page.made_at)))
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and page.code == 200 and _matches(asked, headers):
            start_response("304 Not Modified", [*(pair for pair in headers if pair[0] in _OF_304), age])
            return []
        start_response(page.status, [*headers, age])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _coding(self, accepted: str) -> str:
        found = self.codings.get(accepted)
        if found is None:
            found = best_coding(accepted)
            if len(self.codings) < 1000 and len(accepted) <= LONGEST_REMEMBERED:
                self.codings[accepted] = found
        return found

    # Making a page

    def _made(self, shelf: Shelf, key: Key, environ: Environ) -> Page:
        """Make the page, or wait for the one who makes it."""
        mine = threading.Event()
        others = shelf.making.setdefault(key, mine)
        if others is not mine:
            others.wait(LONGEST_WAIT)
            return shelf.get(key) or self._make(shelf, key, environ)
        try:
            if page := shelf.get(key):
                # It was made between the first look and this turn.
                return page
            page = self._from_other_processes(shelf, key, environ)
            if page.may_be_kept:
                shelf.put(key, page)
            return page
        finally:
            del shelf.making[key]
            mine.set()

    def _from_other_processes(self, shelf: Shelf, key: Key, environ: Environ) -> Page:
        """The page that another process has made, or makes at this moment; if none does, it is made here for all."""
        if self.shared is None or shelf.epoch is None:
            return self._make(shelf, key, environ)
        with self.shared.turn(shelf.epoch, key) as page:
            if page is None:
                page = self._make(shelf, key, environ)
                if page.may_be_kept:
                    self.shared.put(shelf.epoch, key, page)
            return page

    def _make(self, shelf: Shelf, key: Key, environ: Environ) -> Page:
        """Ask the application, with nothing of the request that could make the answer somebody's own."""
        answer: dict[str, Any] = {}
        made_from = parts.Parts(of_epoch=shelf.parts, of_editions=self.renderings)

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            answer.update(status=status, headers=headers)
            return lambda data: None

        asked = _bare(environ, query=key[3]) | {parts.ENVIRON_KEY: made_from}
        chunks = self.application(asked, start_response)
        try:
            body = b"".join(chunks)
        finally:
            if close := getattr(chunks, "close", None):
                close()
        headers = answer["headers"] if made_from.are_complete else [*answer["headers"], ("Cache-Control", "no-store")]
        return page_of(answer["status"], headers, body)


_OF_304 = {"ETag", "Vary", "Cache-Control", "Link", "Content-Location", "Expires"}
_SEEN = {
    "PATH_INFO", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "REMOTE_ADDR",
    "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR",
}  # fmt: skip


def _bare(environ: Environ, *, query: str) -> Environ:
    """A request as the page is made from it: only the host and what the proxy says are left of its headers."""
    kept = {name: value for name, value in environ.items() if name in _SEEN or name.startswith("wsgi.")}
    return kept | {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "QUERY_STRING": query, "wsgi.input": BytesIO()}


def _matches(asked: str, headers: Headers) -> bool:
    """Whether an If-None-Match names the page in this coding; a proxy may have made the tag a weak one."""
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return "*" in tags or any(name == "ETag" and value in tags for name, value in headers)
