"""Check that the migrations lead to the tables that the models describe, on a database made for that."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import flask_migrate

from app import create_app
from config import TestConfig


def main() -> None:
    """Migrate an empty database to the newest revision and compare; exits with 1 and the difference if there is one."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(TestConfig, DATABASE_URL=f"sqlite:///{folder}/check.db")
        with app.app_context():
            flask_migrate.upgrade()
            flask_migrate.check()


if __name__ == "__main__":
    main()
