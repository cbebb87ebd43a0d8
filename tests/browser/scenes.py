"""Every scene there is."""

from tests.browser import scenes_of_cards, scenes_of_contacts, scenes_of_dialogs, scenes_of_lists
from tests.browser.stage import SCENES, Scene

__all__ = ["SCENES", "Scene", "scenes_of_cards", "scenes_of_contacts", "scenes_of_dialogs", "scenes_of_lists"]
