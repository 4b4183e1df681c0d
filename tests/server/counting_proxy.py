"""A relay on the loopback address that counts how often the client speaks after the server has: round trips."""

import socket
import threading
from contextlib import contextmanager

SIZE = 1 << 16


class Relay:
    """Forwards bytes both ways; ``turns`` is the number of round trips so far, over all connections."""

    def __init__(self, port: int) -> None:
        self.turns = 0
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._port))
            heard = [True]
            for source, target, asks in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._forward, args=(source, target, asks, heard), daemon=True).start()

    def _forward(self, source, target, asks, heard) -> None:
        try:
            while data := source.recv(SIZE):
                if asks and heard[0]:
                    self.turns += 1
                heard[0] = not asks
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


@contextmanager
def counted(port: int):
    relay = Relay(port)
    try:
        yield relay
    finally:
        relay.close()
