from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.blueprints.today import bp
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.contracts.due import SOON, due_soon
from app.domain.reporting import today
from app.web.guards import hall
from app.web.identity import may
from app.web.pages import page

SHOWN_DUE = 10


@bp.get("/")
@hall(Permission.TODAY_VIEW)
def index() -> ResponseReturnValue:
    expected, how_many = today.expected_back()
    due, due_count = due_soon(clock.today(), limit=SHOWN_DUE) if may(Permission.CONTRACTS_VIEW) else ([], 0)
    return page(
        "today/index.html",
        today=clock.today(),
        counts=today.clients_by_status(),
        expected=expected,
        expected_count=how_many,
        due=due,
        due_count=due_count,
        due_within=SOON,
        happenings=today.latest(with_staff=may(Permission.STAFF_EDIT)),
    )
