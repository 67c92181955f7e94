#!/usr/bin/env bash
# deploy/restore.sh BACKUP [--replace]: a folder made by backup.sh back into DATA_DIR and its database.
# Stop the program first. Without --replace the database must be empty; nothing is changed if it is not.
set -euo pipefail
from=$(realpath "${1:?deploy/restore.sh BACKUP [--replace]}")
clean=${2:+--clean --if-exists}
cd "$(dirname "$0")/.."
umask 077
(cd "$from" && sha256sum --quiet --check SHA256SUMS)
PYTHONPATH=. "${PYTHON:-.venv/bin/python}" deploy/with_engines.py --alone bash -euc '
    pg_restore --no-owner --single-transaction --exit-on-error $2 --dbname="$DATABASE_URL" "$1/database.dump" || {
        echo "nothing was restored; if the database is not empty and may go: deploy/restore.sh $1 --replace" >&2
        exit 1
    }
    tar -C "$DATA_DIR" -xf "$1/data.tar"
' - "$from" "$clean"
echo "restored from $from; now: saitrong migrate, then start"
