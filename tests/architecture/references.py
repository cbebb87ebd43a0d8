"""Every column that says of which party a row is, and every table behind it, and what three deeds owe them.

Whoever adds a table says here what they owe it; `test_references.py` fails for a column that nobody considered.
What merging does stands in `MERGED` (app/domain/lifecycle/merging.py); anonymising does what the areas say of it
(app/domain/personal.py), and `test_personal.py` fails for what they leave open.
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
    "agreed_method.party_id": OF_A_CARD,
    "bank_account.party_id": OF_A_CARD,
    "bonus.party_id": OF_A_CARD,
    "contact.client_id": Owed(
        "moves; where both have the person, only what both links allow stays", "stays, ended, without position", "goes"
    ),
    "contact.person_id": Owed(
        "moves, joined like the above", "stays, ended: a link to somebody without a name", "goes"
    ),
    "custom_value.party_id": Owed(
        "of each field one card's value moves, as was chosen; the others go",
        "goes where it is personal, else stays",
        "goes",
    ),
    "contract.party_id": Owed(
        "moves",
        "goes where nobody signed it; else stays, without subject, with its paper until the law lets that go",
        "goes with its papers; the party stays while the law has one kept",
    ),
    "discount.party_id": OF_A_CARD,
    "email.party_id": Owed(
        "moves: what was written to the client", "stays, its texts and addresses emptied", "stays without texts"
    ),
    "email.record_id": Owed("stays: what it told of", "stays", "stays"),
    "equipment.party_id": OF_A_CARD,
    "erasure.record_id": Owed(
        "stays: who was deleted", "a row of its own comes", "a row comes: no backup brings them back"
    ),
    "event.party_id": Owed("moves: one timeline", "stays, its details emptied", "stays: number, who, when, no name"),
    "event.record_id": Owed("stays: what happened, happened to that record", "stays", "stays"),
    "former_status.party_id": Owed("goes: what was merged is not undone", "goes", "goes"),
    "import_former.party_id": Owed("goes: what was merged is not taken back", "goes", "goes"),
    "import_row.duplicate_of_id": Owed(
        "moves, so that the preview still links", "goes with the list and its file", "emptied"
    ),
    "import_row.namesake_id": Owed(
        "moves, so that the preview still links", "goes with the list and its file", "emptied"
    ),
    "import_row.party_id": Owed("stays: what the list brought", "goes with the list and its file", "goes"),
    "import_row.person_id": Owed("stays", "goes with the list and its file", "goes"),
    "intervention.party_id": Owed(
        "moves",
        "goes; where a report was signed it stays, without texts",
        "goes; the party stays while the law has it kept",
    ),
    "location.party_id": OF_A_CARD,
    "login.last_client_id": Owed("moves", "emptied", "emptied: /portal leads to another"),
    "mail_item.party_id": Owed(
        "moves", "stays, without texts and scans", "goes with its files; the party stays while one waits"
    ),
    "merged_party.former_id": Owed(
        "stays: who was merged before", "stays", "stays: the id and the number, which are not given again"
    ),
    "merged_party.survivor_id": Owed(
        "moves: they lead to the last one", "stays, without the email", "emptied, the email too"
    ),
    "party_tag.party_id": Owed("moves: the kept one bears the tags of all", "goes", "goes"),
    "portal_user.person_id": Owed("the kept person's login stays, the other dies", "goes with its login", "goes"),
    "told_apart.first_id": Owed("moves; the pair of those who are merged goes", "goes: nobody is compared", "goes"),
    "told_apart.second_id": Owed("moves, like the above", "goes: nobody is compared", "goes"),
}

# Tables that know a party only through one of those above.
BEHIND = {
    "activity_contact": "of an activity and of a contact: goes with either",
    "activity_staff": "of an activity: goes with it",
    "calendar_feed": "of a login: goes with it",
    "contract_file": "of a contract: goes with it, and its files",
    "contract_version": "of a contract: goes with it, with its paper and its signature",
    "equipment_photo": "of a piece of equipment: goes with it, and its files",
    "intervention_report": "of an intervention: goes with it, and its file; a signed one stays until its date",
    "intervention_technician": "of an intervention and of a login: goes with either",
    "known_device": "of a login: goes with it",
    "login_session": "of a login: ends at the next request, goes with it",
    "one_use_link": "of a login: goes with it",
    "recovery_code": "of a login: goes with it",
    "segment": "of a login, with which it goes, or the whole office's: what its rules typed of somebody is taken out",
    "two_factor": "of a login: goes with it",
}

# Numbers that end in _id, have no foreign key, and are not a party's.
NOT_A_PARTY = {
    "act.by_id": "a login: acts outlive it",
    "import_run.by_id": "a login: imports outlive it",
    "sign_in_failure.device_id": "a known device, which may be forgotten before the failure",
}

# Columns that name a party, or may, and that anonymising leaves alone.
FORGOTTEN_OTHERWISE = {
    "email.record_id": "what it told of: an id, beside texts that email.party_id empties",
    "erasure.record_id": "names nobody: a number and moments",
    "event.record_id": "an id, beside details that event.party_id empties",
    "merged_party.former_id": "an id, beside an email that merged_party.survivor_id empties",
}

# Tables about a party that the export of personal data leaves out.
NOT_TOLD = {
    "erasure": "about who is gone",
    "former_status": "what Undo needs for ten minutes: the history tells when it was so",
    "import_former": "what Undo of an import needs: the history tells when it was so",
    "import_row": "what a list brought is told as it stands on the card",
    "merged_party": "numbers and ids: the history tells who was merged",
    "told_apart": "who the office thought might be the same",
    "activity_staff": "who of the office took part",
    "calendar_feed": "of the staff, and a secret",
    "intervention_technician": "who of the office did the work",
    "known_device": "a hash, by which nobody learns anything",
    "one_use_link": "secrets",
    "recovery_code": "secrets",
    "segment": "of the staff: what they look for",
    "two_factor": "secrets",
}
