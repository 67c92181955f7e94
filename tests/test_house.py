"""The house keeps its own rules: floors, audiences, settings, words, sizes. Each rule names the file that breaks it."""

import ast
import logging
import re
import statistics
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
from importlinter.cli import lint_imports

from casework import alarms, double_help, handling, needs, referring, replies, several, visiting
from casework.call_backs import RESULTS
from casework.templates import FIELDS
from channels.clusters import clusters, cut, units
from channels.registry import ALL_SETTINGS
from channels.segments import segments
from gateway.errors import KNOWN
from gateway.guard import Audience
from gateway.pages import (
    contributions,
    desk,
    field,
    head_charts,
    needpanel,
    proposal,
    sheets,
    sieves,
    verbs,
    visits,
)
from settings import HOUSE_NAMES
from store import alarms as alarm_rows
from store import call_backs, cases, checks, committee, jobs, messages, referrals, register_log
from store import help as handouts
from store import needs as need_rows
from store.reference import demo_register
from store.register import OrgName, sms_name
from store.register_acts import RANKS
from store.staff import Role
from store.staff_notices import Told
from tests.conftest import Work
from triage import canned, duplicates, ruling
from triage.judge import MARKS
from triage.locate import How
from triage.reading import cues
from triage.reading.cues import rules
from triage.trying import Read
from wording import LANGUAGES, SPOKEN, say, sentences

ROOT = Path(__file__).parents[1]
ROOMS = ("gateway", "channels", "triage", "casework", "store", "wording")
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", "vendor"}


def files(*endings: str, below: Path = ROOT) -> Iterator[Path]:
    """Every file of the checkout with one of these endings, tests and documents too."""
    for path in sorted(below.rglob("*")):
        kept = not NOT_OURS & set(path.relative_to(ROOT).parts) and not path.parent.name.endswith("_cache")
        if kept and path.is_file() and path.name.endswith(endings):
            yield path


def program() -> Iterator[Path]:
    """Python that runs in production."""
    yield from sorted(ROOT.glob("*.py"))
    for room in ROOMS:
        yield from files(".py", below=ROOT / room)


# -- rooms and floors --------------------------------------------------------------------------------------------


def test_every_room_is_a_package_so_that_no_contract_overlooks_it() -> None:
    folders = {
        path.parent
        for room in (*ROOMS, "tests", "benchmarks", "examples")
        for path in files(".py", below=ROOT / room)
    }
    # alembic finds revisions by their folder; nobody imports them
    missing = {folder for folder in folders if not (folder / "__init__.py").exists()} - {
        ROOT / "store/migrations/versions"
    }
    assert missing == set()
    assert {ROOT / room for room in ROOMS} <= folders


def test_the_house_stands_on_its_floors(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    failed = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    said = capsys.readouterr().out
    for known in logging.root.manager.loggerDict.values():
        if isinstance(known, logging.Logger):
            known.disabled = False  # the linter silences every log of the process, and later tests read them
    assert failed == 0, said
    assert "4 kept, 0 broken" in said


def test_every_route_says_for_whom_it_is(app: Any) -> None:
    told = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "audience", None)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    }
    assert {name: who for name, who in told.items() if who not in get_args(Audience)} == {}
    assert set(told.values()) >= {"citizen", "staff", "operator"}


# -- settings ----------------------------------------------------------------------------------------------------


def test_the_example_of_settings_is_exactly_what_the_program_reads_each_with_its_meaning() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    named = [line.partition("=")[0] for line in lines if re.match(r"[A-Z]", line)]
    assert sorted(named) == sorted(HOUSE_NAMES | set(ALL_SETTINGS))
    for before, line in pairwise(lines):
        if re.match(r"[A-Z]", line):
            assert before.startswith("# "), line
            assert line.endswith("="), f"{line}: an example holds no value"


# -- words -------------------------------------------------------------------------------------------------------

TH, EN = (sentences(language) for language in LANGUAGES)

DECIDED = {*register_log.Act} - {register_log.Act.MOO, register_log.Act.VILLAGES, register_log.Act.IMPORT}

COMPOSED: dict[str, tuple[str, set[str] | None]] = {
    # family: (who composes it, its exact members where a table of the code says so)
    "voice": ("channels/hotline/speech.py, by the step of the call", None),
    "voice_ms": ("channels/hotline/speech.py, the same sentences in Malay", None),
    "step": ("gateway/pages/callsteps.py, by the step and the key", None),
    "call_end": ("templates/_thread.html, by what the exchange said of the call", None),
    "menu": ("channels/line/menu.py, by the field of the menu", None),
    "menu_ms": ("channels/line/menu.py, the same fields in Malay", None),
    "state": ("by the case's state, to citizens", {*cases.CaseState}),
    "state_staff": ("by the case's state, to staff", {*cases.CaseState}),
    "fate": ("by the message's state", {*messages.OutState, messages.InState.PARKED}),
    "template.field": ("gateway/pages/templates.py, by the fields of casework/templates.py", {*FIELDS}),
    "log.group": ("gateway/pages/log.py, by the first part of an action", None),
    "audited": ("templates/log.html, by the action in the log", None),
    "role": ("by the role of a staff member", {*Role}),
    "file": ("by the attachment's state", {*messages.AttachmentState} - {"stored"}),
    "urgency": ("by the case's urgency", {*cases.Urgency}),
    "kind": ("by the kind that triage read", None),
    "category": ("by the category that triage read", None),
    "vulnerable": ("by what triage read", None),
    "channel": ("by the account's kind", {"line", "sms", "voice", "web", "desk", "other"}),
    "case.answer_by": ("by the account's kind", {"line", "sms", "voice", "web", "desk", "other"}),
    "case.unreachable": ("by why no message reaches a person", {"blocked", "stopped", "gone"}),
    "cards": ("gateway/pages/bubbles.py, by what the card is for", None),
    "how": ("by the way triage found the place", {*get_args(How)} - {"none"}),
    "task": ("templates/_person.html, by the kind of the duty", None),
    "button": ("casework/prompts.py, by the name of the button", None),
    "because": ("gateway/pages/reasons.py, by the sentence of triage", None),
    "told": ("templates/notices.html and casework/mailing.py, by why somebody is told", {*Told}),
    "did": ("by the verb of the story", None),
    "due": ("gateway/pages/history.py, by what is due", {"answer", "need", "task", "request"}),
    "fate_why": ("gateway/pages/fates.py, by what the delivery noted", None),
    "reading.sure": ("gateway/pages/proposal.py, by the confidence", {"high", "some", "low"}),
    "mark": ("by what triage read", {*MARKS}),
    "said_in": ("by the language that triage read", {"ms", "th-Latn", "en"}),
    "channel_check": ("gateway/pages/checking.py, by what a channel says of itself", None),
    "channel_fix": ("gateway/pages/checking.py, the same: what to do", None),
    "rule_file": ("gateway/pages/rules.py, by the file of rules", {*ruling.FILES}),
    "rule_field": ("templates/rule.html, by what of a reading may move", {*Read.__annotations__}),
    "rule_weight": (
        "gateway/pages/rules.py, by the weight of a list",
        {*cues.WEIGHTS, "grave", "serious", "hint", "today", "later"},
    ),
    "standards": ("gateway/pages/standards.py and its templates, by file, kind and unit", None),
    "standards_bad": ("by the field that cannot be read", None),
    "contribution.column": ("gateway/pages/contributions.py, by the column", {*contributions.COLUMNS}),
    "sheet.column": ("gateway/pages/sheets.py, by the column", {*sheets.COLUMNS}),
    "head.chart": ("templates/head.html, by the chart", {*head_charts.CHARTS}),
    "need": (
        "by the need that triage read",
        {need.partition(":")[2] for need in proposal.needs_known(())},
    ),
    "need_state": ("by the need's state", {*cases.NeedState}),
    "need_news": ("casework/needs.py, by the step", {*needs.NEWS}),
    "need_step": ("templates/_needs.html, by the step", {*needpanel.HERE}),
    "need_track": ("by the track of a need", {*cases.Track}),
    "decision": ("by the decision of the committee", {*need_rows.Decision}),
    "check": ("by what was found about a criterion", {*checks.Found}),
    "need_paper": ("by the state of a paper", {*checks.PaperState}),
    "locked": ("by why a step is not open (casework/lifecycle.py, needs.py, giving.py, ending.py)", None),
    "duty_kind": ("by the kind of a shift", {"alarm", "unit"}),
    "help_kind": ("by the kind of what was given", {*handouts.HelpKind}),
    "money_source": ("by the source of the money", {*handouts.MoneySource}),
    "receipt_kind": ("by the receipt", {*handouts.Receipt}),
    "arrival": ("by the citizen's word", {*handouts.Answer, "unknown"}),
    "job_state": ("by the state of a job", {*jobs.JobState}),
    "job_press": ("by the step that is pressed", {each for after in field.NEXT.values() for each in after}),
    "visit.conflict": ("by what had changed", {"visited", "changed", "ended", "moved"}),
    "visit_agrees": ("by what was found beside what was told", {*visiting.AGREES}),
    "damage": ("by what is damaged", {*visiting.ITEMS}),
    "relation": ("by how somebody stands to the applicant", {*visits.WHO}),
    "need_sms": ("casework/needs.py, by the step", {*needs.NEWS}),
    "decided": ("casework/deciding.py, by the decision", {*need_rows.Decision}),
    "decided_sms": ("casework/deciding.py, by the decision", {*need_rows.Decision}),
    "seat": ("by the seat in the committee", {*committee.Seat}),
    "attends": ("by how a member came", {*committee.Attends}),
    "sign": ("by what two requests have in common", {*double_help.SIGNS}),
    "dossier": (
        "casework/dossiers.py and minutes.py, by the field of the sheet or the head of the column",
        None,
    ),
    "minutes": ("casework/minutes.py, by the part of the minutes", None),
    "committee_bad": ("by the field that cannot be kept", None),
    "committee_wrong": ("by why a line of the table could not be written", None),
    "alike": ("by what triage/duplicates.py finds alike", {*duplicates.SIGNS}),
    "reason": ("by the reason a case was closed for", {*verbs.REASONS}),
    "inbox.view": ("by the view", {*sieves.VIEWS}),
    "inbox.empty": ("by the view", {*sieves.VIEWS}),
    "keys.do": ("templates/_keys.html, by what the key does", None),
    "tour": ("templates/_tour.html, by the hint", None),
    "bulk.do": ("by what is done to several cases", {*several.ACTS}),
    "bulk.will": ("by what is done to several cases", {*several.ACTS}),
    "bulk.value": ("by what is done to several cases", {*several.ACTS} - {"take"}),
    "bulk.why": ("by why one of several was left as it was", {"not_allowed", "stale", "illegal"}),
    "alarm.sign": ("by the kind of danger that triage read", {*rules("numbers")["sign"], "other"} - {"sea"}),
    "alarm.reason": (
        "by the reason an alarm was ended for",
        {*alarms.REASONS, alarms.CASE_CLOSED, alarms.BEFORE},
    ),
    "alarm.way": ("by the way somebody was rung", {*alarm_rows.Way}),
    "alarm.why": ("by the part of the ladder", {*alarm_rows.Why}),
    "alarm.cause": ("by what opened the alarm", {*alarm_rows.Cause}),
    "alarm.how": ("by the way of the acknowledgement", {"voice", "line", "sms", "inbox"}),
    "error": ("by the status of the answer", None),
    "privacy": ("templates/privacy.html, by the part of the notice", None),
    "referral_state": ("by the state of a request", {*referrals.ReferralState}),
    "reached_how": (
        "casework/referred.py, by how a body was reached",
        {"opened", "accepted", "answered", "link", "call"},
    ),
    "agency": ("templates/agencies.html, by the field", None),
    "ready": ("casework/readiness.py, by the item", None),
    "ready_how": ("casework/readiness.py, by the item", None),
    "shared": ("by the part of a case", {*referring.SHARED}),
    "moved_for": ("templates/_aside.html, by the reason", {*handling.MOVED_FOR, "title"}),
    "letter": ("gateway/pages/letters.py, by the part of a case", None),
    "register.act": ("by what was done to the register", {*register_log.Act}),
    "register.do": ("templates/register_body.html, by the act", {*DECIDED}),
    "register.hint": ("templates/register_body.html, by the act", {*DECIDED}),
    "register.rank": ("by the type a body may have", {*RANKS}),
    "register.done": ("by what became of the press", {"now", "later", "withdrawn"}),
    "register.moves": ("templates/register_preview.html, by what goes with a merged body", None),
    "rights": ("templates/rights.html and gateway/pages/rights.py, by the right", None),
    "words.language": ("by the language", {*SPOKEN}),
    "words.limit": ("by the measure of wording/limits.toml", {"letters", "units", "segments"}),
}
SINGLE = {
    "offtopic.text": "triage/answers.py, by the kind",
    **{f"calls.because_{reason}": "templates/calls.html" for reason in call_backs.CallBackReason},
    **{f"calls.result_{result}": "templates/calls.html" for result in RESULTS},
    **{f"calls.state_{state}": "templates/calls.html" for state in ("reached", "dropped")},
    **{f"contacts.{kind}": "templates/contacts.html, by the kind" for kind in ("line", "phone")},
    **{f"desk.{way}": "by the way a person came to the desk" for way in desk.WAYS},
    **{
        f"campaign.{each}": "templates/campaign.html, by why"
        for each in ("same_phone", "same_house", "same_name")
    },
    **{f"answer.state_{each}": "templates/answer.html" for each in ("working", "done", "not_ours")},
    **{f"asked.no_reason_{field}": "gateway/pages/requests.py" for field in ("beyond", "asked")},
    **{f"asked.no_words_{verb}": "gateway/pages/requests.py" for verb in ("return", "answer", "reached")},
    "sieve.assignee_me": "gateway/pages/chips.py and templates/filter.html, by who has it",
    **{
        f"merged.{what}{form}": "casework/merging.py"
        for what in ("merged", "parted")
        for form in ("", "_sms")
    },
    **{f"receipt.{who}": "templates/_receipt.html, by who said it" for who in ("you", "officer", "house")},
}


def words_in_code() -> set[str]:
    found = set()
    for path in program():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    for path in files(".html", below=ROOT / "gateway/templates"):
        found |= set(re.findall(r"""["']([a-z_]+(?:\.[A-Za-z0-9_]+)+)["']""", path.read_text("utf-8")))
    return found


def family(key: str) -> str:
    """ "inbox.view" of "inbox.view.mine"; "error" of "error.404.title"."""
    return next((name for name in COMPOSED if key.startswith(f"{name}.")), "")


def test_both_languages_say_the_same_things_with_the_same_gaps() -> None:
    assert TH.keys() == EN.keys()

    def gaps(sentence: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}

    assert {key: (TH[key], EN[key]) for key in TH if gaps(TH[key]) != gaps(EN[key])} == {}


def test_no_sentence_is_empty_or_left_in_the_other_language() -> None:
    thai = re.compile(r"[\u0e00-\u0e7f]")
    assert [key for key in TH if not TH[key].strip() or not EN[key].strip()] == []
    allowed = {"page.other_language"}  # each language is offered in its own name
    assert [key for key in EN if thai.search(EN[key]) and key not in allowed] == []


def test_no_sentence_is_unused() -> None:
    used = words_in_code()
    assert [key for key in TH if key not in used and not family(key) and key not in SINGLE] == []
    assert [
        key for key in SINGLE if key not in TH or key in used - {f"desk.{way}" for way in desk.WAYS}
    ] == []


@pytest.mark.parametrize("name", [name for name, (_, members) in COMPOSED.items() if members])
def test_a_composed_family_has_exactly_the_members_of_its_table(name: str) -> None:
    found = {key.removeprefix(f"{name}.") for key in TH if key.startswith(f"{name}.")}
    assert found == COMPOSED[name][1]


def test_families_that_go_together_have_the_same_members() -> None:
    def members(name: str) -> set[str]:
        return {key.removeprefix(f"{name}.") for key in TH if key.startswith(f"{name}.")}

    assert members("inbox.view") == members("inbox.empty")
    assert {code.partition(".")[0] for code in members("error")} == {*map(str, KNOWN), "500", "home"}
    spoken_in_malay = members("voice_ms") - {f"state_{state}" for state in cases.CaseState}
    assert spoken_in_malay <= members("voice")
    assert {f"state_{state}" for state in cases.CaseState} <= members("voice_ms")


def test_no_sentence_is_asked_for_that_nobody_wrote() -> None:
    asked = set()
    for path in program():
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                name = (
                    call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                )
                key = call.args[0].value
                if (
                    name in {"say", "said", "line"}
                    and isinstance(key, str)
                    and re.fullmatch(r"[a-z_]+\.[a-z_.0-9A-Z]+", key)
                ):
                    asked.add(key)
    for path in files(".html", below=ROOT / "gateway/templates"):
        asked |= set(re.findall(r"""say\(["']([^"'~]+)["']\s*[,)]""", path.read_text("utf-8")))
    assert len(asked) > 150
    assert asked - TH.keys() == set()


PROMISES = [
    "รับประกัน", "รับรองว่า", "แน่นอน", "สัญญาว่า", "จะได้เงิน", "จะได้รับเงิน", "จะจ่าย", "จะโอน", "จะได้รับความช่วยเหลือ",
    "จะช่วยเหลือท่าน", "จะช่วยท่าน", "จะไปช่วย", "กำลังไปช่วย", "อนุมัติให้", "ได้สิทธิแล้ว",
    "guarantee", "we promise", "will receive", "will be paid", "will pay", "you will get", "will help you", "is on the way",
    "help is coming", "will be helped", "menjamin", "akan dibayar", "akan dibantu",
]  # fmt: skip


def test_no_sentence_promises_money_or_help() -> None:
    said = [(key, sentence.lower()) for code in SPOKEN for key, sentence in sentences(code).items()]
    assert [(key, promise) for key, sentence in said for promise in PROMISES if promise in sentence] == []


# -- limits of the channels --------------------------------------------------------------------------------------


def receipt(org: OrgName, language: str) -> str:
    return replies.acknowledgement(
        reference="691100000173",
        org_name=org.name,
        sms_name=org.sms,
        language=language,
        urgent=True,
    ).short


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_is_one_text_message_for_every_organisation(work: Work, language: str) -> None:
    """The whole country: tests/store/test_register_import.py."""
    names = work.house.directory().names
    assert len(names) == len(demo_register().laos) + len(demo_register().hubs)
    for code, name in names.items():
        words = receipt(name, language)
        assert (units(words) <= 70, segments(words)) == (True, 1), (code, words, units(words))


@pytest.mark.parametrize(
    "name", ["ศูนย์ อ.เฉลิมพระเกียรติ", "อบต.หนองบัวน้ำใสเจริญ", "ทต.เมืองใหม่โคกกรวดเก้า", "อบต.กก"]
)
def test_a_name_that_is_cut_for_a_text_message_ends_with_a_whole_letter(name: str) -> None:
    kept = sms_name(name)
    whole = clusters(name)
    assert units(kept) <= 18
    assert kept in {"".join(whole[:most]) for most in range(1, len(whole) + 1)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_on_a_button_of_line_fits(language: str) -> None:
    labels = [sentence for key, sentence in sentences(language).items() if key.startswith("button.")]
    labels += [say("danger.pin", language), say("danger.button", language, number="1669")]
    labels += [
        button["label"] for button in canned.canned_parts(("1669", "191"), language)["card"]["buttons"]
    ]
    assert len(labels) >= 8
    assert [label for label in labels if cut(label, 20) != label] == []


# -- sizes and tidiness ------------------------------------------------------------------------------------------

LONG_FILES = {
    "tests/conftest.py": "what every test may ask for, in one place",
    "store/migrations/versions/0001_tables_of_the_first_path.py": "a list of every table, written once and never edited",
    "tests/test_delivery_faults.py": "one numbered promise after another, in the order of the list they come from",
    "tests/test_call_faults.py": "one numbered promise after another, in the order of the list they come from",
    "tests/test_engines.py": "starts and stops of engines share costly fixtures",
    "tests/test_up.py": "starts and stops of the supervisor share costly fixtures",
    "tests/faults/city.py": "a whole installation with its people and its breakages",
    "tests/triage/test_pipeline.py": "one promise of the dialogue after another",
    "tests/test_cli.py": "one command after another",
    "tests/pages/test_report.py": "one promise of form and receipt after another",
    "tests/test_register_changes.py": "one change of the register after another",
    "tests/test_house.py": "one rule of the house after another",
}


def test_no_file_has_grown_beyond_what_can_be_read_at_once() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in files(".py")
        if (count := len(path.read_text("utf-8").splitlines())) > 250
    }
    assert {name: count for name, count in long.items() if name not in LONG_FILES} == {}
    assert [name for name in LONG_FILES if name not in long] == [], "short again: take it from the list"


def test_functions_stay_short() -> None:
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for path in program()
        if "versions" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    )
    assert statistics.median(lengths) <= 9
    assert lengths[len(lengths) * 9 // 10] <= 36


def test_nothing_in_the_tree_knows_the_machine_it_was_written_on() -> None:
    machine = re.compile(r"(?<![\w.])/(home|Users|root|work|workspace|mnt)/[\w.-]+")
    text = (
        ".py",
        ".md",
        ".toml",
        ".html",
        ".css",
        ".js",
        ".sh",
        ".yaml",
        ".service",
        ".lock",
        ".example",
        "Makefile",
        "run",
    )
    found = [
        (str(path.relative_to(ROOT)), hit[0])
        for path in files(*text)
        if path != Path(__file__)
        for hit in [machine.search(path.read_text("utf-8"))]
        if hit
    ]
    assert found == []


# -- documents ---------------------------------------------------------------------------------------------------

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_every_file_and_function_a_document_names_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (document.parent / link).exists(), link
    for name, _, function in re.findall(r"`([a-z_]+(?:/[a-z_]+)*\.py)(:([A-Za-z_]+))?`", text):
        assert (ROOT / name).exists(), name
        defined = re.compile(rf"^(?:class|def|async def) {function}\b|^{function}\b.*=", re.MULTILINE)
        assert not function or defined.search((ROOT / name).read_text("utf-8")), f"{name}:{function}"


def test_decisions_are_numbered_and_say_why_and_what_would_change_them() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [path.name[:4] for path in records] == [f"{number:04d}" for number in range(1, len(records) + 1)]
    for path in records:
        text = path.read_text("utf-8")
        assert re.match(rf"# {int(path.name[:4])}\. \S", text), path.name
        for part in ("**Decided.**", "**Why.**", "**Would change it.**"):
            assert part in text, (path.name, part)


def test_every_setting_that_a_document_names_exists() -> None:
    known = HOUSE_NAMES | set(ALL_SETTINGS)
    prefixes = tuple({name.partition("_")[0] + "_" for name in ALL_SETTINGS})
    for document in DOCUMENTS:
        for name in re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", document.read_text("utf-8")):
            if name.startswith(prefixes) and "BANGKRUAI" not in name:
                assert name.removesuffix("_FILE") in known, (document.name, name)
