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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ARTICLE = "/articles/what-massage-can-and-cannot-do/"
TARGETS = {"article, uncached": ARTICLE, "Django view, no middleware": "/__view__/", "WSGI function": "/__wsgi__/"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def manage(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, ROOT / "manage.py", *words], env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen]:
    command = [
        str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--blocking-threads", "1", "--backpressure", "64", "--no-ws", "--log-level", "error",
        "benchmarks.wsgi:application",
    ]  # fmt: skip
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


def measure(server: subprocess.Popen, url: str, connections: int, seconds: int) -> tuple[float, float]:
    """Requests a second, and milliseconds of the server's processor a request."""
    before = processor_seconds(server)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"The server did not answer every request for {url}:\n{output}")
    count = int(re.search(r"(\d+) requests in", output).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    return rate, 1000 * (processor_seconds(server) - before) / count


def report(connections: int, results: dict[str, list[tuple[float, float]]]) -> None:
    limit = statistics.median(rate for rate, _ in results["Django view, no middleware"])
    print(f"\n{connections} connection{'s' if connections > 1 else ''}\n")
    print("| page | requests a second, median (least–most) | ratio to the view | processor, ms a request |")
    print("| --- | --- | --- | --- |")
    for name, rounds in results.items():
        rates = [rate for rate, _ in rounds]
        middle, cost = statistics.median(rates), statistics.median(cost for _, cost in rounds)
        print(f"| {name} | {middle:,.0f} ({min(rates):,.0f}–{max(rates):,.0f}) | {middle / limit:.2f} | {cost:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
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
        for words in (["migrate", "-v0"], ["load_starter_content"], ["collectstatic", "--noinput", "-v0"]):
            manage(environment, *words)
        with serving(environment, port):
            size = len(urllib.request.urlopen(f"http://127.0.0.1:{port}{ARTICLE}").read())
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {size:,} bytes a page")
        with serving(environment | {"BENCHMARK_BYTES": str(size)}, port) as server:
            for path in TARGETS.values():
                measure(server, f"http://127.0.0.1:{port}{path}", 1, 1)
            for connections in (1, 32):
                results: dict[str, list[tuple[float, float]]] = {name: [] for name in TARGETS}
                for _ in range(arguments.rounds):
                    for name, path in TARGETS.items():
                        url = f"http://127.0.0.1:{port}{path}"
                        results[name].append(measure(server, url, connections, arguments.seconds))
                report(connections, results)


if __name__ == "__main__":
    main()
