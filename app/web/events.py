"""Events as a person reads them: a picture and a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import gettext

from app.domain.errors import N_, Sentence
from app.domain.history.models import Deed, EventKind
from app.domain.history.queries import EventLine
from app.domain.messaging.templates import TEMPLATES, TemplateKey
from app.web.contacts import turned_in_words
from app.web.custom_fields import changes_in_words
from app.web.fields import fields_in_words
from app.web.formatting import quoted, sentence
from app.web.numbering import change_in_words

# The picture and the sentence of each kind; a test keeps the list whole.
EVENTS: dict[EventKind, tuple[str, str]] = {
    EventKind.ACCOUNT_GIVEN: ("plus", N_("Ledger account given by %(by)s")),
    EventKind.ANONYMISED: ("eye-off", N_("Anonymised by %(by)s")),
    EventKind.ACTIVITY_DONE: ("check", N_("%(name)s marked as done by %(by)s")),
    EventKind.ACTIVITY_REOPENED: ("arrow-back-up", N_("%(name)s marked as still to do by %(by)s")),
    EventKind.ACTIVITY_TYPE_CHANGED: ("settings", N_("Activity type “%(name)s” changed by %(by)s")),
    EventKind.AMENDMENT_DROPPED: ("x", N_("Amendment of contract %(name)s dropped by %(by)s")),
    EventKind.CONTRACT_ADDED: ("plus", N_("Contract %(name)s begun by %(by)s")),
    EventKind.CONTRACT_AMENDED: ("edit", N_("Amendment of contract %(name)s begun by %(by)s")),
    EventKind.CONTRACT_CHANGED: ("edit", N_("Contract %(name)s changed by %(by)s")),
    EventKind.CONTRACT_FILE_ADDED: ("paperclip", N_("File added to contract %(name)s by %(by)s")),
    EventKind.CONTRACT_FILE_REMOVED: ("x", N_("File of contract %(name)s removed by %(by)s")),
    EventKind.CONTRACT_PAPER_CHANGED: ("file-text", N_("Paper of contract %(name)s changed by %(by)s")),
    EventKind.CONTRACT_REMOVED: ("trash", N_("Contract %(name)s deleted by %(by)s")),
    EventKind.CONTRACT_SENT: ("send", N_("Contract %(name)s sent to be signed, noted by %(by)s")),
    EventKind.CONTRACT_SIGNED: ("signature", N_("Contract %(name)s signed by %(who)s, noted by %(by)s")),
    EventKind.CONTRACT_TAKEN_BACK: ("arrow-back-up", N_("Contract %(name)s is a draft again, noted by %(by)s")),
    EventKind.CONTRACT_TERMINATED: ("player-pause", N_("Contract %(name)s terminated by %(by)s")),
    EventKind.CONTRACT_VOIDED: ("x", N_("Signature of contract %(name)s voided by %(by)s")),
    EventKind.TERMINATION_TAKEN_BACK: ("player-play", N_("Termination of contract %(name)s taken back by %(by)s")),
    EventKind.ARCHIVED: ("archive", N_("Archived by %(by)s")),
    EventKind.BACKUP_RESTORED: ("arrow-back-up", N_("Restored from a backup by %(by)s")),
    EventKind.CALENDAR_FEED_ENDED: ("calendar", N_("Calendar address of %(name)s ended by %(by)s")),
    EventKind.CALENDAR_FEED_MADE: ("calendar", N_("Calendar address for %(name)s made by %(by)s")),
    EventKind.CLIENT_DEFAULTS_CHANGED: ("settings", N_("What new clients begin with changed by %(by)s")),
    EventKind.CONTACT_DEFAULTS_CHANGED: ("settings", N_("What new contacts begin with changed by %(by)s")),
    EventKind.CONTACT_ADDED: ("user-plus", N_("%(name)s added as a contact by %(by)s")),
    EventKind.CONTACT_CHANGED: ("user-edit", N_("Contact %(name)s changed by %(by)s")),
    EventKind.CONTACT_GRANTED: ("user-edit", N_("What %(name)s opens and gets by email changed by %(by)s")),
    EventKind.CONTACT_REMOVED: ("x", N_("%(name)s removed as a contact by %(by)s")),
    EventKind.ACCESS_SWITCHED_OFF: ("lock", N_("Portal access of %(name)s switched off by %(by)s")),
    EventKind.ACCESS_SWITCHED_ON: ("lock-open", N_("Portal access of %(name)s switched on again by %(by)s")),
    EventKind.CONTACT_INVITED: ("send", N_("A link to set a password sent to %(name)s by %(by)s")),
    EventKind.CONTACT_SIGNED_OUT: ("logout", N_("%(name)s signed out everywhere by %(by)s")),
    EventKind.EMAIL_SENT_AGAIN: ("send", N_("An email to %(name)s sent again by %(by)s")),
    EventKind.LINK_HANDED_OVER: ("key", N_("A link for %(name)s handed over by %(by)s")),
    EventKind.CONTRACT_TEMPLATE_ADDED: ("plus", N_("Contract template “%(name)s” added by %(by)s")),
    EventKind.CONTRACT_TEMPLATE_ARCHIVED: ("archive", N_("Contract template “%(name)s” archived by %(by)s")),
    EventKind.CONTRACT_TEMPLATE_CHANGED: ("edit", N_("Contract template “%(name)s” changed by %(by)s")),
    EventKind.CONTRACT_TEMPLATE_RESTORED: ("arrow-back-up", N_("Contract template “%(name)s” restored by %(by)s")),
    EventKind.CONVERTED: ("building-store", N_("Converted to a customer by %(by)s")),
    EventKind.CUSTOM_FIELD_ADDED: ("plus", N_("Custom field “%(name)s” added by %(by)s")),
    EventKind.CUSTOM_FIELD_CHANGED: ("settings", N_("Custom field “%(name)s” changed by %(by)s")),
    EventKind.CUSTOM_FIELD_DELETED: ("trash", N_("Custom field “%(name)s” deleted by %(by)s")),
    EventKind.CUSTOM_FIELD_RETIRED: ("player-pause", N_("Custom field “%(name)s” retired by %(by)s")),
    EventKind.CUSTOM_FIELD_TAKEN_UP: ("player-play", N_("Custom field “%(name)s” taken up again by %(by)s")),
    EventKind.DEACTIVATED: ("player-pause", N_("Deactivated by %(by)s")),
    EventKind.DELETED: ("trash", N_("Deleted for good by %(by)s")),
    EventKind.EDITED: ("edit", N_("Data changed by %(by)s")),
    EventKind.EMAIL_REWORDED: ("edit", N_("Email template “%(template)s” changed by %(by)s")),
    EventKind.EMAIL_SWITCHED_OFF: ("player-pause", N_("Email template “%(template)s” switched off by %(by)s")),
    EventKind.EMAIL_SWITCHED_ON: ("player-play", N_("Email template “%(template)s” switched on by %(by)s")),
    EventKind.EMAIL_TESTED: ("send", N_("A test of the email template “%(template)s” sent by %(by)s")),
    EventKind.ENTRY_ADDED: ("plus", N_("%(list)s: %(name)s added by %(by)s")),
    EventKind.ENTRY_CHANGED: ("edit", N_("%(list)s: %(name)s changed by %(by)s")),
    EventKind.ENTRY_MOVED: ("calendar", N_("%(name)s moved in the calendar by %(by)s")),
    EventKind.ENTRY_REMOVED: ("x", N_("%(list)s: %(name)s removed by %(by)s")),
    EventKind.EXPECTED_BACK: ("calendar", N_("Expected return changed by %(by)s")),
    EventKind.IMPORTED: ("upload", N_("Brought in from a list by %(by)s")),
    EventKind.INTERVENTION_DONE: ("check", N_("Intervention “%(name)s” marked as done by %(by)s")),
    EventKind.KEPT_REMOVED: ("trash", N_("Papers that the law had kept until now removed by %(by)s")),
    EventKind.LOGIN_GIVEN: ("key", N_("Portal access for %(name)s given by %(by)s")),
    EventKind.MADE_CUSTOMER: ("building-store", N_("Made a customer by %(by)s")),
    EventKind.MADE_PROSPECT: ("eye", N_("Made a prospect by %(by)s")),
    EventKind.MAIL_COLLECTED: ("mailbox", N_("Mail %(name)s collected, noted by %(by)s")),
    EventKind.MAIL_DESTROYED: ("trash", N_("Mail %(name)s destroyed by %(by)s")),
    EventKind.MAIL_EDITED: ("edit", N_("Data of mail %(name)s changed by %(by)s")),
    EventKind.MAIL_FILE_CHANGED: ("paperclip", N_("Photo or PDF of mail %(name)s changed by %(by)s")),
    EventKind.MAIL_FORWARDED: ("mail-forward", N_("Mail %(name)s forwarded by %(by)s")),
    EventKind.MAIL_LOGGED: ("mail", N_("Mail %(name)s arrived, logged by %(by)s")),
    EventKind.MAIL_MOVED: ("x", N_("Mail %(name)s was for somebody else, moved by %(by)s")),
    EventKind.MAIL_PUT_BACK: ("arrow-back-up", N_("Mail %(name)s waits again, noted by %(by)s")),
    EventKind.MAIL_RETURNED: ("arrow-left", N_("Mail %(name)s returned to its sender by %(by)s")),
    EventKind.MERGED: ("arrow-merge", N_("%(name)s merged into this card by %(by)s")),
    EventKind.NOTICES_CHOSEN: ("bell", N_("Which emails %(name)s gets chosen by %(by)s")),
    EventKind.NUMBERING_CHANGED: ("settings", N_("Numbering changed by %(by)s")),
    EventKind.OFFICE_CHANGED: ("settings", N_("Office settings changed by %(by)s")),
    EventKind.PASSWORD_CHANGED: ("key", N_("Password of %(name)s changed by %(by)s")),
    EventKind.PAYMENT_METHOD_ADDED: ("cash", N_("Payment method “%(name)s” added by %(by)s")),
    EventKind.PAYMENT_METHOD_CHANGED: ("edit", N_("Payment method “%(name)s” changed by %(by)s")),
    EventKind.PERSONAL_DATA_EXPORTED: ("download", N_("Personal data exported by %(by)s")),
    EventKind.PHOTO_ADDED: ("paperclip", N_("Photo of %(name)s added by %(by)s")),
    EventKind.PHOTO_REMOVED: ("x", N_("Photo of %(name)s removed by %(by)s")),
    EventKind.PORTAL_VIEWED: ("eye", N_("Portal looked at as %(name)s by %(by)s")),
    EventKind.PROSPECT_REMOVED: ("x", N_("No longer a prospect, by %(by)s")),
    EventKind.PUT_INTO_CALENDAR: ("calendar", N_("%(name)s put into the calendar by %(by)s")),
    EventKind.REACTIVATED: ("player-play", N_("Reactivated by %(by)s")),
    EventKind.RECOVERY_CODES_RENEWED: ("key", N_("Recovery codes of %(name)s made anew by %(by)s")),
    EventKind.REGISTERED: ("plus", N_("Put on file by %(by)s")),
    EventKind.REPORT_ADDED: ("file-text", N_("Report of “%(name)s” added by %(by)s")),
    EventKind.REPORT_SIGNED: ("signature", N_("Report of “%(name)s” signed by %(who)s, at %(by)s’s desk")),
    EventKind.RESTORATION_CONFIRMED: ("player-play", N_("Restored office confirmed by %(by)s")),
    EventKind.RESTORED: ("arrow-back-up", N_("Restored by %(by)s")),
    EventKind.RETENTION_CHANGED: ("settings", N_("How long records are kept changed by %(by)s")),
    EventKind.SIGNATURE_VOIDED: ("x", N_("Signature of %(who)s under “%(name)s” voided by %(by)s")),
    EventKind.SEGMENT_ADDED: ("filter-plus", N_("Segment “%(name)s” shared by %(by)s")),
    EventKind.SEGMENT_CHANGED: ("edit", N_("Segment “%(name)s” changed by %(by)s")),
    EventKind.SEGMENT_EMPTIED: (
        "eye-off",
        N_("What told of an anonymised client taken out of segment “%(name)s” by %(by)s"),
    ),
    EventKind.SEGMENT_REMOVED: ("x", N_("Segment “%(name)s” deleted by %(by)s")),
    EventKind.STAFF_ADDED: ("user-plus", N_("%(name)s joined the office, added by %(by)s")),
    EventKind.STAFF_CHANGED: ("user-edit", N_("Access of %(name)s changed by %(by)s")),
    EventKind.SUPPLIER_ADDED: ("truck", N_("Made a supplier by %(by)s")),
    EventKind.SUPPLIER_REMOVED: ("x", N_("No longer a supplier, by %(by)s")),
    EventKind.TAGGED: ("tag", N_("Tag “%(tag)s” put on by %(by)s")),
    EventKind.TOLD_APART: ("copy-off", N_("Marked as not the same as somebody who looks alike, by %(by)s")),
    EventKind.TAKEN_OUT_OF_CALENDAR: ("calendar", N_("%(name)s taken out of the calendar by %(by)s")),
    EventKind.TWO_FACTOR_ADDED: ("shield-lock", N_("Sign-in with a code switched on for %(name)s by %(by)s")),
    EventKind.TWO_FACTOR_REMOVED: ("shield-off", N_("Sign-in with a code switched off for %(name)s by %(by)s")),
    EventKind.UNDONE: ("arrow-back-up", N_("Taken back by %(by)s")),
    EventKind.UNTAGGED: ("tag-off", N_("Tag “%(tag)s” taken off by %(by)s")),
}

# The lists of a card by their tables: of which of them a line is told.
LISTS = {
    "agreed_method": N_("Payment methods"),
    "activity": N_("Activities"),
    "bank_account": N_("Bank accounts"),
    "bonus": N_("Bonuses"),
    "discount": N_("Discounts"),
    "equipment": N_("Equipment"),
    "intervention": N_("Interventions"),
    "location": N_("Locations"),
}

NAMELESS = "–"  # what belonged to somebody who was anonymised

# What was taken back, by the deed.
UNDONE = {
    Deed.ARCHIVE: N_("Archiving taken back by %(by)s"),
    Deed.DEACTIVATE: N_("Deactivation taken back by %(by)s"),
    Deed.GRANT: N_("What %(name)s opens and gets by email put back by %(by)s"),
    Deed.IMPORT: N_("Import taken back by %(by)s"),
    Deed.REACTIVATE: N_("Reactivation taken back by %(by)s"),
    Deed.RESTORE: N_("Restoring taken back by %(by)s"),
}

# What was done, for a deed whose act has no answer with numbers.
DEEDS: dict[Deed, str] = {
    Deed.ADD_CONTACT: N_("A contact was added."),
    Deed.ADD_CUSTOM_FIELD: N_("A custom field was added."),
    Deed.ADD_CONTRACT_TEMPLATE: N_("A contract template was added."),
    Deed.ADD_ENTRY: N_("A line was added to a card."),
    Deed.ADD_PAYMENT_METHOD: N_("A payment method was added."),
    Deed.ADD_CONTRACT: N_("A contract was begun."),
    Deed.ADD_CONTRACT_FILE: N_("A file was added to a contract."),
    Deed.AMEND_CONTRACT: N_("An amendment was begun."),
    Deed.CHANGE_CONTRACT_PAPER: N_("The paper of a contract was changed."),
    Deed.DROP_AMENDMENT: N_("An amendment was dropped."),
    Deed.EDIT_CONTRACT: N_("A contract was changed."),
    Deed.MARK_CONTRACT: N_("A contract was marked as sent, or as a draft again."),
    Deed.REMOVE_CONTRACT: N_("A contract was deleted."),
    Deed.REMOVE_CONTRACT_FILE: N_("A file of a contract was removed."),
    Deed.SIGN_CONTRACT: N_("A contract was signed."),
    Deed.TAKE_TERMINATION_BACK: N_("The termination of a contract was taken back."),
    Deed.TERMINATE_CONTRACT: N_("A contract was terminated."),
    Deed.VOID_CONTRACT: N_("The signature of a contract was voided."),
    Deed.ADD_PHOTO: N_("A photo of equipment was added."),
    Deed.ADD_REPORT: N_("A report of an intervention was added."),
    Deed.ADD_SEGMENT: N_("A segment was saved."),
    Deed.ADD_STAFF: N_("A person was added to the staff."),
    Deed.ADD_TWO_FACTOR: N_("Sign-in with a code was switched on."),
    Deed.ARCHIVE_CONTRACT_TEMPLATE: N_("A contract template was archived."),
    Deed.CHANGE_LOGO: N_("The office's logo was changed."),
    Deed.CHANGE_MAIL_FILE: N_("The photo or PDF of a mail item was changed."),
    Deed.CHANGE_PASSWORD: N_("A password was changed."),
    Deed.CHANGE_STAFF: N_("The access of one of the staff was changed."),
    Deed.CHOOSE_NOTICES: N_("A contact chose which emails come to them."),
    Deed.CONFIRM_RESTORATION: N_("The restored office was confirmed, and background work goes on."),
    Deed.EDIT_ACTIVITY_TYPES: N_("The types of activities were changed."),
    Deed.EDIT_CLIENT_DEFAULTS: N_("What new clients begin with was changed."),
    Deed.EDIT_CONTACT_DEFAULTS: N_("What new contacts begin with was changed."),
    Deed.EDIT_CONTACT: N_("A contact was changed."),
    Deed.DELETE_CUSTOM_FIELD: N_("A custom field was deleted, with all that was written in it."),
    Deed.EDIT_CUSTOM_FIELD: N_("A custom field was changed."),
    Deed.EDIT_CONTRACT_TEMPLATE: N_("A contract template was changed."),
    Deed.EDIT_EMAIL: N_("An email template was changed."),
    Deed.EDIT_ENTRY: N_("A line of a card was changed."),
    Deed.EDIT_MAIL: N_("The data of a mail item were changed."),
    Deed.EDIT_NUMBERING: N_("How numbers are made was changed."),
    Deed.EDIT_OFFICE: N_("The office's settings were changed."),
    Deed.EDIT_OWN_DATA: N_("A contact changed their own name or phone."),
    Deed.EDIT_PARTY: N_("The data on a card were changed."),
    Deed.EDIT_PAYMENT_METHOD: N_("A payment method was changed."),
    Deed.EDIT_SEGMENT: N_("A segment was changed."),
    Deed.GIVE_ACCOUNTS: N_("Ledger accounts were given to those who had none."),
    Deed.EXPORT_PERSONAL_DATA: N_("Personal data were exported."),
    Deed.END_CALENDAR_FEED: N_("The address of a calendar was ended."),
    Deed.HAND_OVER_LINK: N_("A link to set a password was handed over."),
    Deed.INVITE_CONTACT: N_("A link to set a password was sent."),
    Deed.SIGN_REPORT: N_("The report of an intervention was signed."),
    Deed.SIGN_OUT_CONTACT: N_("A contact was signed out everywhere."),
    Deed.SWITCH_EMAIL: N_("An email template was switched off or on."),
    Deed.TAKE_EMAIL_BACK: N_("An email template says again what it said before."),
    Deed.TAKE_OUT_OF_CALENDAR: N_("An activity was taken out of the calendar."),
    Deed.TAKE_UP_CUSTOM_FIELD: N_("A custom field was taken up again."),
    Deed.TEST_EMAIL: N_("A test of an email template was sent."),
    Deed.SWITCH_ACCESS: N_("Portal access was switched off or on."),
    Deed.LET_GO: N_("Papers of those who are anonymised were removed: the law has kept them long enough."),
    Deed.LOG_MAIL: N_("A mail item was logged."),
    Deed.MAKE_CALENDAR_FEED: N_("The address of a calendar was made."),
    Deed.MARK_ACTIVITY: N_("An activity was marked as done, or as still to do."),
    Deed.MARK_INTERVENTION: N_("An intervention was marked as done."),
    Deed.MOVE_CUSTOM_FIELD: N_("The order of the custom fields was changed."),
    Deed.MOVE_ENTRY: N_("An entry of the calendar was moved."),
    Deed.PUT_INTO_CALENDAR: N_("An activity was put into the calendar."),
    Deed.REGISTER_PARTY: N_("A card was put on file."),
    Deed.REMOVE_TWO_FACTOR: N_("Sign-in with a code was switched off."),
    Deed.RENEW_RECOVERY_CODES: N_("Recovery codes were made anew."),
    Deed.REMOVE_ENTRY: N_("A line was removed from a card."),
    Deed.REMOVE_PHOTO: N_("A photo of equipment was removed."),
    Deed.REMOVE_CONTACT: N_("A contact was removed from a client."),
    Deed.REMOVE_SEGMENT: N_("A segment was deleted."),
    Deed.RESET_PASSWORD: N_("A password was changed."),
    Deed.RESTORE_BACKUP: N_("The office was restored from a backup."),
    Deed.RESTORE_CONTRACT_TEMPLATE: N_("A contract template was restored."),
    Deed.RESUME_SENDING: N_("Sending email goes on."),
    Deed.RETIRE_CUSTOM_FIELD: N_("A custom field was retired."),
    Deed.SEND_AGAIN: N_("Email was sent again."),
    Deed.SET_PASSWORD: N_("A password was set by a link."),
    Deed.SET_RETENTION: N_("How long records are kept was changed."),
    Deed.TELL_APART: N_("Two who look alike were marked as not the same."),
    Deed.VIEW_PORTAL: N_("An admin looked at the portal as a contact sees it."),
    Deed.VOID_SIGNATURE: N_("A signature was voided."),
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(deed_text=deed_text, event_icon=event_icon, event_text=event_text)


def deed_text(deed: Deed) -> str:
    """What was done, in the past tense and without numbers."""
    return sentence(Sentence(DEEDS[deed]))


def event_icon(event: EventLine) -> str:
    return EVENTS[event.kind][0]


def kind_text(kind: EventKind) -> str:
    """What happened, of whichever record and by whomever: “Archived by …”."""
    return re.sub(r"%\(\w+\)s", "…", gettext(EVENTS[kind][1]))


def event_text(event: EventLine, *, in_full: bool = True) -> str:
    """What happened, with who did it, the fields that were edited and the reason. Values are told of the
    office's own fields alone.
    """
    # Whoever is deleted for good leaves no name in the events about them; what was theirs is nobody.
    is_thing = event.record in LISTS or event.record == "contract"
    name = event.details.get("name") or (NAMELESS if is_thing else gettext(N_("Somebody")))
    template = _template_name(event.details.get("template", ""))
    tag, of_list = event.details.get("tag", ""), gettext(LISTS[event.record]) if event.record in LISTS else ""
    values = {"name": name, "tag": tag, "list": of_list, "template": template, "by": event.by_name}
    values["who"] = event.details.get("who") or gettext(N_("Somebody"))
    words = UNDONE.get(event.details.get("deed", ""), EVENTS[event.kind][1])
    text = sentence(Sentence(words, values=values))
    if in_full and event.kind is EventKind.EDITED and (fields := _edited_in_words(event.details)):
        text = f"{text} ({fields})"
    if in_full and event.kind is EventKind.CONTACT_GRANTED and (turned := turned_in_words(event.details)):
        text = f"{text} ({turned})"
    if in_full and event.kind is EventKind.NUMBERING_CHANGED and (change := change_in_words(event.details)):
        text = f"{text} ({change})"
    return f"{text}: {quoted(event.reason)}" if event.reason and in_full else text


def _edited_in_words(details: Mapping[str, Any]) -> str:
    """The fields that were edited; of the office's own what stood in them and stands there now."""
    own = changes_in_words(details.get("own", ()))
    return "; ".join(filter(None, (fields_in_words(details.get("fields", ())), *own)))


def _template_name(key: str) -> str:
    """An email template by the name that the reader knows it by."""
    return gettext(TEMPLATES[TemplateKey(key)].name) if key in set(TemplateKey) else key
