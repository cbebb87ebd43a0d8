"""What an act on the boxes of contacts came to, in the past tense; and what the boxes are called."""

from __future__ import annotations

from app.domain.contacts.granting import BOXES, Box
from app.domain.contacts.permissions import Notice, PortalPermission
from app.domain.errors import N_, NN_, Sentence, count, say
from app.domain.history.models import Act, Deed

WORDS: dict[Box, str] = {
    PortalPermission.INVOICES: N_("Invoices"),
    PortalPermission.ESTIMATES: N_("Estimates"),
    PortalPermission.CONTRACTS: N_("Contracts"),
    PortalPermission.PROPOSALS: N_("Proposals"),
    PortalPermission.SUPPORT: N_("Support"),
    PortalPermission.PROJECTS: N_("Projects"),
    PortalPermission.MAIL: N_("Mail"),
    Notice.INVOICE: N_("Invoice"),
    Notice.CREDIT_NOTE: N_("Credit note"),
    Notice.ESTIMATE: N_("Estimate"),
    Notice.TICKET: N_("Ticket"),
    Notice.PROJECT: N_("Project"),
    Notice.TASK: N_("Task"),
    Notice.CONTRACT: N_("Contract"),
    Notice.MAIL_ITEM: N_("Mail item"),
}
OPENED = N_("Opens in the portal for %(name)s now: %(what)s.")
CLOSED = N_("No longer opens in the portal for %(name)s: %(what)s.")
TOLD = N_("%(name)s gets by email now: %(what)s.")
UNTOLD = N_("%(name)s no longer gets by email: %(what)s.")
APPLIED = NN_("%(n)s contact has what %(model)s has now.", "%(n)s contacts have what %(model)s has now.")
ALREADY = NN_("%(n)s had it already.", "%(n)s had it already.")
SO_ALREADY = N_("It was so already.")
BACK = NN_("Taken back: %(n)s contact is as before.", "Taken back: %(n)s contacts are as before.")
BACK_FOR = N_("Taken back: %(name)s is as before.")
STAYED = NN_("%(n)s was changed since and stays as it is.", "%(n)s were changed since and stay as they are.")


def answer_of(act: Act) -> list[Sentence]:
    """The sentences of an act's answer, the main one first."""
    outcome = act.outcome
    if act.deed is Deed.UNDO:
        done = say(BACK_FOR, name=outcome["name"]) if _is_one(outcome) else count(BACK, outcome["changed"])
        return [done, *([count(STAYED, outcome["stayed"])] if outcome["stayed"] else [])]
    if "model" in outcome:
        done = count(APPLIED, outcome["changed"], model=outcome["model"])
        return [done, *([count(ALREADY, outcome["already"])] if outcome["already"] else [])]
    return [_turned(outcome)] if outcome["changed"] else [say(SO_ALREADY)]


def _is_one(outcome: dict[str, object]) -> bool:
    return outcome["changed"] == 1 and "name" in outcome


def _turned(outcome: dict[str, object]) -> Sentence:
    """One box of one contact."""
    (words,) = outcome["boxes"].values()  # type: ignore[attr-defined]  # as JSON knows it
    is_on = bool(words["on"])
    box = BOXES[(words["on"] or words["off"])[0]]
    opens = isinstance(box, PortalPermission)
    said = (OPENED if is_on else CLOSED) if opens else (TOLD if is_on else UNTOLD)
    return say(said, name=outcome["name"], what=Sentence(WORDS[box]))
