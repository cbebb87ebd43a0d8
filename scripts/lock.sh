#!/bin/sh
# Writes requirements.txt (what runs) and requirements-dev.txt (what else tests and checks need) from pyproject.toml,
# for every platform and every Python that we support. Versions that still fit stay; UPGRADE=1 takes the newest.
set -eu
compile() {
    .venv/bin/uv pip compile --universal --no-header --quiet ${UPGRADE:+--upgrade} "$@"
}
compile pyproject.toml --output-file requirements.txt
compile --group dev --constraint requirements.txt --output-file requirements-dev.txt
