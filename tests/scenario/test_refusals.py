"""Bad input at every door: each gets a clear answer, at once, and changes nothing."""

import pytest

from bot.demo.people import Member, said
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import Room, alias_in, values

pytestmark = pytest.mark.asyncio(loop_scope="session")

GUEST, STRANGER = "U0GUS00001", "U0OLGA0001"
NOBODYS = "ZZZZZ-ZZZZZ"

MISTYPED = {
    "sing": "I don't know `/clip sing`.",
    "*bold* <!channel>": "I don't know `/clip bold`.",
    "🙉": "I don't know that command.",
    "ask": "The clip is missing.",
    "ask no-such-clip": "The store doesn't know that clip.",
    f"ask {'x' * 600}": "The store doesn't know that clip.",
    f"claim {NOBODYS}": f"I don't know {NOBODYS}.",
    "claim me now": "That is not a clip alias.",
    "claim never": "That is not a clip alias.",
    "release": "The alias is missing.",
    "suggest": "The alias is missing.",
    "suggest the words at once": "Which clip? The alias comes first.",
    "flag": "The alias is missing.",
    f"flag {NOBODYS} critical": f"I don't know {NOBODYS}.",
    f"status {NOBODYS}": f"I don't know {NOBODYS}.",
    "status ../../etc/passwd": "That is not a clip alias.",
    "queue tlh": "There is no help channel for “tlh”.",
    "queue */*": "A language is a short code such as `en`.",
    "mine all": "`mine` stands alone.",
    f"reopen {NOBODYS}": f"I don't know {NOBODYS}.",
    "suggest " + "a" * 39_000: "That is too long: 39,008 characters",
    "x" * 40_000: "That is too long: 40,000 characters",
}

MISTYPED_ABOUT_A_CLIP = {
    "suggest {alias}": "The text is missing.",
    "suggest {alias} \u200b\u200b": "The transcription is empty.",
    "suggest {alias} ring\u0007the\u0000bell": "The transcription has control characters in it.",
    "suggest {alias} \u202egnirts a": "The transcription has control characters in it.",
    "suggest {alias} " + "word " * 700: "at most 3,000 fit",
    "release {alias}": "so there is nothing to give back",
    "reopen {alias}": "is not closed, so it cannot be reopened",
    "claim {alias} please": "One alias at a time, please.",
}


async def test_whatever_is_mistyped_gets_a_sentence_that_says_what_to_do(hall: Hall, room: Room) -> None:
    before = await hall.deeds()

    answers = {line: await room.types(room.peers[0], line) for line in MISTYPED}

    assert {line[:40]: answers[line] for line, words in MISTYPED.items() if words not in answers[line]} == {}
    assert await hall.deeds() == before
    assert await room.cards() == []


async def test_what_is_mistyped_about_an_open_clip_changes_nothing_of_it(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    before, card = await hall.deeds(), await room.card(alias)

    answers = {
        line: await room.types(room.peers[0], line.format(alias=alias)) for line in MISTYPED_ABOUT_A_CLIP
    }

    wrong = {
        line[:40]: answers[line]
        for line, words in MISTYPED_ABOUT_A_CLIP.items()
        if words not in answers[line]
    }
    assert wrong == {}
    assert await hall.deeds() == before
    assert await room.cards() == [card]


@pytest.mark.parametrize(
    "words", ["critical be\u0008ll", "other " + "why " * 200, "no-such-category", "\u202e"]
)
async def test_nothing_about_its_words_holds_up_a_flag(room: Room, words: str) -> None:
    alias = await room.asks()

    answer = await room.types(room.peers[0], f"flag {alias} {words}")

    await room.card(alias, "is withheld")
    assert "has stopped everywhere" in answer


async def test_nothing_that_was_mistyped_is_said_back_in_a_way_that_calls_people(room: Room) -> None:
    lines = ("<!channel>", "<!here|x> now", "<@U0MIRA0001>", "`code` <https://evil.example|click>")

    answers = [await room.types(room.peers[0], line) for line in lines]

    assert [answer for answer in answers if "<!" in answer or "<@" in answer or "<http" in answer] == []


async def test_a_clip_without_consent_is_not_shared(hall: Hall, room: Room) -> None:
    before = await hall.deeds()

    answer = await room.types(room.asker, f"ask {room.private_clip}")

    assert "has not agreed to human review" in answer
    assert await hall.deeds() == before


async def test_an_asker_cannot_answer_the_own_question(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    before = await hall.deeds()

    claimed = await room.types(room.asker, f"claim {alias}")
    suggested = await room.suggests(room.asker, alias)

    assert "it needs ears other than yours" in claimed
    assert "This is your own ask" in suggested
    assert await hall.deeds() == before


async def test_who_is_not_in_a_languages_channel_is_told_to_join_it(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    before = await hall.deeds()
    mira = room.stranger("U0MIRA0001")

    answer = await room.types(mira, f"claim {alias}", channel="C0HELPEN01")

    assert f"Join #help-{room.language}" in answer
    assert await hall.deeds() == before


@pytest.mark.parametrize(
    ("who", "words"),
    [(GUEST, "Guests cannot take part"), (STRANGER, "only for members of its own workspace")],
)
async def test_guests_and_strangers_are_turned_away_at_every_door(
    hall: Hall, room: Room, who: str, words: str
) -> None:
    alias = await room.asks()
    await room.card(alias)
    before = await hall.deeds()
    outsider = room.stranger(who)

    typed = [
        await room.types(outsider, line)
        for line in (
            f"ask {room.clips[0]}",
            f"claim {alias}",
            "claim",
            f"suggest {alias} x",
            f"status {alias}",
        )
    ]
    typed += [await room.types(outsider, line) for line in (f"flag {alias} critical", "queue", "mine")]
    typed.append(await room.types(outsider, "queue", command=ids.CLIP_REVIEW))
    pressed = [await refused(room, outsider, alias, button) for button in (ids.LISTEN_OPEN, ids.CLAIM_TAKE)]

    assert [answer for answer in typed + pressed if words not in answer] == []
    assert await outsider.modal() is None
    assert await hall.deeds() == before


async def refused(room: Room, who: Member, alias: str, button: str) -> str:
    """What the one who pressed is told."""
    seen = {found["ts"] for found in await who.sees(room.channel)}
    await room.presses(who, alias, button)

    async def news() -> str:
        return " ".join(said(found) for found in await who.sees(room.channel) if found["ts"] not in seen)

    return await room.until_said(news, " ")


async def test_a_member_who_becomes_a_guest_loses_the_right_to_act_at_once(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    peer = room.peers[0]
    before = await hall.deeds()

    await hall.stage.workspace.post("user", user=peer.user, is_restricted=True)

    async def claims() -> str:
        return await room.types(peer, f"status {alias}")

    await room.until_said(claims, "Guests cannot take part")
    assert "Guests cannot take part" in await room.types(peer, f"claim {alias}")
    assert await hall.deeds() == before


async def test_an_old_button_of_a_closed_clip_says_that_it_is_closed(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    peer = room.peers[4]
    await room.types(peer, f"claim {alias}")
    old = await room.whispered(peer)
    await room.agrees(alias)
    before = await hall.deeds()

    await peer.presses(room.channel, old["ts"], ids.SUGGEST_OPEN)
    suggested = await room.whispered(peer, words="already agreed")
    await peer.presses(room.channel, old["ts"], ids.CLAIM_GIVE_BACK)
    given_back = await room.whispered(peer, words="nothing to give back")

    assert alias in said(suggested)
    assert alias in said(given_back)
    assert await peer.modal() is None
    assert await hall.deeds() == before


async def test_a_form_of_a_closed_clip_says_so_under_its_input(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    form = await room.takes(room.peers[4], alias)
    await room.agrees(alias)
    before = await hall.deeds()

    answer = await room.peers[4].submits(form["id"], values(SUGGEST_TEXT="too late"))

    assert "already agreed" in answer["errors"][ids.SUGGEST_TEXT]
    assert await hall.deeds() == before


async def test_a_form_that_is_submitted_after_a_flag_becomes_a_notice_without_its_text(
    hall: Hall, room: Room
) -> None:
    alias = await room.asks()
    form = await room.takes(room.peers[0], alias)
    # Else the stop would have emptied the form before anybody could submit it.
    await hall.trouble("views.update", times=9, delay_seconds=10)
    await room.types(room.peers[1], f"flag {alias} critical")
    before = await hall.deeds()

    answer = await room.peers[0].submits(form["id"], values(SUGGEST_TEXT="late marigold"))

    await hall.no_more_trouble()
    shown = await room.peers[0].modal()
    assert answer["response_action"] == "update"
    assert "Nothing was sent or saved" in str(shown)
    assert "marigold" not in str(shown)
    assert await hall.deeds() == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"SUGGEST_TEXT": "  "}, "is empty"),
        ({"SUGGEST_TEXT": "bell\u0007"}, "control characters"),
        ({"SUGGEST_TEXT": "I hear it", "SUGGEST_CHOICE": [ids.CHOICE_CANT_TELL]}, "not both"),
    ],
)
async def test_a_form_with_nothing_usable_in_it_stays_open_and_says_why(
    hall: Hall, room: Room, typed: dict[str, object], words: str
) -> None:
    alias = await room.asks()
    form = await room.takes(room.peers[0], alias)
    before = await hall.deeds()

    answer = await room.peers[0].submits(form["id"], values(**typed))

    assert answer["response_action"] == "errors"
    assert words in str(answer["errors"])
    assert await room.peers[0].modal() is not None
    assert await hall.deeds() == before


async def test_a_refused_form_can_be_corrected_and_sent_again(room: Room) -> None:
    alias = await room.asks()
    form = await room.takes(room.peers[0], alias)
    await room.peers[0].submits(form["id"], values(SUGGEST_TEXT="bell\u0007"))

    await room.peers[0].submits(form["id"], values(SUGGEST_TEXT="bell"))

    await room.card(alias, "1 voice of at least 3 so far")
    assert await room.peers[0].modal() is None


async def test_an_ask_form_with_an_unknown_clip_stays_open_and_says_why(hall: Hall, room: Room) -> None:
    before = await hall.deeds()
    await hall.stage.workspace.post("shortcut", user=room.asker.user, callback_id=ids.SHORTCUT_ASK)
    form = await room.asker.opened(ids.ASK_MODAL)

    answer = await room.asker.submits(form["id"], values(ASK_CLIP="no-such-clip"))

    assert "doesn't know that clip" in answer["errors"][ids.ASK_CLIP]
    assert await hall.deeds() == before


async def test_a_withheld_clip_takes_nothing_from_anybody(hall: Hall, room: Room) -> None:
    clip = room.clips[0]
    alias = await room.asks()
    await room.types(room.peers[0], f"flag {alias} sensitive")
    before = await hall.deeds()

    lines = (f"claim {alias}", f"suggest {alias} x", f"release {alias}", f"reopen {alias}", f"ask {alias}")
    answers = [await room.types(room.peers[1], line) for line in (*lines, f"ask {clip}", f"status {alias}")]

    assert [answer for answer in answers if "was flagged and is withheld" not in answer] == []
    assert alias_in(answers[-1]) == alias
    assert await hall.deeds() == before
