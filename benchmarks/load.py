"""Load on a running server from a process of its own: `python -m benchmarks.load --port P --requests N < numbers`.

Eight connections, one request each at a time, numbers from standard input; prints screenings per second and latencies.
"""

import argparse
import asyncio
import sys
import time

import httpx

HEADERS = {"X-Xintu-Caller": "load", "X-Xintu-Purpose": "procurement", "X-Xintu-Basis": "load", "X-Xintu-Case": "1"}
CONNECTIONS, PATIENCE = 8, 60


async def ready(client: httpx.AsyncClient) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if (await client.get("/healthz")).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.2)
    raise SystemExit("the server does not answer")


async def run(port: int, numbers: list[str]) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=HEADERS, timeout=PATIENCE) as client:
        await ready(client)
        waiting, times = list(reversed(numbers)), []

        async def worker() -> None:
            while waiting:
                body = {"number": waiting.pop(), "as_of": "2026-11-20"}
                began = time.perf_counter()
                answer = await client.post("/v1/screenings", json=body)
                times.append(time.perf_counter() - began)
                assert answer.status_code == httpx.codes.OK, answer.text

        await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))  # connections and threads warm up
        waiting, times = list(reversed(numbers)), []
        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
        spent = time.perf_counter() - began
    times.sort()
    median, high = times[len(times) // 2] * 1e3, times[int(len(times) * 0.99)] * 1e3
    print(
        f"HTTP, {CONNECTIONS} connections: {len(times) / spent:,.0f} screenings/s wall, median {median:.1f} ms,"
        f" p99 {high:.1f} ms; load process {time.process_time() - cpu:.1f} s CPU of {spent:.1f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--requests", type=int, default=2000)
    asked = parser.parse_args()
    numbers = [line.strip() for line in sys.stdin if line.strip()][: asked.requests]
    asyncio.run(run(asked.port, numbers))


if __name__ == "__main__":
    main()
