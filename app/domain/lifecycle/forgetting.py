"""Taking out of every table what identifies some parties; their rows stay by number and date. Called in a transaction.

Most of it is said by the areas, a column each (`lifecycle/personal.py`). What is about somebody without naming them in
a column of its own stands here: their sign-ins, email to their addresses, lists that brought them, segments that look
for them, the history.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, CursorResult, and_, case, delete, not_, or_, select, update

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact
from app.domain.contacts.personal import forget_logins, links_of, logins_of
from app.domain.contacts.search import refresh_search_text
from app.domain.contracts.personal import forget_contracts
from app.domain.directory.importing.personal import Traits, forget_imports, runs_naming
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.personal import SegmentsTelling, Sought
from app.domain.errors import N_
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Act, Event, EventKind
from app.domain.history.personal import forget_in_history
from app.domain.lifecycle.personal import FORGOTTEN
from app.domain.messaging.models import Email
from app.domain.messaging.personal import emails_about, forget_emails
from app.domain.parties.merging import KnownBy
from app.domain.parties.models import MergedParty, Party
from app.domain.parties.text import fold, key_of, name_key_of
from app.domain.personal import Forgotten
from app.domain.selections import among
from app.domain.service.personal import forget_as_supplier
from app.domain.terms.models import BankAccount

# What is counted beside the rows that the areas speak of.
IMPORTS, FILES, SEGMENTS = "import_run", "stored_file", "segment"
_PAST_THE_SESSION = {"synchronize_session": False}
_TELLING = 4  # letters that a word of a name has at least to name somebody by itself
_LONG = 6  # letters and digits of an id or a phone
_NOT_WORD = re.compile(r"[\W_]+")


IMPORT_AT_WORK = N_("A list that may name them is being read at this moment. Wait until it is done.")
EMAIL_AT_WORK = N_("An email to them is being sent at this moment. Try again in a minute.")


@dataclass(frozen=True)
class Identity:
    """By what some parties are known, and those who were merged into them: read before it goes, and kept nowhere."""

    ids: Collection[int]
    formers: list[int]  # who was merged into them
    logins: list[int]
    links: list[int]  # contacts, also those that ended
    emails: frozenset[str]
    traits: Traits
    names: frozenset[str]  # folded, one blank between their words
    name_keys: frozenset[str]  # the same in the order of the alphabet, without the forms of companies
    keys: frozenset[str]  # tax ids, registration ids, phones and IBANs, their letters and digits alone

    def is_name(self, text: str) -> bool:
        """Whether a text is the name of one of them, and nothing else."""
        return _spaced(text).strip() in self.names

    def is_named_in(self, text: str) -> bool:
        """Whether a text that somebody typed names one of them: by a name, a telling word of one, an email, an id."""
        words, key = _spaced(text), key_of(text)
        return any(one in words for one in self._told) or any(each in key for each in self.keys)

    @cached_property
    def _told(self) -> set[str]:
        telling = {word for name in self.names for word in name.split() if len(word) >= _TELLING}
        return {f" {one.strip()} " for one in (*self.names, *telling, *map(_spaced, self.emails))}

    def is_looked_for(self, text: str, by_name: bool) -> bool:
        """Whether a text by which somebody looks for clients tells of one: by an email, by an id or most of one,
        or by all words of a name, in whatever order and without the form of the company.

        One word is a name only where names are looked for (`by_name`): elsewhere it may be a city's.
        """
        spaced, key, typed = _spaced(text), key_of(text), fold(text)
        if any(f" {email.strip()} " in spaced for email in map(_spaced, self.emails)):
            return True
        if "@" in typed[1:] and any(typed in fold(email) for email in self.emails):
            return True
        if any(each in key or (len(key) > _LONG and key in each) for each in self.keys):
            return True
        words = {*spaced.split(), *name_key_of(text).split()}
        return any({*name.split()} <= words for name in self.name_keys if by_name or " " in name)

    def may_be_looked_for(self, text: str) -> bool:
        """Whether a text is some words of one of their names, and so tells of them where it finds nobody else."""
        words = {*name_key_of(text).split()}
        return bool(words) and any(words <= {*name.split()} for name in self.name_keys)


def identity_of(ids: Collection[int]) -> Identity:
    """By what these parties are known."""
    columns = [getattr(Party, name) for name in KnownBy._fields]
    rows = db.session.execute(select(*columns).where(among(Party.id, ids)))
    ended, formerly = _told_in_history(ids)
    parties = [*(KnownBy(*row) for row in rows), *formerly]
    merged = select(MergedParty.former_id, MergedParty.email).where(among(MergedParty.survivor_id, ids))
    formers = dict(db.session.execute(merged).all())
    logins, links = logins_of(ids), links_of(ids)
    own = {email for party in parties for email in (party.email, party.pec) if email}
    at_logins = set(db.session.scalars(select(Login.email).where(among(Login.id, logins))))
    emails = frozenset((own | at_logins | set(formers.values())) - {""})
    ibans = db.session.scalars(select(BankAccount.iban).where(among(BankAccount.party_id, ids)))
    keys = {key_of(text) for p in parties for text in (p.tax_id, p.registration_id, p.phone, p.phone_e164)}
    keys |= set(map(key_of, ibans))
    return Identity(
        ids=ids,
        formers=list(formers),
        logins=logins,
        links=[*links, *ended],
        emails=emails,
        traits=Traits(
            email_keys=frozenset(email.casefold() for email in emails),
            tax_keys=frozenset(party.tax_key for party in parties) - {""},
            sort_names=frozenset(party.sort_name for party in parties) - {""},
        ),
        names=frozenset(_spaced(party.name).strip() for party in parties) - {""},
        name_keys=frozenset(name_key_of(party.name) for party in parties) - {""},
        keys=frozenset(key for key in keys if len(key) >= _LONG),
    )


def _told_in_history(ids: Collection[int]) -> tuple[list[int], list[KnownBy]]:
    """What the history of these parties alone tells: the ids of contacts, also those that ended, and by what those were
    known who were merged into them. One statement.
    """
    is_link, is_merge = Event.record == Contact.__tablename__, Event.kind == EventKind.MERGED
    told = select(is_link, Event.record_id, case((is_merge, Event.details)))
    rows = db.session.execute(told.where(among(Event.party_id, ids), or_(is_link, is_merge))).all()
    formerly = [KnownBy(**each) for _, _, details in rows for each in (details or {}).get("formerly", ())]
    return [record_id for is_link, record_id, _ in rows if is_link], formerly


def _spaced(text: str) -> str:
    """The folded words of a text, with a blank before and behind each."""
    return f" {' '.join(word for word in _NOT_WORD.split(fold(text)) if word)} "


def forget(act: Act, whose: Identity) -> tuple[dict[str, int], list[str]]:
    """Take out of every table what identifies these parties; the act is who made them so.

    Returns how many rows of each column were about them, for the receipt, and the blobs that no row may name any more.
    The number of statements does not depend on how many rows there are.
    """
    email_ids = list(db.session.scalars(select(Email.id).where(_emails(whose))))
    clients = list(db.session.scalars(select(Contact.client_id).where(among(Contact.id, whose.links))))
    emptied = forget_elsewhere(act, whose, email_ids)
    lists, files = forget_lists(whose)
    files += forget_contracts(whose.ids)
    counted = {}
    for rule in FORGOTTEN:
        counted[rule.name], named = _apply(rule, whose.ids)
        files += named
    forget_logins(whose.logins)
    forget_email(whose, email_ids)
    _settle(act, whose.ids)
    refresh_search_text(select(Party.id).where(or_(among(Party.id, clients), among(Party.id, whose.ids))))
    blobs = list(blobs_of(files).values())
    if files:
        store.forget_unnamed(files)
    counted |= {"email.party_id": len(email_ids), IMPORTS: lists, FILES: len(blobs), SEGMENTS: emptied}
    for known in [known for known in db.session.identity_map.values() if known is not act]:
        db.session.expire(known)
    return {name: n for name, n in counted.items() if n}, blobs


def forget_elsewhere(act: Act, whose: Identity, email_ids: Collection[int]) -> int:
    """Forget what names these parties beyond their own cards: in the history of others, as a supplier, and in segments
    that look for them; how many of these there were.
    """
    segments = SegmentsTelling(Sought(whose.ids, whose.is_looked_for, whose.may_be_looked_for))
    records = {Contact.__tablename__: whose.links, Login.__tablename__: whose.logins, Email.__tablename__: email_ids}
    records[Segment.__tablename__] = segments.once_named
    forget_in_history(whose.ids, records, whose.logins, names_them=whose.is_named_in)
    forget_as_supplier(whose.is_name)
    return segments.forget(act)


def forget_lists(whose: Identity, *, unread: bool = True) -> tuple[int, list[int]]:
    """Forget the imported lists that name these parties; how many there were, and the files that they named."""
    runs = runs_naming([*whose.ids, *whose.formers], whose.traits, unread=unread, hold=True)
    return len(runs), forget_imports(runs, names_them=whose.is_named_in)


def forget_email(whose: Identity, email_ids: Collection[int]) -> None:
    """Empty these emails, and forget of which addresses servers said something. Called once cards and logins are
    gone, or say nothing any more.
    """
    forget_emails(among(Email.id, email_ids), whose.traits.email_keys - _in_use(whose))


def _emails(whose: Identity) -> ColumnElement[bool]:
    return emails_about(whose.ids, whose.logins, whose.emails)


def _in_use(whose: Identity) -> set[str]:
    """Those of their addresses that stand on the card of somebody else, too."""
    others = select(Party.email_key).where(among(Party.email_key, whose.traits.email_keys))
    return set(db.session.scalars(others))


def _apply(rule: Forgotten, ids: Collection[int]) -> tuple[int, Sequence[int]]:
    """Empty or remove the rows of one table; how many there were, and which files they named."""
    theirs = among(rule.party, ids) if rule.only is None else and_(among(rule.party, ids), rule.only)
    files: list[int] = rule.first(ids) if rule.first else []
    if columns := [getattr(rule.model, column.key) for column in rule.file_columns]:
        rows = db.session.execute(select(*columns).where(theirs))
        files += [file_id for row in rows for file_id in row if file_id]
    if rule.files_behind:
        files += rule.files_behind(ids)
    doing = delete(rule.model) if rule.empties is None else update(rule.model).values(dict(rule.empties))
    if rule.stays_where is not None:
        db.session.execute(doing.where(theirs, rule.stays_where), execution_options=_PAST_THE_SESSION)
        doing, theirs = delete(rule.model), and_(theirs, not_(rule.stays_where))
    done = db.session.execute(doing.where(theirs), execution_options=_PAST_THE_SESSION)
    assert isinstance(done, CursorResult)
    return done.rowcount, files


def _settle(act: Act, ids: Collection[int]) -> None:
    """Say on the cards since when and by which act."""
    made = {"anonymised_at": act.at, "status_act_id": act.id}
    now = update(Party).where(among(Party.id, ids)).values(made)
    db.session.execute(now, execution_options=_PAST_THE_SESSION)
    waiting_since = update(Party).where(among(Party.id, ids), Party.archived_at.is_(None)).values(archived_at=act.at)
    db.session.execute(waiting_since, execution_options=_PAST_THE_SESSION)


def blobs_of(files: Collection[int]) -> dict[int, str]:
    """The blobs of these stored files, by id."""
    asked = select(StoredFile.id, StoredFile.blob).where(among(StoredFile.id, files))
    return dict(db.session.execute(asked).all()) if files else {}
