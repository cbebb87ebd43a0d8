"""A server that is killed while eight people work: every act is there once, and whoever repeats gets its answer."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.support.builders import many_clients
from tests.support.cast import Cast
from tests.torture.colleagues import at_work, is_done_once, wait_for
from tests.torture.serving import serving
from tests.torture.wholeness import faults, faults_of_the_acts

PEOPLE = 8


@pytest.mark.long("postgresql")
def test_who_repeats_after_a_crash_gets_the_one_act(
    app: Flask, cast: Cast, database: str, tmp_path: Path, whole: bool, tell: Callable[..., None]
) -> None:
    email, rounds, acts = cast.marta.email, 6 if whole else 1, 0
    clients = many_clients(PEOPLE)
    with serving(app, database, tmp_path, "--no-worker") as served:
        for _ in range(rounds):
            with at_work(app, served, email, clients) as colleagues:
                wait_for(colleagues, more=random.randint(8, 16))
                served.kill()
            served.start("--no-worker")
            assert [colleague.repeat() for colleague in colleagues] == [303] * PEOPLE
            assert [colleague.repeat() for colleague in colleagues] == [303] * PEOPLE
            assert all(is_done_once(colleague) for colleague in colleagues)
            assert (faults(), faults_of_the_acts()) == ([], [])
            acts += sum(len(colleague.sent) for colleague in colleagues)
    tell("server killed under load", kills=rounds, acts=acts, people=PEOPLE)
