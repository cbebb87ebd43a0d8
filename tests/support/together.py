"""Several people who do something at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask

from app.db import db


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
