"""Whoever does act after act and is killed at any moment left whole acts behind, and can go on where they were."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db, only_reading
from app.domain.history.models import Act as ActRow
from tests.support.cast import Cast
from tests.support.visitor import Visitor
from tests.torture.killed.scene import Act, Scene, Stage, sent
from tests.torture.wholeness import faults_of_the_acts

pytestmark = pytest.mark.strace

LONGEST = 0.5  # seconds until the next kill
ENOUGH = 60  # acts, that nobody comes to the end of by then
IN_TURN = (
    ("clients.ask_archive", "/clients/archive", {}),
    ("archive.ask_restore", "/archive/restore", {}),
    ("clients.ask_roles", "/clients/roles/add-supplier", {"name": "add-supplier"}),
    ("clients.ask_roles", "/clients/roles/remove-supplier", {"name": "remove-supplier"}),
)


def acts_of(luca: Visitor, ids: list[int], how_many: int) -> list[Act]:
    """Acts that take turns, each under a key of its own, as `act-00000`, `act-00001`, …"""
    forms = [luca.get(page, ids=ids, **more).form(action) for page, action, more in IN_TURN]
    return [sent(forms[n % len(forms)], key=key_of(n)) for n in range(how_many)]


def key_of(number: int) -> str:
    return f"act-{number:05d}"


def test_who_is_killed_at_any_moment_leaves_whole_acts_and_goes_on(
    app: Flask, cast: Cast, database: str, stage: Stage, whole: bool, tmp_path: Path, tell: Callable[..., None]
) -> None:
    kills, seed = 60 if whole else 5, random.randrange(10**6)
    chance, ids = random.Random(seed), [cast.acme.id, cast.bravo.id, cast.zeta.id]
    acts = acts_of(Visitor(app).signed_in_as(cast.luca.email), ids, ENOUGH * kills)
    db.session.commit()
    scene = Scene(app, database, stage, {"acts": acts}, tmp_path)
    every, at = [key_of(n) for n in range(len(acts))], 0
    for _ in range(kills):
        scene.act = {"acts": acts[at : at + ENOUGH]}
        came = scene.act_now(after=chance.uniform(0, LONGEST))
        at += len(came.answers)
        assert came.killed, seed
        assert {answer["status"] for answer in came.answers} <= {303}
        assert keys(scene) in (every[:at], every[: at + 1])
        assert (faults_of_the_acts(), scene.faults()) == ([], [])
    tell("killed at random", kills=kills, acts=at)


def keys(scene: Scene) -> list[str]:
    """The acts that are there, in turn; each changed all three."""
    scene.look()
    mine = select(ActRow.key, ActRow.outcome).where(ActRow.key.startswith("act-")).order_by(ActRow.key)
    with only_reading():
        found: list[Any] = list(db.session.execute(mine))
    assert {outcome["changed"] for _key, outcome in found} <= {3}
    return [key for key, _outcome in found]
