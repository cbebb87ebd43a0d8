from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.blueprints.system import bp
from app.db import check_connection
from app.web.guards import public


@bp.get("/healthz")
@public()
def healthz() -> ResponseReturnValue:
    """200 when the database answers, for a load balancer."""
    check_connection()
    return {"status": "ok"}
