"""What an act came to, said in the past tense with its numbers: for the message, the act's page, the terminal."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.contacts import grant_answers
from app.domain.directory.importing import answers as of_imports
from app.domain.errors import N_, NN_, Sentence, count, say
from app.domain.history.models import Act, Deed
from app.domain.lifecycle import merge_answers
from app.domain.mailroom import marking

DONE = {
    Deed.ADD_SUPPLIER: NN_("%(n)s is a supplier now.", "%(n)s are suppliers now."),
    Deed.ADD_TAG: NN_("%(n)s client bears the tag “%(tag)s” now.", "%(n)s clients bear the tag “%(tag)s” now."),
    Deed.ANONYMISE: NN_("%(n)s client anonymised.", "%(n)s clients anonymised."),
    Deed.ANONYMISE_AGAIN: NN_(
        "%(n)s that the backup had brought back was anonymised again.",
        "%(n)s that the backup had brought back were anonymised again.",
    ),
    Deed.ARCHIVE: NN_("%(n)s client archived.", "%(n)s clients archived."),
    Deed.CONVERT: NN_("%(n)s is a customer now.", "%(n)s are customers now."),
    Deed.DEACTIVATE: NN_("%(n)s client deactivated.", "%(n)s clients deactivated."),
    Deed.MAKE_CUSTOMER: NN_("%(n)s is a customer now.", "%(n)s are customers now."),
    Deed.MAKE_PROSPECT: NN_("%(n)s is a prospect now.", "%(n)s are prospects now."),
    Deed.PURGE: NN_("%(n)s client deleted for good.", "%(n)s clients deleted for good."),
    Deed.PURGE_AGAIN: NN_(
        "%(n)s that the backup had brought back was deleted for good again.",
        "%(n)s that the backup had brought back were deleted for good again.",
    ),
    Deed.REACTIVATE: NN_("%(n)s client reactivated.", "%(n)s clients reactivated."),
    Deed.REMOVE_PROSPECT: NN_("%(n)s is no longer a prospect.", "%(n)s are no longer prospects."),
    Deed.REMOVE_SUPPLIER: NN_("%(n)s is no longer a supplier.", "%(n)s are no longer suppliers."),
    Deed.REMOVE_TAG: NN_(
        "%(n)s client bears the tag “%(tag)s” no longer.", "%(n)s clients bear the tag “%(tag)s” no longer."
    ),
    Deed.RESTORE: NN_("%(n)s client restored.", "%(n)s clients restored."),
    Deed.UNDO: NN_("Taken back: %(n)s client is as before.", "Taken back: %(n)s clients are as before."),
}
DONE_TO = {
    Deed.ADD_SUPPLIER: N_("%(name)s is a supplier now."),
    Deed.ADD_TAG: N_("%(name)s bears the tag “%(tag)s” now."),
    Deed.ARCHIVE: N_("%(name)s is archived."),
    Deed.CONVERT: N_("%(name)s is a customer now."),
    Deed.DEACTIVATE: N_("%(name)s is deactivated."),
    Deed.MAKE_CUSTOMER: N_("%(name)s is a customer now."),
    Deed.MAKE_PROSPECT: N_("%(name)s is a prospect now."),
    Deed.REACTIVATE: N_("%(name)s is active again."),
    Deed.REMOVE_PROSPECT: N_("%(name)s is no longer a prospect."),
    Deed.REMOVE_SUPPLIER: N_("%(name)s is no longer a supplier."),
    Deed.REMOVE_TAG: N_("%(name)s bears the tag “%(tag)s” no longer."),
    Deed.RESTORE: N_("%(name)s is restored and active."),
    Deed.UNDO: N_("Taken back: %(name)s is as before."),
}
ALREADY = {
    Deed.ADD_SUPPLIER: NN_("%(n)s was a supplier already.", "%(n)s were suppliers already."),
    Deed.ADD_TAG: NN_("%(n)s bore it already.", "%(n)s bore it already."),
    Deed.ARCHIVE: NN_("%(n)s was already archived.", "%(n)s were already archived."),
    Deed.CONVERT: NN_("%(n)s was no prospect.", "%(n)s were no prospects."),
    Deed.DEACTIVATE: NN_("%(n)s was already deactivated.", "%(n)s were already deactivated."),
    Deed.MAKE_CUSTOMER: NN_("%(n)s was a customer already.", "%(n)s were customers already."),
    Deed.MAKE_PROSPECT: NN_("%(n)s was a prospect already.", "%(n)s were prospects already."),
    Deed.REACTIVATE: NN_("%(n)s was active already.", "%(n)s were active already."),
    Deed.REMOVE_PROSPECT: NN_("%(n)s was no prospect.", "%(n)s were no prospects."),
    Deed.REMOVE_SUPPLIER: NN_("%(n)s was no supplier.", "%(n)s were no suppliers."),
    Deed.REMOVE_TAG: NN_("%(n)s did not bear it.", "%(n)s did not bear it."),
    Deed.RESTORE: NN_("%(n)s was not in the Archive.", "%(n)s were not in the Archive."),
}
IN_ARCHIVE = NN_("%(n)s is in the Archive and stays there.", "%(n)s are in the Archive and stay there.")
CUSTOMERS = NN_("%(n)s is a customer and stays one.", "%(n)s are customers and stay so.")
ANONYMISED_TOO = NN_("%(n)s person was anonymised with it.", "%(n)s people were anonymised with it.")
PEOPLE_TOO = NN_("%(n)s person went with them.", "%(n)s people went with them.")
REFUSED = NN_(
    "%(n)s stays: still somebody’s contact.",
    "%(n)s stay: still somebody’s contacts.",
)
EQUIPMENT_OUT = NN_(
    "%(n)s stays: equipment is still out.",
    "%(n)s stay: equipment is still out.",
)
CONTRACTS_KEPT = NN_(
    "%(n)s stays: the law has what they signed kept.",
    "%(n)s stay: the law has what they signed kept.",
)
MAIL_WAITS = NN_(
    "%(n)s stays: mail waits for them at the desk.",
    "%(n)s stay: mail waits for them at the desk.",
)
# Who was not deleted, by what stood in the way.
STAYING = {"refused": REFUSED, "mail": MAIL_WAITS, "equipment": EQUIPMENT_OUT, "contracts": CONTRACTS_KEPT}
NOT_ARCHIVED = NN_("%(n)s is not in the Archive and stays.", "%(n)s are not in the Archive and stay.")
STAYED = NN_(
    "%(n)s was changed since and stays as it is.",
    "%(n)s were changed since and stay as they are.",
)
REMINDED = N_("The day is noted.")
GONE = NN_("%(n)s is no longer on file.", "%(n)s are no longer on file.")
DEACTIVATED_BEFORE = NN_("%(n)s had been deactivated before.", "%(n)s had been deactivated before.")


# Deeds whose areas say themselves what they came to.
ANSWERS: dict[Deed, Callable[[Act], list[Sentence]]] = {
    Deed.EXPECT_BACK: lambda _act: [say(REMINDED)],
    Deed.GRANT: grant_answers.answer_of,
    Deed.IMPORT: of_imports.answer_of,
    Deed.MARK_MAIL: marking.answer_of,
    Deed.MERGE: merge_answers.answer_of,
}


def answer_of(act: Act) -> list[Sentence]:
    """The sentences of an act's answer, the main one first."""
    outcome = act.outcome
    if act.deed is Deed.UNDO and "boxes" in outcome:
        return grant_answers.answer_of(act)
    if act.deed is Deed.UNDO and "removed" in outcome:
        return of_imports.answer_of_undo(act)
    if act.deed in ANSWERS:
        return ANSWERS[act.deed](act)
    if act.deed not in DONE or "changed" not in outcome:
        return []
    tag = {"tag": outcome["tag"]} if "tag" in outcome else {}
    if outcome["changed"] == 1 and outcome.get("name"):
        sentences = [say(DONE_TO[act.deed], name=outcome["name"], **tag)]
    else:
        sentences = [count(DONE[act.deed], outcome["changed"], **tag)]
    if outcome.get("deactivated_before"):
        sentences.append(count(DEACTIVATED_BEFORE, outcome["deactivated_before"]))
    if outcome.get("already"):
        sentences.append(count(ALREADY[act.deed], outcome["already"]))
    if outcome.get("archived"):
        sentences.append(count(IN_ARCHIVE, outcome["archived"]))
    if outcome.get("customers"):
        sentences.append(count(CUSTOMERS, outcome["customers"]))
    if outcome.get("people"):
        is_final = act.deed in {Deed.ANONYMISE, Deed.ANONYMISE_AGAIN}
        sentences.append(count(ANONYMISED_TOO if is_final else PEOPLE_TOO, outcome["people"]))
    sentences += [count(words, len(outcome[why])) for why, words in STAYING.items() if outcome.get(why)]
    if outcome.get("not_archived"):
        sentences.append(count(NOT_ARCHIVED, outcome["not_archived"]))
    if outcome.get("stayed"):
        sentences.append(count(STAYED, outcome["stayed"]))
    if outcome.get("gone"):
        sentences.append(count(GONE, outcome["gone"]))
    return sentences
