"""Several people who do something at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask

from app.db import db

WAITS = 0.3  # seconds: long enough to come to where the other one is waited for


def at_once(app: Flask, *deeds: Callable[[], object]) -> list[object]:
    """Do each in a thread and a transaction of its own, all from the same moment; what each returned or raised."""
    start, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def work(place: int) -> None:
        with app.app_context():
            start.wait()
            try:
                results[place] = deeds[place]()
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                results[place] = error

    workers = [threading.Thread(target=work, args=(place,)) for place in range(len(deeds))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return list(results)


def meanwhile(app: Flask, first: Callable[[], object], then: Callable[[], object]) -> object:
    """Do the first here and save it only when another one, who has begun meanwhile, has come to wait for it.

    What the other returned or raised.
    """
    first()
    results: list[object] = []

    def work() -> None:
        with app.app_context():
            try:
                results.append(then())
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                results.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join(WAITS)
    db.session.commit()
    worker.join()
    return results[0]
