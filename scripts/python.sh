#!/bin/sh
# Runs its arguments with the first Python that is new enough. PYTHON names one to try before the others.
for python in $PYTHON python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" "$@"
    fi
done
echo 'Recapito needs Python 3.11 or newer, and none was found: install it, or name it with PYTHON=/path/to/python3.' >&2
exit 1
