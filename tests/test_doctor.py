"""What the doctor finds, each with what to do."""

import logging
from pathlib import Path

import pytest

from channels.contract import SendFailed
from doctor import Finding, checks, exit_code, provider_findings
from settings import load


def found(tmp_path: Path, **environ: str) -> list[Finding]:
    environ = {"DATA_DIR": str(tmp_path), **environ}
    return checks(load(environ), environ)


def bad(findings: list[Finding]) -> str:
    return "\n".join(finding.line() for finding in findings if finding.level == "bad")


def test_a_fresh_folder_is_no_illness(tmp_path: Path) -> None:
    findings = found(tmp_path, SECRET_KEY="k" * 32)
    assert exit_code(findings) == 0
    assert any("make run starts them" in finding.fix for finding in findings)


def test_a_misspelt_name_and_a_plain_address_are_told(tmp_path: Path) -> None:
    said = bad(found(tmp_path, SECRET_KEY="k" * 32, LINE_SECERT="x"))
    assert "LINE_SECERT is no setting" in said
    findings = found(
        tmp_path, SECRET_KEY="k" * 32, TWILIO_ACCOUNT_SID="AC1", PUBLIC_URL="http://help.example"
    )
    assert "providers need https" in bad(findings)
    assert "TWILIO_AUTH_TOKEN is not the provider's" in bad(findings)
    assert exit_code(findings) == 1


def test_engines_that_do_not_answer_are_told(tmp_path: Path) -> None:
    said = bad(
        found(
            tmp_path,
            SECRET_KEY="k" * 32,
            DATABASE_URL="postgresql://me:hush@127.0.0.1:1/x",
            REDIS_URL="redis://:hush@127.0.0.1:1",
        )
    )
    assert "DATABASE_URL: no PostgreSQL answers" in said
    assert "REDIS_URL: no Redis answers" in said
    assert "hush" not in said


def test_requests_on_disk_are_counted(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool/1.json").write_text("{}")
    assert any("1 requests wait on disk" in finding.what for finding in found(tmp_path))


def test_requests_that_were_set_aside_are_shown_to_a_person(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool/1.refused").write_text("{}")
    (told,) = (finding for finding in found(tmp_path) if "set aside" in finding.what)
    assert (told.level, str(tmp_path / "spool") in told.fix) == ("warn", True)


class Line:
    def health(self) -> list[tuple[str, bool, str]]:
        return [("webhook answers", True, ""), ("quota spent", False, "raise the plan")]


class Refused:
    def health(self) -> list[tuple[str, bool, str]]:
        raise SendFailed("401", retryable=False)


def test_a_channel_tells_its_own_health() -> None:
    assert [finding.line() for finding in provider_findings("line", Line())] == [
        "ok    line: webhook answers",
        "bad   line: quota spent: raise the plan",
    ]
    assert [finding.level for finding in provider_findings("line", Refused())] == ["bad"]
    assert [finding.level for finding in provider_findings("web", object())] == ["ok"]


def test_secrets_do_not_appear(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        findings = found(tmp_path, SECRET_KEY="hush" * 8, LINE_SECRET="hush", LINE_TOKEN="")
    assert "hush" not in "\n".join(finding.line() for finding in findings) + caplog.text
