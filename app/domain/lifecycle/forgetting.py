"""Taking out of every table what identifies some parties; their rows stay by number and date. Called in a transaction.

Most of it is said by the areas, a column each (`lifecycle/personal.py`). What is about somebody without naming them in
a column of its own stands here: their sign-ins, email to their addresses, lists that brought them, segments that look
for them, the history.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CursorResult, and_, delete, not_, or_, select, update

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact
from app.domain.contacts.personal import forget_logins, links_of, logins_of
from app.domain.contacts.search import refresh_search_text
from app.domain.contracts.personal import forget_contracts
from app.domain.directory.importing.personal import Traits, forget_imports, runs_naming
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.personal import SegmentsTelling, Sought
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Act, Event
from app.domain.history.personal import forget_in_history
from app.domain.lifecycle.personal import FORGOTTEN
from app.domain.messaging.models import Email
from app.domain.messaging.personal import emails_about, forget_emails
from app.domain.parties.models import Party
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


@dataclass(frozen=True, slots=True)
class Identity:
    """By what some parties are known: read before it goes, and kept nowhere."""

    ids: Collection[int]
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
        telling = {word for name in self.names for word in name.split() if len(word) >= _TELLING}
        told = [*self.names, *telling, *map(_spaced, self.emails)]
        return any(f" {one.strip()} " in words for one in told) or any(each in key for each in self.keys)

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
    parties = list(db.session.scalars(select(Party).where(among(Party.id, ids))))
    logins, links = logins_of(ids), links_of(ids)
    # A contact that ended stands in the history of both.
    ended = select(Event.record_id).where(Event.record == Contact.__tablename__, among(Event.party_id, ids))
    own = {email for party in parties for email in (party.email, party.pec) if email}
    at_logins = set(db.session.scalars(select(Login.email).where(among(Login.id, logins))))
    emails = frozenset(own | at_logins)
    ibans = db.session.scalars(select(BankAccount.iban).where(among(BankAccount.party_id, ids)))
    keys = {key_of(text) for p in parties for text in (p.tax_id, p.registration_id, p.phone, p.phone_e164)}
    keys |= set(map(key_of, ibans))
    return Identity(
        ids=ids,
        logins=logins,
        links=[*links, *db.session.scalars(ended)],
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
    segments = SegmentsTelling(Sought(whose.ids, whose.is_looked_for, whose.may_be_looked_for))
    records = {Contact.__tablename__: whose.links, Login.__tablename__: whose.logins, Email.__tablename__: email_ids}
    records[Segment.__tablename__] = segments.once_named
    forget_in_history(whose.ids, records, whose.logins, names_them=whose.is_named_in)
    runs = runs_naming(whose.ids, whose.traits, hold=True)
    files = forget_imports(runs, names_them=whose.is_named_in)
    files += forget_contracts(whose.ids)
    forget_as_supplier(whose.is_name)
    emptied = segments.forget(act)
    counted = {}
    for rule in FORGOTTEN:
        counted[rule.name], named = _apply(rule, whose.ids)
        files += named
    forget_logins(whose.logins)
    forget_emails(among(Email.id, email_ids), whose.traits.email_keys - _in_use(whose))
    _settle(act, whose.ids)
    refresh_search_text(select(Party.id).where(or_(among(Party.id, clients), among(Party.id, whose.ids))))
    blobs = _forget_files(files)
    counted |= {"email.party_id": len(email_ids), IMPORTS: len(runs), FILES: len(blobs), SEGMENTS: emptied}
    for known in [known for known in db.session.identity_map.values() if known is not act]:
        db.session.expire(known)
    return {name: n for name, n in counted.items() if n}, blobs


def _emails(whose: Identity) -> ColumnElement[bool]:
    return emails_about(whose.ids, whose.logins, whose.emails)


def _in_use(whose: Identity) -> set[str]:
    """Those of their addresses that stand on the card of somebody else, too."""
    others = select(Party.email_key).where(Party.email_key.in_(sorted(whose.traits.email_keys)))
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


def _forget_files(ids: Collection[int]) -> list[str]:
    """Delete the rows of these files that nobody else names; the blobs of all of them."""
    if not ids:
        return []
    blobs = list(db.session.scalars(select(StoredFile.blob).where(among(StoredFile.id, ids))))
    store.forget_unnamed(ids)
    return blobs
