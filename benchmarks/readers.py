"""Readers who look at what they get, and an editor who publishes while they read.

wrk is faster, but it neither reads pages nor knows when which request was sent. All moments are seconds of the
machine's monotonic clock, which every process sees alike.
"""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import NamedTuple

from benchmarks.servers import ROOT

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
#: What `benchmarks.publisher` writes into each edition's title.
_EDITION = re.compile(rb"Benchmark edition (\d+)")


class Answer(NamedTuple):
    """`status` is 0 if the connection broke; `edition` is None if the page does not name one."""

    sent_at: float
    took: float
    status: int
    edition: int | None


class Address(NamedTuple):
    """What a reader asks for."""

    port: int
    path: str
    headers: tuple[str, ...] = ()

    def request(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *self.headers]
        return "\r\n".join([*lines, "", ""]).encode()


class Reader:
    """One connection. It is opened anew when the server closes it."""

    def __init__(self, address: Address) -> None:
        self.port = address.port
        self.request = address.request()
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self) -> Answer:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        sent_at = monotonic()
        self.writer.write(self.request)
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
            body = await self.reader.readexactly(int(_LENGTH.search(head).group(1)))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close()
            return Answer(sent_at, monotonic() - sent_at, 0, None)
        if _CLOSES.search(head):
            self.close()
        found = _EDITION.search(body)
        return Answer(sent_at, monotonic() - sent_at, int(head[9:12]), int(found.group(1)) if found else None)

    def close(self) -> None:
        if self.writer:
            self.writer.close()
            self.writer = None


@asynccontextmanager
async def reading(addresses: list[Address]) -> AsyncIterator[list[Answer]]:
    """Readers, one an address, who ask again as soon as they are answered. Their answers collect in the list."""
    answers: list[Answer] = []
    is_over = False

    async def read(address: Address) -> None:
        reader = Reader(address)
        while not is_over:
            answers.append(await reader.ask())
        reader.close()

    readers = [asyncio.create_task(read(address)) for address in addresses]
    try:
        yield answers
    finally:
        is_over = True
        await asyncio.gather(*readers)


class Published(NamedTuple):
    """An edition, and the moment at which its transaction had been committed."""

    edition: int
    committed_at: float


@asynccontextmanager
async def publishing(environment: dict[str, str]) -> AsyncIterator[Callable[[], Awaitable[Published]]]:
    """An editor in a process of their own, who publishes the article once more whenever they are called."""
    editor = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.publisher", env=environment, cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert editor.stdin
    assert editor.stdout
    orders, reports = editor.stdin, editor.stdout

    async def publish() -> Published:
        orders.write(b"\n")
        edition, committed_at = (await reports.readline()).split()
        return Published(int(edition), float(committed_at))

    try:
        yield publish
    finally:
        orders.close()
        await editor.wait()
