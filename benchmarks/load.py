"""What readers meet while an editor publishes, and what memory a server takes under requests that are never alike.

Starts the production server with the starter content in a temporary folder. Ends with 1 if a promise is broken: an
answer that is not a page, a page that was replaced more than a second before it was asked for, a page made more than
once a worker, a first answer that takes more than twice as long as an uncached page, or memory that goes on growing or
is far above PAGE_CACHE_MEGABYTES a worker. Needs Linux and wrk (apt-get install wrk).

The readers share the machine with the server and look into every page, so that their requests a second say little
about the server; benchmarks.pages measures that.
"""

import argparse
import asyncio
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from benchmarks.readers import Address, Answer, Published, Reader, publishing, reading
from benchmarks.servers import (
    ARTICLE,
    SERVERS,
    WORKERS,
    ask,
    environment_in,
    free_port,
    need_wrk,
    pages_made,
    prepare,
    resident_memory,
    serving,
)

CONNECTIONS = 32
#: How long after a change its old state may still be asked for and shown, in seconds.
LATEST = 1.0
#: The first wave after a publish: a second in which a process need not know of it, and time to make the page.
WAVE = 1.1
#: Times of an uncached page that the first answer with a new edition may take.
MOST_TIMES = 2
#: Pages that load what the program needs once, so that it is not taken for growth.
FIRST_ASKED = (ARTICLE, "/articles/", "/techniques/", "/evidence/", "/therapists/?near=Texas", "/")
#: What a server may take for its cache, as a multiple of PAGE_CACHE_MEGABYTES: memory that was freed has gaps.
MOST_MEMORY = 1.5
#: What it may still grow by in the second half of the requests, as a part of PAGE_CACHE_MEGABYTES.
MOST_GROWTH = 0.1
#: Parts of the million after each of which the memory is read.
PARTS = 10


@dataclass
class Site:
    """The running server."""

    process: subprocess.Popen
    port: int
    name: str
    environment: dict[str, str]

    @property
    def workers(self) -> int:
        return WORKERS[self.name]


def head(*names: str) -> None:
    row(*names)
    row(*["---"] * len(names))


def row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


def milliseconds(times: list[float], percent: int) -> float:
    return 1000 * statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


# An editor publishes while 32 read


async def publish_under_readers(site: Site, seconds: int) -> list[str]:
    """An edition a second, at another moment of each second. Returns what promises were broken."""
    async with publishing(site.environment) as publish:
        editions = [await publish()]
        await asyncio.sleep(2 * LATEST)
        began = monotonic()
        async with reading([Address(site.port, ARTICLE)] * CONNECTIONS) as answers:
            for second in range(seconds):
                await asyncio.sleep(began + second + 0.8 * random.random() - monotonic())  # noqa: S311 (a moment, no secret)
                editions.append(await publish())
            await asyncio.sleep(2 * LATEST)
        took = monotonic() - began
    errors = sum(answer.status != 200 or answer.edition is None for answer in answers)
    oldest = max(lateness(answers, editions), default=0.0)
    seen = {answer.edition for answer in answers} - {None}
    middle, p99 = (milliseconds([answer.took for answer in answers], percent) for percent in (50, 99))
    print(f"\n## An editor publishes {seconds} editions, one a second, under {CONNECTIONS} readers\n")
    head("answers", "errors", "editions seen", "oldest page, s", "answers a second", "median, ms", "p99, ms")
    row(
        f"{len(answers):,}", f"{errors}", f"{len(seen)} of {len(editions)}", f"{oldest:.3f}",
        f"{len(answers) / took:,.0f}", f"{middle:.1f}", f"{p99:.1f}",
    )  # fmt: skip
    broken = [f"{errors} answers were not the page."] if errors else []
    if oldest > LATEST:
        late = [seconds for seconds in lateness(answers, editions) if seconds > LATEST]
        broken.append(f"{len(late)} pages had been replaced up to {oldest:.3f} s before they were asked for.")
    return broken


def lateness(answers: list[Answer], editions: list[Published]) -> list[float]:
    """Of each answer that showed what had been replaced when it was asked for: how long before, in seconds."""
    replaced_at = {edition.edition - 1: edition.committed_at for edition in editions}
    shown = [(answer.sent_at, replaced_at[answer.edition]) for answer in answers if answer.edition in replaced_at]
    return [asked - replaced for asked, replaced in shown if asked > replaced]


# The first wave after a publish


async def first_wave(site: Site, rounds: int) -> list[str]:
    """The first answers after a publish beside a page without the cache. Returns what promises were broken."""
    first, slowest, uncached, made, errors = [], [], [], [], 0
    readers = [Address(site.port, ARTICLE)] * CONNECTIONS
    async with publishing(site.environment) as publish:
        for _ in range(rounds):
            async with reading(readers) as answers:
                await asyncio.sleep(1 + random.random())  # noqa: S311 (a moment, no secret)
                before = await asyncio.to_thread(pages_made, site.port)
                published = await publish()
                await asyncio.sleep(WAVE + 0.5)
                made.append(await asyncio.to_thread(pages_made, site.port) - before)
                uncached += await ask_uncached(site.port, times=5)
            new = [answer for answer in answers if answer.edition == published.edition]
            first.append(min(new, key=lambda answer: answer.sent_at + answer.took).took)
            wave = [answer.took for answer in answers if 0 <= answer.sent_at - published.committed_at <= WAVE]
            slowest.append(max(wave))
            errors += sum(answer.status != 200 for answer in answers)
    ratio = statistics.median(first) / statistics.median(uncached)
    print(f"\n## The first wave after a publish, under {CONNECTIONS} readers\n")
    head(
        "publishes", "first new answer, ms", "uncached page, ms", "ratio", "slowest answer, ms", "made a publish",
        "errors",
    )  # fmt: skip
    row(
        str(rounds), spread(first), spread(uncached), f"{ratio:.2f}", spread(slowest), f"{min(made)}–{max(made)}",
        str(errors),
    )  # fmt: skip
    broken = [f"{errors} answers were not the page."] if errors else []
    if ratio > MOST_TIMES:
        broken.append(f"The first answer after a publish took {ratio:.2f} times an uncached page.")
    if max(made) > site.workers:
        broken.append(f"A page was made {max(made)} times after a publish by {site.workers} worker(s).")
    return broken


async def ask_uncached(port: int, *, times: int) -> list[float]:
    """Seconds that the article took without the cache, one after the other with pauses."""
    reader = Reader(Address(port, ARTICLE, ("X-Uncached: 1",)))
    took = []
    for _ in range(times):
        await asyncio.sleep(0.2)
        took.append((await reader.ask()).took)
    reader.close()
    return took


def spread(times: list[float]) -> str:
    """Median, least and most, in milliseconds."""
    middle, least, most = (1000 * number for number in (statistics.median(times), min(times), max(times)))
    return f"{middle:.1f} ({least:.1f}–{most:.1f})"


# Memory


def memory(site: Site, requests: int, *, share: float, letters: int) -> list[str]:
    """What the server holds after each tenth of the requests. Returns what promises were broken."""
    for path in FIRST_ASKED:
        ask(site.port, path)
    fresh = resident_memory(site.process)
    sent, faults = ask_at_random(site, requests // PARTS, share, letters, seed=0)
    start, made = resident_memory(site.process), pages_made(site.port)
    print(f"\n## Memory over {requests:,} requests, {share:.0%} of them for new pages, words of {letters} letters\n")
    head("requests", "made by Django", "MiB", "growth since the warm-up, MiB")
    row("a few", "", f"{fresh:.1f}", "")
    row(f"{sent:,} (warm-up)", f"{made:,}", f"{start:.1f}", "")
    total, held = 0, []
    for part in range(1, PARTS + 1):
        number, wrong = ask_at_random(site, requests * part // PARTS - total, share, letters, seed=part)
        total, faults = total + number, faults + wrong
        held.append(resident_memory(site.process))
        row(f"{total:,}", f"{pages_made(site.port) - made:,}", f"{held[-1]:.1f}", f"{held[-1] - start:+.1f}")
    broken = [f"{faults} requests were not answered with a page, a redirect or a 404."] if faults else []
    return broken + judged(fresh, held, bound=int(os.environ.get("PAGE_CACHE_MEGABYTES", "64")) * site.workers)


def judged(fresh: float, held: list[float], *, bound: int) -> list[str]:
    """What is broken if a server held so much at first and after each part, in MiB, and its cache may have `bound`."""
    taken, late = held[-1] - fresh, held[-1] - held[len(held) // 2 - 1]
    broken = []
    if taken > MOST_MEMORY * bound:
        broken.append(f"The server holds {taken:.0f} MiB more than at first; its cache may have {bound}.")
    if late > MOST_GROWTH * bound:
        broken.append(f"In the second half of the requests the memory still grew by {late:.1f} MiB.")
    return broken


def ask_at_random(site: Site, requests: int, share: float, letters: int, *, seed: int) -> tuple[int, int]:
    """Send at least so many requests. Returns how many it were, and how many of them failed."""
    sent = faults = 0
    script = Path(__file__).with_name("random_requests.lua")
    while sent < requests:
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", "-d2s", "--timeout", "30s", "-s", str(script)]
        command += [f"http://127.0.0.1:{site.port}", "--", f"{1_000_000 * seed + sent}", str(share), str(letters)]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        sent += int(output[output.index("answers") + 1])
        faults += int(output[output.index("faults") + 1])
    return sent, faults


SECTIONS = ("publishing", "wave", "memory")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", choices=SERVERS, default="granian")
    parser.add_argument("--only", choices=SECTIONS, nargs="+", default=SECTIONS, help="Default: all of them.")
    parser.add_argument("--seconds", type=int, default=20, help="How long the editor publishes.")
    parser.add_argument("--rounds", type=int, default=10, help="Publishes of which the first wave is looked at.")
    parser.add_argument("--requests", type=int, default=1_000_000, help="Requests over which memory is watched.")
    parser.add_argument("--new", type=float, default=0.02, help="The share of them for pages never asked for before.")
    parser.add_argument("--letters", type=int, default=12, help="Length of the random words in them.")
    arguments = parser.parse_args()
    need_wrk()
    broken = []
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = environment_in(folder, port)
        prepare(environment)
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {arguments.server}")
        with serving(environment, port, arguments.server) as process:
            site = Site(process, port, arguments.server, environment)
            if "publishing" in arguments.only:
                broken += asyncio.run(publish_under_readers(site, arguments.seconds))
            if "wave" in arguments.only:
                broken += asyncio.run(first_wave(site, arguments.rounds))
            if "memory" in arguments.only:
                broken += memory(site, arguments.requests, share=arguments.new, letters=arguments.letters)
    if broken:
        sys.exit("\nPromises broken:\n" + "\n".join(broken))


if __name__ == "__main__":
    main()
