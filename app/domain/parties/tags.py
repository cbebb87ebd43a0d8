"""Tags: words of the office's own on parties, by which it finds a group of them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Select, func, select

from app.db import db, insert_if_new
from app.domain.errors import N_, RuleViolation
from app.domain.parties.models import PartyTag, Tag
from app.domain.parties.queries import among
from app.domain.parties.text import fold
from app.prepared import prepared

LONGEST = 40
OFFERED = 200  # more are typed


def tags_in_use() -> list[str]:
    """The tags that somebody bears, by name."""
    borne = select(Tag.name).where(select(PartyTag.id).where(PartyTag.tag_id == Tag.id).exists())
    return list(db.session.scalars(borne.order_by(Tag.key).limit(OFFERED)))


def tags_of(ids: Collection[int]) -> dict[int, list[str]]:
    """The tags of these parties, each by name. Who bears none is not in it."""
    found: dict[int, list[str]] = defaultdict(list)
    for party_id, name in db.session.execute(*_tags_of(list(ids))):
        found[party_id].append(name)
    return dict(found)


@prepared
def _tags_of(ids: list[int]) -> Select[int, str]:
    return select(PartyTag.party_id, Tag.name).join(Tag).where(among(PartyTag.party_id, ids)).order_by(Tag.key)


def tags_on(parties: Select[int]) -> list[tuple[str, int]]:
    """The tags that parties of a select of ids bear, and how many bear each."""
    borne = select(Tag.name, func.count()).join(PartyTag).where(PartyTag.party_id.in_(parties))
    return [(name, how_many) for name, how_many in db.session.execute(borne.group_by(Tag.id).order_by(Tag.key))]


def find_tag(name: str) -> Tag | None:
    """The tag of this name, if there is one."""
    return db.session.scalar(select(Tag).where(Tag.key == fold(name)))


def tag_named(name: str) -> Tag:
    """The tag of this name, made if there is none. Case and accents do not make another one.

    Raises RuleViolation at `tag`.
    """
    name = " ".join(name.split())
    key = fold(name)
    if not key:
        raise RuleViolation(N_("Type a tag: a word or two."), field="tag")
    if len(name) > LONGEST or len(key) > LONGEST:
        raise RuleViolation(N_("This is too long for a tag: 40 characters are the most."), field="tag")
    db.session.execute(insert_if_new(Tag, "key").values(name=name, key=key))
    return db.session.scalars(select(Tag).where(Tag.key == key)).one()
