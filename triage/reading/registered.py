"""Where the writer is registered, apart from where help is needed: "ทะเบียนบ้านอยู่ ต.… แต่ตอนนี้อยู่ …"."""

import re

_HOME = re.compile(
    r"(?:ที่อยู่)?(?:ตาม)?(?:ในทะเบียนบ้าน|ทะเบียนบ้าน|ทะเบียนราษฎร์?|บัตรประชาชน|บัตร ปชช\.?|ภูมิลำเนา)(?:ของ\S{0,12})? ?(?:เดิม)?(?:อยู่|เป็น|คือ|ที่|:)*"
    r"(?P<place>.{4,90}?)(?=แต่|ตอนนี้|ปัจจุบัน|มาอยู่|มาเช่า|เกิดเหตุ|ที่เกิด|อาศัย|ย้าย|พักอยู่|ขอ|$)"
)


def apart(text: str) -> tuple[str, str]:
    """(the text without the place of registration, that place's words or "")."""
    found = _HOME.search(text) if "ทะเบียน" in text or "บัตร" in text or "ภูมิลำเนา" in text else None
    if found is None:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}".strip(), found["place"].strip()
