"""A server that cannot be reached is asked by one at a time, and not without a pause."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from backpain.postgresql import base


class Server:
    """A port on which nobody answers, or somebody hangs up at once."""

    def __init__(self) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.asked = 0

    def open(self) -> None:
        self.socket.listen()
        threading.Thread(target=self._hang_up, daemon=True).start()

    def _hang_up(self) -> None:
        with suppress(OSError):  # The test is over.
            while True:
                caller, _ = self.socket.accept()
                self.asked += 1
                caller.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.socket.close()


def connect(server: Server) -> None:
    config = {
        "ENGINE": "backpain.postgresql", "NAME": "site", "USER": "site", "PASSWORD": "", "HOST": "127.0.0.1",
        "PORT": server.port, "OPTIONS": {}, "TIME_ZONE": None, "CONN_HEALTH_CHECKS": False, "CONN_MAX_AGE": 0,
        "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False, "TEST": {},
    }  # fmt: skip
    with pytest.raises(base.OperationalError):
        base.DatabaseWrapper(config).connect()


def test_after_a_failure_it_is_left_alone_for_a_moment(server: Server) -> None:
    connect(server)
    server.open()
    connect(server)
    assert server.asked == 0


def test_then_it_is_asked_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "REST", 0.0)
    connect(server)
    server.open()
    connect(server)
    assert server.asked == 1


def test_while_one_asks_the_others_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "REST", 0.0)
    attempts = base.Attempts()
    with pytest.raises(base.OperationalError, match="refused"), attempts.one():
        raise base.OperationalError("refused")
    with attempts.one(), pytest.raises(base.OperationalError, match="a moment ago"), attempts.one():
        pytest.fail("two asked at once")
    with attempts.one(), attempts.one():
        pass  # It answered, so everybody may connect again.
