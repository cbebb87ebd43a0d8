"""Every column that says of which party a row is, and every table behind it, and what three deeds owe them.

Merging, anonymising and purging come later (PRODUCT.md 3 and 9). Whoever adds a table says here what they will owe it;
`test_references.py` fails for a column that nobody considered.
"""

from __future__ import annotations

from typing import NamedTuple


class Owed(NamedTuple):
    """What each of the three does to the rows."""

    merge: str
    anonymise: str
    purge: str


# The lines of a card, whatever list they are of: of those that are merged, the kept one's default stays the default.
OF_A_CARD = Owed("moves", "goes", "goes")

COLUMNS = {
    "activity.party_id": OF_A_CARD,
    "bank_account.party_id": OF_A_CARD,
    "contact.client_id": Owed("moves; where both have the person, only what both links allow stays", "stays", "goes"),
    "contact.person_id": Owed("moves, joined like the above", "stays: a link to somebody without a name", "goes"),
    "email.party_id": Owed(
        "moves: what was written to the client", "stays, its texts and addresses emptied", "stays without texts"
    ),
    "email.record_id": Owed("stays: what it told of", "stays", "stays"),
    "erasure.record_id": Owed(
        "stays: who was deleted", "a row of its own comes", "a row comes: no backup brings them back"
    ),
    "event.party_id": Owed("moves: one timeline", "stays, its details emptied", "stays: number, who, when, no name"),
    "event.record_id": Owed("stays: what happened, happened to that record", "stays", "stays"),
    "former_status.party_id": Owed("goes: what was merged is not undone", "goes", "goes"),
    "import_former.party_id": Owed("goes: what was merged is not taken back", "goes", "goes"),
    "import_row.duplicate_of_id": Owed("moves, so that the preview still links", "goes with the row", "emptied"),
    "import_row.namesake_id": Owed("moves, so that the preview still links", "goes with the row", "emptied"),
    "import_row.party_id": Owed("stays: what the list brought", "goes with the row, which holds all of it", "goes"),
    "import_row.person_id": Owed("stays", "goes with the row", "goes"),
    "location.party_id": OF_A_CARD,
    "login.last_client_id": Owed("moves", "emptied", "emptied: /portal leads to another"),
    "mail_item.party_id": Owed(
        "moves", "stays, without texts and scans", "goes with its files; the party stays while one waits"
    ),
    "party_tag.party_id": Owed("moves: the kept one bears the tags of all", "stays", "goes"),
    "portal_user.person_id": Owed("the kept person's login stays, the other dies", "goes with its login", "goes"),
}

# Tables that know a party only through one of those above.
BEHIND = {
    "activity_contact": "of an activity and of a contact: goes with either",
    "activity_staff": "of an activity: goes with it",
    "calendar_feed": "of a login: goes with it",
    "known_device": "of a login: goes with it",
    "login_session": "of a login: ends at the next request, goes with it",
    "one_use_link": "of a login: goes with it",
    "recovery_code": "of a login: goes with it",
    "two_factor": "of a login: goes with it",
}

# Numbers that end in _id, have no foreign key, and are not a party's.
NOT_A_PARTY = {
    "act.by_id": "a login: acts outlive it",
    "import_run.by_id": "a login: imports outlive it",
    "sign_in_failure.device_id": "a known device, which may be forgotten before the failure",
}
