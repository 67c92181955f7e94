#!/usr/bin/env bash
# deploy/backup.sh FOLDER: database, files, spool and secrets into FOLDER/<time>, while the program runs.
# The result holds personal data: keep FOLDER encrypted and away from this machine.
set -euo pipefail
to=$(realpath -m "${1:?deploy/backup.sh FOLDER}")/$(date -u +%Y%m%dT%H%M%SZ)
cd "$(dirname "$0")/.."
umask 077
mkdir -p "$to.half"
# the database first: a file it names is already on disk, one that came later does no harm
PYTHONPATH=. "${PYTHON:-.venv/bin/python}" deploy/with_engines.py bash -euc '
    pg_dump --format=custom --no-owner --file="$1/database.dump" "$DATABASE_URL"
    cd "$DATA_DIR"
    found=(); for name in files spool secrets.env; do [ ! -e "$name" ] || found+=("$name"); done
    # 1: a file was drained or written meanwhile
    tar -cf "$1/data.tar" --files-from=/dev/null "${found[@]}" || [ $? = 1 ]
' - "$to.half"
(cd "$to.half" && sha256sum database.dump data.tar >SHA256SUMS)
mv "$to.half" "$to"
echo "backup: $to"
