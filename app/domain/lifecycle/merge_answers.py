"""What merging came to, in words."""

from __future__ import annotations

from app.domain.errors import NN_, Sentence, count
from app.domain.history.models import Act

MERGED = NN_("%(n)s card merged into %(name)s.", "%(n)s cards merged into %(name)s.")
JOINED = NN_(
    "%(n)s contact of several of them is one now.",
    "%(n)s contacts of several of them are one each now.",
)
SWITCHED_OFF = NN_(
    "Portal access there is switched off for %(n)s contact.",
    "Portal access there is switched off for %(n)s contacts.",
)


def answer_of(act: Act) -> list[Sentence]:
    """The sentences of the answer, the main one first."""
    outcome = act.outcome
    if "merged" not in outcome:
        return []
    sentences = [count(MERGED, outcome["merged"], name=outcome.get("name", "–"))]
    if outcome["joined"]:
        sentences.append(count(JOINED, outcome["joined"]))
    if outcome["switched_off"]:
        sentences.append(count(SWITCHED_OFF, outcome["switched_off"]))
    return sentences
