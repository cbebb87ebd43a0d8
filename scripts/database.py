"""Bring the database to its revision; with ``--demo`` also seed the demo office, which refuses where a login exists.

Prints the demo logins that stand, and nothing else. One process for all three, because importing the app is what
takes the time.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import flask_migrate

from wsgi import app


def main() -> None:
    """Migrate, seed, and list the logins."""
    with app.app_context():
        flask_migrate.upgrade()
    if "--demo" in sys.argv[1:]:
        app.cli.main(["demo"], prog_name="flask", standalone_mode=False)
    app.cli.main(["demo", "--logins"], prog_name="flask", standalone_mode=False)


if __name__ == "__main__":
    main()
