"""A small, lifelike office to try Recapito with. Every name in it is invented."""
