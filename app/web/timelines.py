"""What a timeline can be narrowed to."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.agenda.queries import Asked
from app.domain.errors import N_
from app.domain.history.models import EventKind


class Group(NamedTuple):
    """Kinds of events that one looks for together, and what they are called."""

    label: str
    kinds: frozenset[EventKind]
    with_activities: bool = False


# By the word in the address. What is in none of them stands in the whole timeline alone.
GROUPS = {
    "status": Group(
        N_("Status"),
        frozenset(
            {
                EventKind.ANONYMISED,
                EventKind.ARCHIVED,
                EventKind.CONVERTED,
                EventKind.DEACTIVATED,
                EventKind.EXPECTED_BACK,
                EventKind.MADE_CUSTOMER,
                EventKind.MADE_PROSPECT,
                EventKind.PROSPECT_REMOVED,
                EventKind.REACTIVATED,
                EventKind.RESTORED,
                EventKind.SUPPLIER_ADDED,
                EventKind.SUPPLIER_REMOVED,
                EventKind.UNDONE,
            }
        ),
    ),
    "data": Group(
        N_("Data"),
        frozenset(
            {
                EventKind.EDITED,
                EventKind.ENTRY_ADDED,
                EventKind.ENTRY_CHANGED,
                EventKind.ENTRY_REMOVED,
                EventKind.IMPORTED,
                EventKind.INTERVENTION_DONE,
                EventKind.MERGED,
                EventKind.PHOTO_ADDED,
                EventKind.PHOTO_REMOVED,
                EventKind.REPORT_ADDED,
                EventKind.REPORT_SIGNED,
                EventKind.SIGNATURE_VOIDED,
                EventKind.REGISTERED,
                EventKind.TAGGED,
                EventKind.UNTAGGED,
            }
        ),
    ),
    "contacts": Group(
        N_("Contacts"),
        frozenset(
            {
                EventKind.ACCESS_SWITCHED_OFF,
                EventKind.ACCESS_SWITCHED_ON,
                EventKind.CONTACT_ADDED,
                EventKind.CONTACT_CHANGED,
                EventKind.CONTACT_GRANTED,
                EventKind.CONTACT_INVITED,
                EventKind.CONTACT_REMOVED,
                EventKind.CONTACT_SIGNED_OUT,
                EventKind.EMAIL_SENT_AGAIN,
                EventKind.LINK_HANDED_OVER,
                EventKind.LOGIN_GIVEN,
                EventKind.NOTICES_CHOSEN,
                EventKind.PASSWORD_CHANGED,
                EventKind.PORTAL_VIEWED,
            }
        ),
    ),
    "contracts": Group(
        N_("Contracts"),
        frozenset(
            {
                EventKind.AMENDMENT_DROPPED,
                EventKind.CONTRACT_ADDED,
                EventKind.CONTRACT_AMENDED,
                EventKind.CONTRACT_CHANGED,
                EventKind.CONTRACT_FILE_ADDED,
                EventKind.CONTRACT_FILE_REMOVED,
                EventKind.CONTRACT_PAPER_CHANGED,
                EventKind.CONTRACT_REMOVED,
                EventKind.CONTRACT_SENT,
                EventKind.CONTRACT_SIGNED,
                EventKind.CONTRACT_TAKEN_BACK,
                EventKind.CONTRACT_TERMINATED,
                EventKind.CONTRACT_VOIDED,
                EventKind.TERMINATION_TAKEN_BACK,
            }
        ),
    ),
    "activities": Group(
        N_("Activities"),
        frozenset(
            {
                EventKind.ACTIVITY_DONE,
                EventKind.ACTIVITY_REOPENED,
                EventKind.PUT_INTO_CALENDAR,
                EventKind.TAKEN_OUT_OF_CALENDAR,
            }
        ),
        with_activities=True,
    ),
    "mail": Group(N_("Mail"), frozenset(kind for kind in EventKind if kind.name.startswith("MAIL_"))),
}


def asked_of(word: str) -> Asked:
    """What of a card's past is shown under a word of the address: a group, or activities and events together."""
    group = GROUPS.get(word)
    return Asked(activities=group.with_activities, kinds=group.kinds) if group else Asked()
