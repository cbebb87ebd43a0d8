from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.blueprints.today import bp
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.reporting import today
from app.web.guards import hall
from app.web.identity import may
from app.web.pages import page


@bp.get("/")
@hall(Permission.TODAY_VIEW)
def index() -> ResponseReturnValue:
    expected, how_many = today.expected_back()
    return page(
        "today/index.html",
        today=clock.today(),
        counts=today.clients_by_status(),
        expected=expected,
        expected_count=how_many,
        happenings=today.latest(with_staff=may(Permission.STAFF_EDIT)),
    )
