"""What an act came to, as a message. Names and reasons stand on the act's own page: a cookie could not hold them."""

from __future__ import annotations

from flask import flash, url_for

from app.domain.history.models import Act
from app.domain.lifecycle.answers import answer_of
from app.web.formatting import sentence


def tell_act(act: Act) -> None:
    """Leave a message with the act's answer, and a link to its page when there is more to see than the message says."""
    first, *rest = [sentence(part) for part in answer_of(act)]
    message = {"text": first, "detail": " ".join(rest) or None}
    if act.outcome.get("changed", 0) > 1:
        message["more_url"] = url_for("acts.show", act_id=act.id)
    flash(message, "success" if act.outcome.get("changed") else "info")  # type: ignore[arg-type]
