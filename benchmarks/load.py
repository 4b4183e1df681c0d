"""Load on a running server from a process of its own: `python -m benchmarks.load --port P --requests N < numbers`.

Numbers come from standard input. Closed loop: eight connections, one request each at a time, so that the server is
always busy: screenings per second. Open loop: requests sent at a stated rate whatever the server does, each timed from
the moment at which it was due, so that waiting counts: latency. HTTP is written by hand over sockets kept open: a
client library takes as much of the machine as the server under test.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable

CALLER = ("X-Xintu-Caller: load", "X-Xintu-Purpose: procurement", "X-Xintu-Basis: load", "X-Xintu-Case: 1")
CLOSED, OPEN, PATIENCE, OK = 8, 64, 60, b"200"


class Connection:
    """One socket, one request at a time."""

    def __init__(self, port: int) -> None:
        self._port, self._streams = port, None

    async def screen(self, number: str) -> None:
        """Ask about one subject; SystemExit when the answer is no answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        body = json.dumps({"number": number, "as_of": "2026-11-20"})
        lines = ("POST /v1/screenings HTTP/1.1", "Host: localhost", "Content-Type: application/json", *CALLER)
        writer.write("\r\n".join((*lines, f"Content-Length: {len(body)}", "", body)).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        answer = await reader.readexactly(length)
        if head.split(b" ", 2)[1] != OK or b'"verdict"' not in answer:
            raise SystemExit(f"{head.decode()}{answer.decode()}")


async def ready(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            (await asyncio.open_connection("127.0.0.1", port))[1].close()
        except OSError:
            await asyncio.sleep(0.2)
        else:
            return
    raise SystemExit("the server does not answer")


async def closed(port: int, numbers: list[str]) -> list[float]:
    """Seconds of each answer, each connection asking again as soon as it is answered."""
    waiting, times = list(reversed(numbers)), list[float]()

    async def ask(connection: Connection) -> None:
        while waiting:
            number, began = waiting.pop(), time.perf_counter()
            await connection.screen(number)
            times.append(time.perf_counter() - began)

    await asyncio.gather(*(ask(Connection(port)) for _ in range(CLOSED)))
    return times


async def opened(port: int, numbers: list[str], rate: float) -> list[float]:
    """Seconds from the moment each was due to its answer, so many due a second."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(OPEN):
        free.put_nowait(Connection(port))
    began, times = time.perf_counter() + 0.1, list[float]()

    async def ask(place: int, number: str) -> None:
        due = began + place / rate
        await asyncio.sleep(due - time.perf_counter())
        connection = await free.get()
        await connection.screen(number)
        free.put_nowait(connection)
        times.append(time.perf_counter() - due)

    await asyncio.gather(*(ask(place, number) for place, number in enumerate(numbers)))
    return times


async def measured(name: str, work: Callable[[], Awaitable[list[float]]]) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    times = sorted(await work())
    spent = time.perf_counter() - began
    middle, high = times[len(times) // 2] * 1e3, times[int(len(times) * 0.99)] * 1e3
    print(
        f"HTTP, {name}: {len(times) / spent:,.0f} screenings/s, median {middle:.1f} ms, p99 {high:.1f} ms;"
        f" load process {time.process_time() - cpu:.1f} s CPU of {spent:.1f} s",
        flush=True,
    )


async def run(port: int, numbers: list[str], rate: float) -> None:
    await ready(port)
    await closed(port, numbers)  # caches and threads warm up
    await measured(f"closed loop of {CLOSED} connections", lambda: closed(port, numbers))
    await measured(f"open loop, {rate:.0f} a second due", lambda: opened(port, numbers, rate))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=300)
    asked = parser.parse_args()
    numbers = [line.strip() for line in sys.stdin if line.strip()][: asked.requests]
    asyncio.run(run(asked.port, numbers, asked.rate))


if __name__ == "__main__":
    main()
