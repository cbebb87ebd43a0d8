"""Work that is due: stored with what caused it, done by a worker, leased so that a crash loses nothing."""
