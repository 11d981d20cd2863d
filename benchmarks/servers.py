"""The production servers, started for a measurement in a folder of its own, and what they use."""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SERVERS = ("granian", "gunicorn")
#: Processes of each server that answer requests.
WORKERS = {"granian": 1, "gunicorn": 2}
ARTICLE = "/articles/what-massage-can-and-cannot-do/"


class Target(NamedTuple):
    """An address, and headers to ask it with."""

    path: str
    headers: tuple[str, ...] = ()


class Measured(NamedTuple):
    """Requests a second, milliseconds of the server's processor a request, and the 99th percentile in milliseconds."""

    rate: float
    cost: float
    p99: float


def asked_for(description: str | None) -> argparse.Namespace:
    """How often and how long to measure, and under which server, as the command line says."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--server", choices=SERVERS, default="granian")
    return parser.parse_args()


def need_wrk() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk was not found. On Debian: apt-get install wrk")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_in(folder: str, port: int) -> dict[str, str]:
    """The environment of a site that keeps its data in a folder."""
    return os.environ | {
        "SECRET_KEY": "benchmark", "ENV_FILE": os.devnull, "DATA_DIR": folder, "PORT": str(port), "LOG_LEVEL": "ERROR",
        "BENCHMARK_BYTES": "1", "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "backpain.settings",
    }  # fmt: skip


def manage(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, ROOT / "manage.py", *words], env=environment, check=True, stdout=subprocess.DEVNULL)


def prepare(environment: dict[str, str]) -> None:
    """Fill the folder: database, starter content, static files."""
    for words in (["prepare"], ["collectstatic", "--noinput", "-v0"]):
        manage(environment, *words)


@contextmanager
def serving(
    environment: dict[str, str], port: int, name: str, *, programs: Path = BIN, module: str = "benchmarks.wsgi"
) -> Iterator[subprocess.Popen]:
    """Serve `application` of a module with the server of that name among the programs."""
    commands = {
        "granian": [
            "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS[name]),
            "--blocking-threads", "1", "--backpressure", "64", "--no-ws", "--log-level", "error",
        ],
        "gunicorn": [
            "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS[name]), "--preload", "--log-level", "error",
        ],
    }  # fmt: skip
    command = [str(programs / name), *commands[name], f"{module}:application"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        wait_for(server, port)
        yield server
    finally:
        server.terminate()
        server.wait()


def wait_for(server: subprocess.Popen, port: int) -> None:
    """Until it answers. Ends the program if the server does, or needs more than a minute."""
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    sys.exit(f"The server {server.args} did not start.")


def ask(port: int, path: str) -> tuple[bytes, Message]:
    """Body and headers of a page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.read(), answer.headers


def pages_made(port: int) -> int:
    """How many answers Django was asked for so far (`benchmarks.wsgi`)."""
    return int(ask(port, "/__made__/")[0])


def processes(server: subprocess.Popen) -> list[Path]:
    """The server and its workers in /proc."""
    found = subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True, check=False)
    return [Path("/proc", number) for number in (str(server.pid), *found.stdout.split())]


def processor_seconds(server: subprocess.Popen) -> float:
    """Processor time that the server and its workers have used so far."""
    total = 0
    for process in processes(server):
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def resident_memory(server: subprocess.Popen) -> float:
    """Memory that the server and its workers hold, in MiB. What they share is counted once a process."""
    states = [(process / "status").read_text() for process in processes(server)]
    return sum(int(re.search(r"VmRSS:\s+(\d+) kB", state).group(1)) for state in states) / 1024


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
