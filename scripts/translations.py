"""Keep the catalogues in step with what the app says.

translations.py update    write new sentences into every catalogue, drop those no longer said
translations.py check     fail on a sentence that is missing, not translated, fuzzy, or no longer said
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import Config  # noqa: E402  (only now that it can be found)

TRANSLATIONS = ROOT / "app" / "translations"
# Beside gettext, ngettext, pgettext and _.
MARKS = ["--keyword=N_", "--keyword=NN_:1,2", "--keyword=_l", "--keyword=lazy_pgettext:1c,2"]


def main() -> int:
    """Do what the command line says; 1 when the check finds something."""
    with tempfile.TemporaryDirectory() as folder:
        template = extract(Path(folder) / "messages.pot")
        if sys.argv[1:] == ["update"]:
            for catalogue in catalogues():
                update(catalogue, template)
            return 0
        found = [line for catalogue in catalogues() for line in defects(catalogue, template)]
    for line in found:
        print(line)
    if found:
        print("\n`make translations` brings the catalogues up to date; the translating is yours.")
    return 1 if found else 0


def catalogues() -> list[Path]:
    """The catalogue of every language but English, which is what the code speaks."""
    return [TRANSLATIONS / each / "LC_MESSAGES" / "messages.po" for each in Config.LANGUAGES if each != "en"]


def extract(template: Path) -> Path:
    """Write all that the app says into a template, in the order of the alphabet, so that catalogues hardly move."""
    options = ["--mapping-file=pyproject.toml", "--add-comments=Translators:", "--sort-output", "--add-location=file"]
    pybabel("extract", *options, *MARKS, "--project=Recapito", f"--output-file={template}", "app")
    return template


def update(catalogue: Path, template: Path) -> None:
    """Bring one catalogue in step. Nothing is guessed: a changed sentence is a new one."""
    options = [
        "--init-missing",
        "--no-fuzzy-matching",
        "--ignore-obsolete",
        "--ignore-pot-creation-date",
        "--width=120",
    ]
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    files = [f"--input-file={template}", f"--output-file={catalogue}", f"--locale={language_of(catalogue)}"]
    pybabel("update", *options, *files)


def defects(catalogue: Path, template: Path) -> Iterator[str]:
    """One line for each sentence that is not right in this catalogue."""
    where = catalogue.relative_to(ROOT)
    if not catalogue.exists():
        yield f"{where} does not exist"
        return
    said, translated = read(template), read(catalogue, language_of(catalogue))
    for message in said:
        if message.id and translated.get(message.id, message.context) is None:
            yield f"{where}: missing: {shown(message)}"
    for message in translated:
        if not message.id:
            continue
        if said.get(message.id, message.context) is None:
            yield f"{where}: no longer said: {shown(message)}"
        elif message.fuzzy:
            yield f"{where}: fuzzy: {shown(message)}"
        elif not is_translated(message):
            yield f"{where}: not translated: {shown(message)}"
        for error in message.check(translated):
            yield f"{where}: {error}: {shown(message)}"


def is_translated(message: Message) -> bool:
    """Whether there is a translation, and for every plural form of the language one."""
    forms = [message.string] if isinstance(message.string, str) else message.string or []
    return bool(forms) and all(forms)


def language_of(catalogue: Path) -> str:
    """``it`` for ``app/translations/it/LC_MESSAGES/messages.po``."""
    return catalogue.parent.parent.name


def read(file: Path, language: str | None = None) -> Catalog:
    """A catalogue, with the plural forms of its language."""
    with file.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def shown(message: Message) -> str:
    """The sentence, shortened, as a person would look for it."""
    first = message.id if isinstance(message.id, str) else message.id[0]
    return repr(first if len(first) < 80 else first[:79] + "…")


def pybabel(*arguments: str) -> None:
    """Run Babel's command line, silent unless something is wrong."""
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
