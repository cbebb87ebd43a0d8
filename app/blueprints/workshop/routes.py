from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.blueprints.workshop import bp
from app.blueprints.workshop.forms import sample
from app.domain import clock
from app.web.guards import public
from app.web.pages import page


@bp.get("/components")
@public()
def components() -> ResponseReturnValue:
    return page("workshop/components.html", form=sample(), now=clock.now())
