"""What the dialogue says: questions about what is missing, answers to wishes, each in the forms channels carry."""

from collections.abc import Mapping, Sequence

from casework import replies
from casework.phones import tail
from casework.replies import Question, Words
from store.ids import grouped
from wording import say

Button = Mapping[str, str]
STARS = 5


def button(key: str, language: str, *, action: str = "text", value: str = "", **facts: object) -> Button:
    """A quick reply; what it says when pressed can be typed as well."""
    label = say(f"button.{key}", language, **facts)
    return {"label": label, "action": action, "value": value or (label if action == "text" else "")}


def question(slot: str, language: str, *, choices: Question | None = None, phone: str = "") -> Words:
    """One missing thing asked for. choices: where few places are left. phone: a number of this person we know."""
    if slot == "place":
        return replies.asked(choices, language) if choices else _place(language)
    keys = {
        "what": ("dialogue.ask_what", "dialogue.ask_what"),
        "danger": ("dialogue.ask_danger", "dialogue.ask_danger_sms"),
        "phone": ("dialogue.ask_phone", "dialogue.ask_phone"),
        "photo": ("dialogue.ask_photo", "dialogue.ask_photo"),
    }
    text, short = (say(key, language) for key in keys[slot])
    return Words(text=text, short=short, spoken=text, buttons=_buttons(slot, language, phone))


def _place(language: str) -> Words:
    return Words(
        text=say("ack.ask_place", language),
        short=say("dialogue.ask_place_sms", language),
        spoken=say("ack.ask_place", language),
        buttons=(button("pin", language, action="location"), button("skip", language)),
    )


def _buttons(slot: str, language: str, phone: str) -> tuple[Button, ...]:
    match slot:
        case "danger":
            # pressed, it is answered by the gateway itself with the number to call
            now = button("danger_now", language, action="postback", value="danger")
            return (now, button("no_danger", language))
        case "phone" if phone:
            known = button(
                "known_phone", language, value=say("button.same_phone", language), tail=tail(phone)
            )
            return (known, button("skip", language))
        case "photo":
            camera = button("camera", language, action="camera")
            return (
                camera,
                button("album", language, action="camera_roll"),
                button("no_photo", language),
            )
        case _:
            return (button("skip", language),)


def about(key: str, reference: str, language: str, *buttons: Button, **facts: object) -> Words:
    """A sentence about one case: the number in groups to read, plain in a text message."""
    text = say(key, language, reference=grouped(reference), **facts)
    short = say(key, language, reference=reference, **facts)
    return Words(text=text, short=short, spoken=text, buttons=buttons)


def plainly(key: str, language: str, *buttons: Button, **facts: object) -> Words:
    text = say(key, language, **facts)
    return Words(text=text, short=text, spoken=text, buttons=buttons)


def cancel_sure(reference: str, language: str) -> Words:
    return about(
        "dialogue.cancel_sure",
        reference,
        language,
        button("confirm_cancel", language),
        button("keep", language),
    )


def which(language: str) -> tuple[str, tuple[Button, ...]]:
    """Asked in the acknowledgement of a second case: the sentence and its two buttons."""
    return say("dialogue.which", language), (button("same", language), button("new", language))


def summary(reference: str, place: str, phone: str, language: str) -> Words:
    """What is known, read back after the last question; phone: only its end is shown."""
    number = say("dialogue.summary_phone", language, tail=tail(phone)) if phone else ""
    return about(
        "dialogue.summary",
        reference,
        language,
        button("correct", language),
        button("status", language),
        place=place or say("dialogue.summary_nothing", language),
        phone=number or say("dialogue.summary_nothing", language),
    )


def menu(language: str) -> Words:
    names = ("status", "add", "correct", "cancel", "staff", "privacy")
    text = say("dialogue.menu", language)
    return Words(
        text=text,
        short=say("dialogue.menu_sms", language),
        spoken=text,
        buttons=tuple(button(name, language) for name in names),
    )


def privacy(language: str, url: str) -> Words:
    """The notice in short; the whole of it behind a link, which a text message never carries."""
    short = say("dialogue.privacy", language)
    more = say("dialogue.privacy_more", language, url=url) if url else ""
    return Words(text="\n".join(filter(None, (short, more))), short=say("dialogue.privacy_sms", language))


def closing(reference: str, words: str, language: str) -> Words:
    """The end of a case: a staff member's last words, if any, and one tap from 1 to 5."""
    asked = about("dialogue.rate", reference, language)
    text = "\n".join(filter(None, (words, asked.text)))
    return Words(text=text, short=words or asked.short, spoken=words or asked.text, buttons=stars(reference))


def arrived(reference: str, what: str, language: str) -> Words:
    """Was it received? One tap says yes or not yet; a text message is answered in words."""
    told = about("dialogue.arrived", reference, language, what=what)
    buttons = tuple(
        button(name, language, action="postback", value=f"{name}:{reference}")
        for name in ("arrived", "missing")
    )
    return Words(
        text=told.text,
        short=say("dialogue.arrived_sms", language, reference=reference),
        spoken=told.spoken,
        buttons=buttons,
    )


def stars(reference: str) -> tuple[Button, ...]:
    return tuple(
        {"label": "★" * n, "action": "postback", "value": f"rate:{reference}:{n}"}
        for n in range(1, STARS + 1)
    )


def listed(lines: Sequence[Words], language: str) -> Words:
    """Several cases, newest first; a text message has room for one."""
    buttons = (button("add", language), button("staff", language))
    return Words(
        text="\n".join(line.text for line in lines),
        short=lines[0].short,
        spoken=" ".join(line.spoken for line in lines),
        buttons=buttons,
    )
