"""Run a command with DATABASE_URL, DATA_DIR and PostgreSQL's own tools, on embedded engines or those named.

deploy/with_engines.py [--alone] COMMAND …   --alone: refuse while `saitrong up` runs for this DATA_DIR
"""

import os
import subprocess
import sys

from secrets_file import filled_in, known_secrets
from settings import load
from store.engines import EngineError, ensure, outside, programs, stop
from supervise import alone


def main(argv: list[str]) -> int:
    settings = load(filled_in(os.environ, known_secrets(load(os.environ).data_dir)))
    if argv[0] == "--alone":
        with alone(settings.data_dir):
            return main(argv[1:])
    engines = ensure(settings.data_dir, database_url=settings.database_url, redis_url=settings.redis_url)
    try:
        tools = [str(folder) for folder in programs.postgres_folders()[:1]]
        environ = {
            **os.environ,
            "PATH": os.pathsep.join([*tools, os.environ.get("PATH", os.defpath)]),
            "DATABASE_URL": outside.libpq(engines.database_url),
            "DATA_DIR": str(settings.data_dir),
        }
        return subprocess.run(argv, check=False, env=environ).returncode
    finally:
        stop(engines)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EngineError as error:
        sys.exit(str(error))
