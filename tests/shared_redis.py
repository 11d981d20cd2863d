"""A Redis of the tests' own, on a socket in a temporary folder."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import BusyLoadingError, ConnectionError
from redis.retry import Retry


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address. Skips where no redis-server is installed, but never in CI."""
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("redis-server was not found, and CI must not skip these tests.")
        pytest.skip("redis-server was not found. On Debian: apt-get install redis-server")
    socket = tmp_path_factory.mktemp("redis") / "socket"
    server = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(socket.parent)],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(socket)
        yield f"unix://{socket}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of a Redis that is empty."""
    Redis.from_url(redis_server).flushall()
    return redis_server


def wait_for(socket: Path) -> None:
    patient = Retry(ConstantBackoff(0.02), 500)
    errors = [ConnectionError, BusyLoadingError]
    with Redis(unix_socket_path=str(socket), retry=patient, retry_on_error=errors) as redis:
        redis.ping()
