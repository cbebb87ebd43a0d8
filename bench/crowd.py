"""Several who ask at once, in a process of their own: ``python -m bench.crowd PORT PATH TARGET HOW_MANY SECONDS``.

Prints the answers a second; the cookies come from standard input.
"""

from __future__ import annotations

import sys
import threading
import time
from http.client import HTTPConnection


def main(port: str, path: str, target: str, how_many: str, seconds: str) -> None:
    """Ask until the time is over."""
    headers = {"Accept-Encoding": "gzip, br", "Accept-Language": "en", "Cookie": sys.stdin.read()}
    headers |= {"HX-Request": "true", "HX-Target": target} if target else {}
    counts = [0] * int(how_many)
    until = time.monotonic() + float(seconds)

    def ask(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", int(port), timeout=60)
        while time.monotonic() < until:
            connection.request("GET", path, headers=headers)
            connection.getresponse().read()
            counts[number] += 1

    started = time.monotonic()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(counts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sum(counts) / (time.monotonic() - started))


if __name__ == "__main__":
    main(*sys.argv[1:])
