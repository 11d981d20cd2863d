"""How fast a page is, as a ratio to the limit measured in the same run.

Starts the production server with the starter content in a temporary folder, asks for an article and for constants of
the same size in alternating rounds, and prints medians with their spread. Needs Linux and wrk (apt-get install wrk).
"""

import argparse
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ARTICLE = "/articles/what-massage-can-and-cannot-do/"
PAGES = {
    "article": ARTICLE,
    "list of articles": "/articles/",
    "search for therapists": "/therapists/?near=Texas",
    "therapist": "/therapists/odalys-ferrowen/",
}
VIEW, FUNCTION = "Django view, no middleware", "WSGI function"


class Target(NamedTuple):
    """An address, and headers to ask it with."""

    path: str
    headers: tuple[str, ...] = ()


def ask(port: int, path: str) -> tuple[bytes, Message]:
    """Body and headers of a page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.read(), answer.headers


def targets(port: int) -> dict[str, Target]:
    """Each page uncached, kept, and as a 304; and the constants."""
    found = {}
    for name, path in PAGES.items():
        tag = ask(port, path)[1]["ETag"]
        found[f"{name}, uncached"] = Target(path, ("X-Uncached: 1",))
        found[f"{name}, kept"] = Target(path)
        found[f"{name}, 304"] = Target(path, (f"If-None-Match: {tag}",))
    return found | {VIEW: Target("/__view__/"), FUNCTION: Target("/__wsgi__/")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def manage(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, ROOT / "manage.py", *words], env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(environment: dict[str, str], port: int, name: str) -> Iterator[subprocess.Popen]:
    commands = {
        "granian": [
            "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
            "--blocking-threads", "1", "--backpressure", "64", "--no-ws", "--log-level", "error",
        ],
        "gunicorn": ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload", "--log-level", "error"],
    }  # fmt: skip
    command = [str(BIN / name), *commands[name], "benchmarks.wsgi:application"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield server
    finally:
        server.terminate()
        server.wait()


def processor_seconds(server: subprocess.Popen) -> float:
    """Processor time that the server and its workers have used so far."""
    total = 0
    children = subprocess.run(
        ["pgrep", "-P", str(server.pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    for process in [str(server.pid), *children]:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


class Measured(NamedTuple):
    """Requests a second, milliseconds of the server's processor a request, and the 99th percentile in milliseconds."""

    rate: float
    cost: float
    p99: float


def measure(server: subprocess.Popen, port: int, target: Target, connections: int, seconds: int) -> Measured:
    # Answered when what an earlier round left in the queue is done.
    ask(port, "/__wsgi__/")
    before = processor_seconds(server)
    headers = [word for header in target.headers for word in ("-H", header)]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *headers]
    command.append(f"http://127.0.0.1:{port}{target.path}")
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"The server did not answer every request for {target.path}:\n{output}")
    count = int(re.search(r"(\d+) requests in", output).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    p99 = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return Measured(rate, 1000 * (processor_seconds(server) - before) / count, p99)


def report(connections: int, results: dict[str, list[Measured]]) -> None:
    view, function = (statistics.median(one.rate for one in results[name]) for name in (VIEW, FUNCTION))
    print(f"\n{connections} connection{'s' if connections > 1 else ''}\n")
    print("| page | requests a second, median (least–most) | of the view | of the function | processor, ms | p99, ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, rounds in results.items():
        rates = [one.rate for one in rounds]
        middle = statistics.median(rates)
        cost, p99 = (statistics.median(getattr(one, field) for one in rounds) for field in ("cost", "p99"))
        print(
            f"| {name} | {middle:,.0f} ({min(rates):,.0f}–{max(rates):,.0f}) | {middle / view:.2f} "
            f"| {middle / function:.2f} | {cost:.3f} | {p99:.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--server", choices=["granian", "gunicorn"], default="granian")
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk was not found. On Debian: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = os.environ | {
            "SECRET_KEY": "benchmark", "ENV_FILE": os.devnull, "DATA_DIR": folder, "PORT": str(port),
            "LOG_LEVEL": "ERROR",
            "BENCHMARK_BYTES": "1", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        for words in (["prepare"], ["collectstatic", "--noinput", "-v0"]):
            manage(environment, *words)
        with serving(environment, port, arguments.server):
            size = len(ask(port, ARTICLE)[0])
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {arguments.server}, {size:,} bytes a page")
        with serving(environment | {"BENCHMARK_BYTES": str(size)}, port, arguments.server) as server:
            asked = targets(port)
            for target in asked.values():
                measure(server, port, target, 1, 1)
            for connections in (1, 32):
                results: dict[str, list[Measured]] = {name: [] for name in asked}
                for _ in range(arguments.rounds):
                    for name, target in asked.items():
                        results[name].append(measure(server, port, target, connections, arguments.seconds))
                report(connections, results)


if __name__ == "__main__":
    main()
