"""Files that staff send: each channel carries them as it can."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from tests.conftest import Work, log_in
from tests.pages.answering import WORDS, answer, at, enclose, newest, told
from tests.pages.helpers import KHUAN_LANG, csrf, picture, press
from tests.speak import line_event, post_line, post_twilio, sms


def test_a_picture_goes_to_line_under_an_address_that_runs_out(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    client, work = wired_app.test_client(), wired_work
    post_line(client, line_event("หลังคาปลิว ขอผ้าใบ หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"))
    work.all()
    case, clerk = newest(work), log_in(wired_app, KHUAN_LANG)
    assert "photo.png" in enclose(clerk, case, picture("PNG"), "photo.png").text
    enclose(clerk, case, b"%PDF-1.7 one page", "form.pdf")
    lines = told(clerk, case)
    assert "แสดงรูป 1 รูปในแชต" in lines
    assert "อีก 1 ไฟล์เปิดดูจากลิงก์หน้าเรื่อง" in lines
    answer(clerk, work, case)
    assert [each.state for each in work.deliver()] == ["sent"]
    said, image = provider.deliveries[-1].body
    assert said["text"] == f"{WORDS}\nดูเอกสารที่แนบได้ที่ https://saitrong.test/track/mine/{case.reference}"
    assert image["type"] == "image"
    for address in (image["originalContentUrl"], image["previewImageUrl"]):
        path = address.removeprefix("https://saitrong.test")
        with client.get(path) as got:
            assert (got.status_code, got.mimetype) == (200, "image/jpeg")
        *front, ends, seal, size = path.split("/")
        assert client.get("/".join([*front, str(int(ends) + 1), seal, size])).status_code == 404
        assert client.get("/".join([*front, ends, "0" * 32, size])).status_code == 404
    sent = work.rows("select name, kind from attachment order by position")
    assert [(each.name, each.kind) for each in sent] == [("photo.png", "image"), ("form.pdf", "file")]
    assert "form.pdf" in clerk.get(f"/cases/{case.reference}").text


def test_the_citizens_own_page_shows_the_files_once_they_are_sent(
    client: FlaskClient, work: Work, case: Any, clerk: FlaskClient
) -> None:
    from gateway.pages.talk import thread_of

    enclose(clerk, case, picture(), "photo.jpg")
    assert "แนบ 1 ไฟล์ในหน้านั้น" in told(clerk, case)
    assert answer(clerk, work, case).status_code == 303

    def shown() -> list[Any]:
        with work.house.database.session() as session, clerk.application.test_request_context():
            return [
                each.files for each in thread_of(session, case.conversation_id).said if each.text == WORDS
            ]

    assert shown() == []
    work.deliver()
    ((file,),) = shown()
    assert file[1] is True


def test_an_sms_names_the_page_and_carries_no_link(
    client: FlaskClient, work: Work, staff: Callable[..., FlaskClient]
) -> None:
    post_twilio(client, "/hooks/sms", sms("น้ำท่วมบ้าน หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"))
    work.all()
    case = newest(work)
    clerk = staff(case.owner)
    enclose(clerk, case, picture(), "photo.jpg")
    answer(clerk, work, case)
    text = work.value("select text from message where purpose = 'answer'")
    assert text == f"{WORDS}\nมีเอกสารแนบ ดูในหน้าเรื่องของคุณ"
    assert "http" not in text


def test_only_pictures_and_pdf_four_at_most_are_taken_and_one_can_be_dropped(
    work: Work, case: Any, clerk: FlaskClient
) -> None:
    assert "แนบได้เฉพาะรูปและ PDF" in enclose(clerk, case, b"MZ program", "a.jpg").text
    for n in range(4):
        assert enclose(clerk, case, picture(), f"{n}.jpg").status_code == 200
    assert "แนบได้ไม่เกิน 4 ไฟล์" in enclose(clerk, case, picture(), "5.jpg").text
    left = clerk.post(
        at(case, "draft/files"), data={"csrf": csrf(clerk), "drop": "0"}, headers={"X-Asks": "1"}
    ).text
    assert "0.jpg" not in left
    assert "3.jpg" in left
    with clerk.get(at(case, "draft/files/0")) as small:
        assert small.mimetype == "image/jpeg"
    assert clerk.get(at(case, "draft/files/3")).status_code == 404


def test_what_was_taken_back_brings_its_files_back(work: Work, case: Any, clerk: FlaskClient) -> None:
    enclose(clerk, case, picture(), "photo.jpg")
    answer(clerk, work, case)
    message = work.value("select id from message where purpose = 'answer'")
    press(clerk, at(case, f"messages/{message}/withdraw"))
    assert work.value("select count(*) from attachment") == 0
    assert "photo.jpg" in clerk.get(f"/cases/{case.reference}").text


def test_the_preview_is_what_line_will_show(work: Work, on_line: Any, clerk: FlaskClient) -> None:
    shown = press(clerk, at(on_line, "preview"), words="สวัสดีค่ะ").text
    assert '<div class="fx-said"><p>สวัสดีค่ะ</p></div>' in shown


def on_disk(work: Work) -> int:
    return sum(each.is_file() for each in work.house.files.rglob("*"))


def test_what_is_dropped_from_a_draft_or_forgotten_with_it_leaves_the_disk(
    client: FlaskClient, work: Work, clerk: FlaskClient, staff: Callable[..., FlaskClient]
) -> None:
    import clock
    from tests.pages.helpers import FLOOD, plea

    case, colleague = plea(client, work, **FLOOD), staff(KHUAN_LANG, "head")
    before = on_disk(work)
    enclose(clerk, case, picture(), "one.jpg")
    enclose(colleague, case, picture(), "the same.jpg")
    assert on_disk(work) == before + 2
    drop = {"csrf": csrf(clerk), "drop": "0"}
    clerk.post(at(case, "draft/files"), data=drop, headers={"X-Asks": "1"})
    assert on_disk(work) == before + 2  # the colleague's draft names the same two
    work.change("update reply_draft set updated_at = updated_at - interval '31 days'")
    clock.forget_old(work.house)
    assert on_disk(work) == before
