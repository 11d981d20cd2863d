"""A site as `make run` serves it, for the browser tests and the screenshots of the documentation."""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Site:
    """A running site and the account that `prepare` made for it."""

    url: str
    name: str
    password: str


def prepare(folder: Path) -> None:
    """Fill a folder with the starter content and the static files."""
    environment = _environment(folder)
    subprocess.run([*MANAGE, "prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*MANAGE, "collectstatic", "--noinput", "-v0"], env=environment, check=True)


def prepare_once(folder: Path, shared: Path) -> None:
    """The same, where several processes do so at the same time: the first one prepares for all."""
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            prepare(shared)
    shutil.copytree(shared, folder, dirs_exist_ok=True)


def _environment(folder: Path, **settings: str) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own = {"DATA_DIR": str(folder), "ENV_FILE": os.devnull, "SECRET_KEY": "browser-tests", "LOG_LEVEL": "WARNING"}
    return known | own | {"DJANGO_SETTINGS_MODULE": "backpain.settings"} | settings


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Serve what was prepared in a folder. Raises AssertionError at the end if the server logged an error."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = _environment(folder, PORT=str(port), WORKERS="1")
    account = dict(re.findall(r"(\w+):\s+(\S+)", (folder / "staff-account.txt").read_text()))
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([*MANAGE, "serve"], env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", server)
            yield Site(f"http://127.0.0.1:{port}", account["Name"], account["Password"])
        finally:
            server.terminate()
            server.wait(timeout=20)
    faults = [line for line in (folder / "log").read_text().splitlines() if "ERROR" in line or "Traceback" in line]
    assert not faults, f"The server logged errors: {faults}"


def _wait_for(url: str, server: subprocess.Popen) -> None:
    """Ask until the server answers, at most about half a minute."""
    for _ in range(600):
        try:
            with urlopen(url, timeout=5):  # noqa: S310 (our own address)
                return
        except URLError:
            try:
                server.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            break
    raise RuntimeError("The server did not start.")
