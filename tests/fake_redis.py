"""A Redis for tests that need no Redis installed: fakeredis behind a port, which can be stopped and started again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fakeredis import TcpFakeServer

from tests.conftest import free_port


class Server(TcpFakeServer):
    allow_reuse_address = True

    def handle_error(self, *_: object) -> None:
        """A client that leaves in the middle is no error."""


class Redis:
    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"redis://localhost:{self.port}"
        self._server: TcpFakeServer | None = None

    def start(self) -> None:
        """With nothing in it, as one that keeps nothing on a disk."""
        self._server = Server(("localhost", self.port))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()  # waits for its connections
            self._server = None


@contextmanager
def redis() -> Iterator[Redis]:
    made = Redis()
    made.start()
    try:
        yield made
    finally:
        made.stop()
