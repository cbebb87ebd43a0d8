"""Where scenes are kept: pages in the middle of things, for those who look at all of them."""

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page
from sqlalchemy import select

from app.db import db
from app.domain.directory.selection import picked
from app.domain.history.actions import new_key
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.archiving import NO_CHOICES, archive_parties, restore_parties
from app.domain.parties.models import Party
from tests.browser.support import Site

Play = Callable[[Page, Site], None]


class Scene(NamedTuple):
    """How a person with this role comes to see it, in a tab of their own."""

    name: str
    role: str
    play: Play

    @property
    def act(self) -> str:
        """Which scenes it belongs to: the last word of its module's name."""
        return self.play.__module__.rpartition("_")[2]


SCENES: list[Scene] = []


def scene(role: str) -> Callable[[Play], Play]:
    """Keep a scene. They are played one after another in one office, so each has clients of its own."""

    def keep(play: Play) -> Play:
        SCENES.append(Scene(play.__name__, role, play))
        return play

    return keep


def id_of(site: Site, name: str) -> int:
    """The party with this name."""
    with site.app.app_context():
        return db.session.scalars(select(Party.id).where(Party.name == name)).one()


def archive_behind_the_back(site: Site, *names: str) -> None:
    """A colleague archives somebody meanwhile."""
    with site.app.app_context():
        archive_parties(picked(id_of(site, name) for name in names), NO_CHOICES, new_key(), by=SYSTEM)
        db.session.commit()


def restore_behind_the_back(site: Site, *names: str) -> None:
    """A colleague restores somebody meanwhile."""
    with site.app.app_context():
        restore_parties(picked(id_of(site, name) for name in names), new_key(), by=SYSTEM)
        db.session.commit()
