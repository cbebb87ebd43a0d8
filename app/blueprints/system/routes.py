from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from app.blueprints.system import bp
from app.db import check_connection
from app.domain.accounts.permissions import Permission
from app.web.guards import public, requires
from app.web.journal import figures


@bp.get("/healthz")
@public()
def healthz() -> ResponseReturnValue:
    """200 when the database answers, for a load balancer."""
    check_connection()
    return {"status": "ok"}


@bp.get("/metrics")
@requires(Permission.METRICS_VIEW, or_token="METRICS_TOKEN")  # noqa: S106  (the setting that holds it)
def metrics() -> ResponseReturnValue:
    """The figures of this process, as Prometheus reads them: requests by view and status, time, memory."""
    return Response(generate_latest(figures().registry), content_type=CONTENT_TYPE_LATEST)
