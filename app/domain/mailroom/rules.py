"""What is done with mail that arrives for an archived client: the client's own rule first, else the office's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.errors import N_, NN_, Sentence, count, say
from app.domain.office.profile import ArchivedMail, OfficeDraft
from app.domain.parties.models import Party, PartyStatus
from app.domain.selections import among

KEEP = NN_("Keep it for %(n)s day.", "Keep it for %(n)s days.")
WORDS = {
    ArchivedMail.FORWARD: N_("Forward it to the client."),
    ArchivedMail.RETURN: N_("Return it to the sender."),
}
OWN = N_("Archived client. Their own rule for mail: %(what)s")
OFFICES = N_("Archived client. The office’s rule for mail: %(what)s")


@dataclass(frozen=True, slots=True)
class MailRule:
    """What is done with the mail of one archived client, and whose rule that is."""

    what: ArchivedMail
    days: int  # that mail is kept, where it is
    is_own: bool

    @property
    def sentence(self) -> Sentence:
        """Whose rule, and what it says."""
        return say(OWN if self.is_own else OFFICES, what=done_with_mail(self.what, self.days))

    def until(self, received_at: datetime) -> date | None:
        """The office's day until which an item is kept; None where the rule keeps none."""
        if self.what is not ArchivedMail.KEEP:
            return None
        return received_at.astimezone(clock.zone()).date() + timedelta(days=self.days)


def done_with_mail(what: ArchivedMail, days: int) -> Sentence:
    """What a rule says, whoever's it is; the days count where it keeps mail."""
    return count(KEEP, days) if what is ArchivedMail.KEEP else say(WORDS[what])


def rule_of(party: Party, office: OfficeDraft) -> MailRule | None:
    """The rule for the mail of a party; None for one that is not archived, or anonymised: none is logged for them."""
    if party.status is not PartyStatus.ARCHIVED or party.anonymised_at is not None:
        return None
    return _rule(party.archived_mail, party.archived_mail_days, office)


def rules_of(ids: Collection[int], office: OfficeDraft) -> dict[int, MailRule]:
    """The rules for those of these parties that are archived, in one statement."""
    rows = select(Party.id, Party.archived_mail, Party.archived_mail_days).where(
        among(Party.id, ids), Party.status == PartyStatus.ARCHIVED
    )
    return {id_: _rule(what, days, office) for id_, what, days in db.session.execute(rows)}


def _rule(own: ArchivedMail | None, days: int | None, office: OfficeDraft) -> MailRule:
    if own is None:
        return MailRule(office.archived_mail, office.archived_mail_days, is_own=False)
    return MailRule(own, days or office.archived_mail_days, is_own=True)
