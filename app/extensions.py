"""The Flask extensions: made once here, bound to each app by `create_app`."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

from app.db import db
from app.email.connection import OfficeMail

babel = Babel()
csrf = CSRFProtect()
htmx = Htmx()
login_manager = LoginManager()
mail = OfficeMail()
migrate = Migrate(directory="migrations", render_as_batch=True, compare_type=True, compare_server_default=False)


def init_app(app: Flask) -> None:
    db.init_app(app)
    for extension in (csrf, login_manager, mail, htmx):
        extension.init_app(app)
    migrate.init_app(app, db)
