"""What a take-over came to, in sentences."""

from __future__ import annotations

from app.domain.errors import NN_, Sentence, count
from app.domain.history.models import Act

DONE = NN_("%(n)s client is taken over.", "%(n)s clients are taken over.")
ANYWAY = NN_(
    "%(n)s of them has something in common with somebody on file.",
    "%(n)s of them have something in common with somebody on file.",
)
FILLED = NN_("%(n)s client on file was completed from the list.", "%(n)s clients on file were completed from the list.")
RESTORED = NN_(
    "%(n)s client was restored and brought up to date.", "%(n)s clients were restored and brought up to date."
)
DEACTIVATED_BEFORE = NN_("%(n)s had been deactivated before.", "%(n)s had been deactivated before.")
LEFT_DUPLICATES = NN_("%(n)s duplicate was left out.", "%(n)s duplicates were left out.")
LEFT_WRONG = NN_("%(n)s wrong row was left out.", "%(n)s wrong rows were left out.")

TAKEN_BACK = NN_("Taken back: %(n)s record is no longer on file.", "Taken back: %(n)s records are no longer on file.")
AS_BEFORE = NN_("%(n)s client is as before.", "%(n)s clients are as before.")

# In the order in which they are said; the first one also when it is nothing.
_PARTS = {
    "clients": DONE,
    "anyway": ANYWAY,
    "filled": FILLED,
    "restored": RESTORED,
    "deactivated_before": DEACTIVATED_BEFORE,
    "duplicates": LEFT_DUPLICATES,
    "wrong": LEFT_WRONG,
}


def answer_of(act: Act) -> list[Sentence]:
    """What a take-over came to, in the past tense, the main sentence first."""
    changed = act.outcome.get("filled") or act.outcome.get("restored")
    said = {name: act.outcome.get(name, 0) for name in _PARTS}
    return [
        count(words, said[name]) for name, words in _PARTS.items() if said[name] or (name == "clients" and not changed)
    ]


def answer_of_undo(act: Act) -> list[Sentence]:
    """What taking a list back came to."""
    removed, changed = act.outcome["removed"], act.outcome["changed"]
    return [*([count(TAKEN_BACK, removed)] if removed else []), *([count(AS_BEFORE, changed)] if changed else [])]
