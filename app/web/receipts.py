"""The erasure receipt in the reader's words, as its paper wants them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.domain.lifecycle.receipts import Receipt
from app.web.formatting import full_moment, language, sentence
from app.web.papers import office_on_paper


def receipt_in_words(receipt: Receipt) -> dict[str, Any]:
    """What the template `erasure_receipt` sets."""
    again = [[gettext("Done again"), full_moment(receipt.again_at)]] if receipt.again_at else []
    return {
        "title": gettext("Erasure receipt"),
        "language": language(),
        "office": office_on_paper(),
        "lead": gettext(
            "What identified this client has been erased from the office’s books (Regulation (EU) 2016/679, Article "
            "17). Backups made before hold it until they are deleted; whenever one is restored, it is erased again."
        ),
        "facts": [
            [gettext("Number"), receipt.called],
            [gettext("Erased"), full_moment(receipt.at)],
            *again,
            [gettext("Reason"), receipt.reason or "–"],
            [gettext("People erased with it"), str(receipt.people)],
        ],
        "went_title": gettext("What went"),
        "went": [sentence(each) for each in receipt.went],
        "stays_title": gettext("What stays"),
        "stays_headers": [gettext("What"), gettext("Until when"), gettext("Why")],
        "stays": [[sentence(each.what), sentence(each.until), sentence(each.why)] for each in receipt.stays],
        "foot": f"{gettext('Erasure receipt')} · {receipt.called}",
    }
