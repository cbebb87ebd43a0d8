from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.blueprints.system import bp
from app.db import db
from app.web.guards import public


@bp.get("/healthz")
@public()
def healthz() -> ResponseReturnValue:
    """200 when the database answers, for a load balancer."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
