from app.blueprints.imports import bp
from app.web.guards import public


@bp.get("/clients/import")
@public()
def new():
    return ""
