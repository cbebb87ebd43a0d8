"""How a list is walked: along an index, until the page is full. Where that would be long, they are gathered instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union_all

from app.db import db
from app.domain.directory import finding
from app.domain.directory.buckets import Bucket, buckets_of
from app.domain.directory.conditions import lanes_of, select_lane
from app.domain.directory.criteria import PartyCriteria, RoleFilter
from app.domain.directory.fields.asking import FieldSort
from app.domain.directory.finding import Found, Narrowing
from app.domain.directory.orders import (
    SORTS,
    Order,
    Place,
    order_by_name,
    order_in_field,
    order_of,
    place_of,
    sorted_by,
)
from app.domain.paging import PageKey
from app.domain.parties.custom_fields.models import CustomValue
from app.domain.parties.models import Party
from app.domain.parties.queries import among

STRETCH = 10_000  # rows that a walk may meet, some 40 ms, before it is asked whom the indexes know
STRETCH_IN_FIELD = 5_000  # along an index of a field, behind which rows of all roles lie scattered: some 15 ms


def walk(lines: Select[Any], criteria: PartyCriteria, key: PageKey | None, *, backwards: bool) -> Iterator[Select[Any]]:
    """The lines of a page, as selects to be asked one after the other until it is full; each has its order.

    Behind its own columns each line has its bucket and the values it is sorted by.
    """
    found = Found(criteria.q)
    here = Narrowing(criteria, found)
    buckets = list(buckets_of(criteria, found))
    for place, bucket in reversed(buckets) if backwards else buckets:
        if key is None or bucket.is_mixed or key.bucket == place:
            yield from BucketWalk(lines, criteria, here, bucket, backwards=backwards).selects(key)
        elif place < key.bucket if backwards else place > key.bucket:
            yield from BucketWalk(lines, criteria, here, bucket, backwards=backwards).selects(None)


class BucketWalk:
    """How the rows of a bucket are come by."""

    def __init__(
        self, lines: Select[Any], criteria: PartyCriteria, here: Narrowing, bucket: Bucket, *, backwards: bool
    ) -> None:
        self._criteria, self._here, self._bucket = criteria, here, bucket
        # Along a field of the office's own there is one index, of whatever role.
        self._lanes = [] if bucket.of_field else lanes_of(criteria)
        self._order = _order_in(bucket, criteria, backwards=backwards)
        sort = SORTS["name"] if bucket.by_name else sorted_by(criteria)
        lines = bucket.of_field.joined(lines) if bucket.of_field else lines
        labelled = [column.label(f"sort_{place}") for place, column in enumerate(sort)]
        self._lines = lines.add_columns(bucket.number.label("bucket"), *labelled)

    def selects(self, key: PageKey | None) -> Iterator[Select[Any]]:
        """Those behind a key: few are looked up, others met on a walk, and after a stretch of it gathered."""
        here, own = self._here, self._bucket.own
        start = self._place_of(key) if key else None
        if here.leaves_few or self._bucket.few:
            yield self._sorted(here.looked_up(own, *self._bucket.few), start)
        elif self._bucket.of_field:
            end = self._end_in_field(self._bucket.of_field, start)
            yield self._walked(here.looked_up(own), start, end)  # wrapped: the index of the field is walked, no other
            if end is not None:
                yield self._rest_in_field(end)
        elif not here.leaves_some or not self._lanes:
            yield self._walked(here.met(own), start)
        else:
            end = self._end_of_stretch(start)
            yield self._walked(here.met(own), start, end)
            if end is not None:
                yield self._rest(end)

    def _rest(self, end: Place) -> Select[Any]:
        """Those behind a stretch that was not enough: gathered where an index knows them to be not too many.

        People without a role are two thirds of all: to walk along them takes longer than to gather whomever it knows.
        """
        size, those = self._here.smallest_set
        most = finding.KNOWN if self._criteria.role is RoleFilter.NONE else finding.GATHERED
        if those is not None and size <= most:
            return self._sorted(self._here.looked_up(self._bucket.own, Party.id.in_(those)), end)
        return self._walked(self._here.met_if_known(those, self._bucket.own), end)

    def _rest_in_field(self, end: Place) -> Select[Any]:
        """Those behind a stretch of a field's index, in which all roles stand: few are looked up; of more the ids are
        compared along it, before a row is read.
        """
        here, own = self._here, self._bucket.own
        size, those = here.smallest_with(select_lane(self._criteria))
        if those is None:
            return self._walked(here.looked_up(own), end)
        if size < finding.FEW:
            return self._sorted(here.looked_up(own, among(Party.id, db.session.scalars(those).all())), end)
        # The sum keeps the set from being walked itself.
        return self._walked(and_((CustomValue.party_id + 0).in_(those), here.looked_up(own)), end)

    def _place_of(self, key: PageKey) -> Place:
        place = place_of(key, self._criteria)
        return (key.bucket, *place) if self._bucket.is_mixed else place

    def _sorted(self, condition: ColumnElement[bool], after: Place | None) -> Select[Any]:
        return self._order.sort(self._lines.where(condition, *self._order.within(after)))

    def _walked(self, condition: ColumnElement[bool], after: Place | None, up_to: Place | None = None) -> Select[Any]:
        """Everybody role by role: the indexes stand behind the role, and a walk along each stops by itself."""
        lines = self._lines.where(condition, *self._order.within(after, up_to))
        if len(self._lanes) <= 1:
            return self._order.sort(lines)
        ordered = self._order.sort(lines).limit(self._criteria.per_page + 1)
        joined = union_all(*(select(ordered.where(lane).subquery()) for lane in self._lanes)).subquery()
        id_, *values = joined.c[0], *list(joined.c)[1 - len(self._order.columns) :]
        return self._order.sort(select(joined), by=(*values, id_))

    def _end_in_field(self, sort: FieldSort, start: Place | None) -> Place | None:
        """How far a walk along a field goes at first. None where the list ends before."""
        within = (CustomValue.field_id == sort.field.id, *self._order.within(start))
        ends = self._order.sort(select(*self._order.columns).where(*within)).offset(STRETCH_IN_FIELD).limit(1)
        found = db.session.execute(ends).first()
        return tuple(found) if found else None

    def _end_of_stretch(self, start: Place | None) -> Place | None:
        """How far a walk goes at first: an index alone tells. None where the list ends before."""
        ends = [
            self._order.sort(select(*self._order.columns).where(lane, self._bucket.own, *self._order.within(start)))
            .offset(STRETCH)
            .limit(1)
            for lane in self._lanes
        ]
        found = db.session.execute(union_all(*(select(end.subquery()) for end in ends)))
        return self._order.nearest([tuple(end) for end in found])


def _order_in(bucket: Bucket, criteria: PartyCriteria, *, backwards: bool) -> Order:
    """The order in which the rows of a bucket stand."""
    if bucket.of_field:
        return order_in_field(bucket.of_field, backwards=backwards)
    if bucket.by_name:
        return order_by_name(backwards=backwards)
    return order_of(criteria, *([bucket.number] if bucket.is_mixed else []), backwards=backwards)
