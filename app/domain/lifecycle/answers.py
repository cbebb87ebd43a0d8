"""What an act came to, said in the past tense with its numbers: for the message, the act's page, the terminal."""

from __future__ import annotations

from app.domain.directory.importing import taking
from app.domain.errors import N_, NN_, Sentence, count, say
from app.domain.history.models import Act, Deed

DONE = {
    Deed.ARCHIVE: NN_("%(n)s client archived.", "%(n)s clients archived."),
    Deed.DEACTIVATE: NN_("%(n)s client deactivated.", "%(n)s clients deactivated."),
    Deed.REACTIVATE: NN_("%(n)s client reactivated.", "%(n)s clients reactivated."),
    Deed.RESTORE: NN_("%(n)s client restored.", "%(n)s clients restored."),
    Deed.UNDO: NN_("Taken back: %(n)s client is as before.", "Taken back: %(n)s clients are as before."),
}
DONE_TO = {
    Deed.ARCHIVE: N_("%(name)s is archived."),
    Deed.DEACTIVATE: N_("%(name)s is deactivated."),
    Deed.REACTIVATE: N_("%(name)s is active again."),
    Deed.RESTORE: N_("%(name)s is restored and active."),
    Deed.UNDO: N_("Taken back: %(name)s is as before."),
}
ALREADY = {
    Deed.ARCHIVE: NN_("%(n)s was already archived.", "%(n)s were already archived."),
    Deed.DEACTIVATE: NN_("%(n)s was already deactivated.", "%(n)s were already deactivated."),
    Deed.REACTIVATE: NN_("%(n)s was active already.", "%(n)s were active already."),
    Deed.RESTORE: NN_("%(n)s was not in the Archive.", "%(n)s were not in the Archive."),
}
IN_ARCHIVE = NN_("%(n)s is in the Archive and stays there.", "%(n)s are in the Archive and stay there.")
STAYED = NN_(
    "%(n)s was changed since and stays as it is.",
    "%(n)s were changed since and stay as they are.",
)
REMINDED = N_("The day is noted.")
GONE = NN_("%(n)s is no longer on file.", "%(n)s are no longer on file.")
DEACTIVATED_BEFORE = NN_("%(n)s had been deactivated before.", "%(n)s had been deactivated before.")


def answer_of(act: Act) -> list[Sentence]:
    """The sentences of an act's answer, the main one first."""
    if act.deed is Deed.IMPORT:
        return taking.answer_of(act)
    if act.deed is Deed.EXPECT_BACK:
        return [say(REMINDED)]
    outcome = act.outcome
    if act.deed not in DONE or "changed" not in outcome:
        return []
    if outcome["changed"] == 1 and outcome.get("name"):
        sentences = [say(DONE_TO[act.deed], name=outcome["name"])]
    else:
        sentences = [count(DONE[act.deed], outcome["changed"])]
    if outcome.get("deactivated_before"):
        sentences.append(count(DEACTIVATED_BEFORE, outcome["deactivated_before"]))
    if outcome.get("already"):
        sentences.append(count(ALREADY[act.deed], outcome["already"]))
    if outcome.get("archived"):
        sentences.append(count(IN_ARCHIVE, outcome["archived"]))
    if outcome.get("stayed"):
        sentences.append(count(STAYED, outcome["stayed"]))
    if outcome.get("gone"):
        sentences.append(count(GONE, outcome["gone"]))
    return sentences
