"""A connection to a local server that can be cut, and joined to another server."""

from __future__ import annotations

import contextlib
import socket
import threading


class Forwarder:
    """Listens on ``port`` and forwards every connection to a server until it is cut."""

    def __init__(self, to: int) -> None:
        self._joined: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.join(to)

    def join(self, to: int) -> None:
        """Listen, and forward to the server at that port."""
        if self._listener.fileno() < 0:
            self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener, to), daemon=True).start()

    def cut(self) -> None:
        """Refuse new connections and end the existing ones, as if the server were gone."""
        for line in (self._listener, *self._joined):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._joined.clear()

    def _accept(self, listener: socket.socket, to: int) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", to))
                self._joined += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(one: socket.socket, other: socket.socket) -> None:
    """Forward everything until the end."""
    with contextlib.suppress(OSError):
        while data := one.recv(2**16):
            other.sendall(data)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_WR)
