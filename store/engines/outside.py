"""Engines that DATABASE_URL and REDIS_URL name: are they there, and if not, what is wrong in one line."""

from urllib.parse import urlsplit

from store.engines.processes import EngineError

OLDEST_POSTGRES = 15


def libpq(url: str) -> str:
    """The URL as libpq reads it: SQLAlchemy's postgresql+psycopg:// without the driver."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def check_database(url: str) -> int:
    """Major version of the server; EngineError without any password in it."""
    if libpq(url).partition("://")[0] not in {"postgresql", "postgres"}:
        raise EngineError(
            "DATABASE_URL is not a PostgreSQL address: write postgresql://user:password@host:5432/database"
        )
    import psycopg  # 0.1 s, only for those who name a server

    try:
        with psycopg.connect(libpq(url), connect_timeout=5, autocommit=True) as connection:
            version = connection.info.server_version // 10000
    except psycopg.ProgrammingError as error:
        raise EngineError(
            f"DATABASE_URL cannot be read ({_first_line(error)}): quote odd signs as %XX"
        ) from error
    except psycopg.OperationalError as error:
        raise EngineError(_why_no_database(url, str(error))) from error
    if version < OLDEST_POSTGRES:
        raise EngineError(
            f"DATABASE_URL: PostgreSQL {version} is too old, at least {OLDEST_POSTGRES} is needed"
        )
    return version


def _first_line(error: Exception) -> str:
    """Without what it quotes, which may be the password."""
    return str(error).strip().partition("\n")[0].partition(': "')[0].partition(": '")[0]


def _why_no_database(url: str, said: str) -> str:
    where = _where(libpq(url))
    if "password" in said or "authentication failed" in said or "no pg_hba.conf entry" in said:
        return f"DATABASE_URL: {where} refuses this user or password: correct it in the address or in pg_hba.conf"
    if "does not exist" in said:
        return f"DATABASE_URL: {said.strip().rpartition('FATAL:')[2].strip()} at {where}: create it (createuser, createdb)"
    return f"DATABASE_URL: no PostgreSQL answers at {where}: start it, correct the address, or unset it for the embedded one"


def check_redis_address(url: str) -> None:
    """Only that it is one: a worker must start while the server is away (it sweeps)."""
    if url.partition("://")[0] not in {"redis", "rediss", "unix"}:
        raise EngineError(
            "REDIS_URL is not a Redis address: write redis://host:6379/0 or unix:///path/to/socket"
        )


def check_redis(url: str) -> str:
    """Version of the server; EngineError without any password in it."""
    check_redis_address(url)
    import redis  # 0.2 s, only for those who name a server

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            version = client.info("server")["redis_version"]
    except ValueError as error:
        raise EngineError(f"REDIS_URL cannot be read: {_first_line(error)}") from error
    except (redis.AuthenticationError, redis.exceptions.NoPermissionError) as error:
        raise EngineError(
            f"REDIS_URL: {_where(url)} refuses this user or password: correct it in the address"
        ) from error
    except redis.RedisError as error:
        raise EngineError(
            f"REDIS_URL: no Redis answers at {_where(url)}: start it, correct the address, or unset it for the embedded one"
        ) from error
    return str(version)


def eviction(url: str) -> str:
    """maxmemory-policy of the server, "unknown" where the provider hides it."""
    import redis

    try:
        with redis.Redis.from_url(url, socket_timeout=5) as client:
            return str(client.config_get("maxmemory-policy").get("maxmemory-policy", "unknown"))
    except redis.RedisError:
        return "unknown"


def _where(url: str) -> str:
    """Host and port, or the socket; never the user's part."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "that address (host or port is miswritten)"
    return (
        f"{parts.hostname}:{port}" if parts.hostname and port else parts.hostname or parts.query or parts.path
    )
