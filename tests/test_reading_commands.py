"""`saitrong reading …` as an operator runs it, beside a running installation."""

from typing import Any

import pytest

from tests.casework.shared import KHUAN_LANG, now, opened, person
from tests.conftest import Work
from tests.test_cli import PHONE, Run, alone, bare, environ
from tests.triage.test_versions import made

__all__ = ["alone", "bare", "environ"]


@pytest.fixture
def corrected(client: Any, work: Work) -> Any:
    from casework import correcting

    case = opened(client, work, f"หลังคาปลิว ขอผ้าใบ ต.ควนลัง อ.หาดใหญ่ โทร {PHONE}")
    with work.house.database.session() as session:
        correcting.correct(
            session,
            person(work, KHUAN_LANG),
            case.reference,
            field="urgency",
            value="U3",
            version=1,
            now=now(),
        )
    return case


def test_evaluate_shows_the_test_part_and_what_staff_corrected_and_no_words(
    alone: Run, corrected: Any
) -> None:
    run = alone("reading", "evaluate")
    assert run.returncode == 0, run.stderr
    assert "version in use: shipped" in run.stdout
    test_part, by_staff = [
        line for line in run.stdout.splitlines() if line.startswith(("test part", "corrected by"))
    ]
    assert test_part.split()[2:4] != []
    assert by_staff.split()[3] == "1"
    assert "urgency  1 " in run.stdout
    assert PHONE not in run.stdout + run.stderr
    assert "หลังคา" not in run.stdout + run.stderr


def test_corrections_are_exported_masked(alone: Run, corrected: Any) -> None:
    import json

    (line,) = [json.loads(each) for each in alone("export", "corrections", "--jsonl").stdout.splitlines()]
    assert (line["reference"], line["field"], line["old"], line["new"]) == (
        corrected.reference, "urgency", corrected.urgency, "U3",
    )  # fmt: skip
    assert line["read_by"] == corrected.read_by
    assert "หลังคาปลิว" in line["text"]
    assert PHONE not in line["text"]
    assert PHONE in alone("export", "corrections", "--jsonl", "--unmasked").stdout


def test_versions_use_and_the_way_back(alone: Run, work: Work, tmp_path: Any) -> None:
    made(tmp_path / "data" / "reading", "c-1")
    assert "* " in alone("reading", "versions").stdout
    run = alone("reading", "use", "c-1")
    assert run.returncode == 0, run.stderr
    assert "back: saitrong reading use shipped" in run.stdout
    assert "\n*  c-1" in alone("reading", "versions").stdout
    assert alone("reading", "use", "shipped").returncode == 0
    notes = work.rows("select detail from audit where action = 'reading.used' order by at")
    assert [row.detail for row in notes] == ["shipped -> c-1", "c-1 -> shipped"]


def test_a_version_that_is_not_there_is_one_clear_line(alone: Run, work: Work) -> None:
    run = alone("reading", "use", "c-9")
    assert (run.returncode, run.stderr) == (1, "Error: no version c-9; there are shipped\n")


def test_triage_reads_with_the_version_in_use(bare: Run, tmp_path: Any) -> None:
    import numpy as np

    root = tmp_path / "data" / "reading"
    made(root, "c-1", both_cut=np.array(0.0))
    said = '{"id": 1, "text": "ขอถามเรื่องเบี้ยผู้สูงอายุค่ะ"}\n'
    assert '"U0"' not in bare("triage", said=said).stdout
    (root / "in-use").write_text("c-1\n")
    assert '"U0"' in bare("triage", said=said).stdout
