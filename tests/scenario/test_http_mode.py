"""The same doors by signed HTTP, without a socket: from ask to agreed, and whatever else may be posted."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest

from bot.demo.people import said, until
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import TRUTH, Room, alias_in, bare, values

pytestmark = pytest.mark.asyncio(loop_scope="session")

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
CLEAR = (
    "I could not read what Slack sent, so nothing was changed",
    "I don't know what to do with this any more",
    "That is not a clip alias",
)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str


@pytest.fixture
def room(http_hall: Hall) -> Room:
    return http_hall.room()


async def post(
    hall: Hall, body: str | bytes, *, kind: str = JSON, age_seconds: int = 0, secret: str | None = None
) -> Answer:
    """Delivers a body as Slack would, signed with the app's secret unless the test has another."""
    raw = body.encode() if isinstance(body, str) else body
    stamp = str(int(time.time()) - age_seconds)
    key = hall.stage.addresses.signing_secret if secret is None else secret
    digest = hmac.new(key.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }
    return await send(hall, raw, headers)


async def send(hall: Hall, raw: bytes, headers: dict[str, str]) -> Answer:
    url = f"{hall.stage.public_url}slack/events"
    async with hall.stage.session.post(url, data=raw, headers=headers) as response:
        return Answer(response.status, await response.text())


def command(who: str, text: str, **more: str) -> str:
    fields = {
        "command": ids.CLIP,
        "text": text,
        "user_id": who,
        "team_id": "T0EAR0001",
        "trigger_id": f"{time.time_ns()}.1.x",
        "channel_id": "C0HELPEN01",
    }
    return urlencode({name: value for name, value in {**fields, **more}.items() if value})


def interaction(who: str, **more: object) -> str:
    payload = {
        "user": {"id": who, "team_id": "T0EAR0001"},
        "team": {"id": "T0EAR0001"},
        "trigger_id": f"{time.time_ns()}.1.x",
        **more,
    }
    return urlencode({"payload": json.dumps(payload)})


async def test_a_clip_is_asked_claimed_suggested_and_agreed(http_hall: Hall, room: Room) -> None:
    alias = await room.asks("the middle")
    await room.card(alias, "the middle")
    for peer in room.peers[:3]:
        form = await room.takes(peer, alias)
        answer = await peer.submits(form["id"], values(SUGGEST_TEXT=TRUTH))
        assert answer["outcome"] == "acked"

    await room.card(alias, "Agreed and saved")
    await room.told(room.asker, alias, TRUTH)
    deliveries = (await http_hall.stage.workspace.get("record"))["entries"]
    assert {entry["transport"] for entry in deliveries if entry["kind"] == "delivery"} == {"http"}


async def test_a_flag_by_http_takes_the_clip_out_of_sight(http_hall: Hall, room: Room) -> None:
    alias = await room.asks("it begins with marigold")
    await room.presses(room.peers[0], alias, ids.FLAG_RAISE)

    card = await room.card(alias, "is withheld")
    assert "marigold" not in said(card)
    assert (await room.peers[0].opened(ids.FLAG_MODAL))["private_metadata"] == bare(alias)


async def test_a_form_repeated_by_http_is_one_voice(http_hall: Hall, room: Room) -> None:
    alias = await room.asks()
    form = await room.takes(room.peers[0], alias)
    first = await room.peers[0].submits(form["id"], values(SUGGEST_TEXT="open the door"))

    await http_hall.stage.workspace.post("deliver_again", delivery_id=first["delivery_id"])

    assert (await http_hall.kinds(bare(alias))).count("suggested") == 1


async def test_a_command_that_speaks_of_a_payload_is_a_command_all_the_same(room: Room) -> None:
    answer = await room.types(room.asker, f"ask {room.clips[0]} the word payload=1&x is in it")

    await room.card(alias_in(answer), "the word payload=1&amp;x is in it")


@pytest.mark.parametrize(
    ("age_seconds", "secret"), [(0, "another secret"), (60 * 6, None), (-60 * 6, None), (0, "")]
)
async def test_what_slack_did_not_sign_just_now_is_refused(
    http_hall: Hall, room: Room, age_seconds: int, secret: str | None
) -> None:
    before = await http_hall.deeds()
    body = command(room.asker.user, f"ask {room.clips[0]}")

    answer = await post(http_hall, body, kind=FORM, age_seconds=age_seconds, secret=secret)

    assert answer.status == 401
    assert room.clips[0] not in answer.text
    assert await http_hall.deeds() == before


async def test_what_is_not_signed_at_all_is_refused(http_hall: Hall, room: Room) -> None:
    before = await http_hall.deeds()
    body = command(room.asker.user, f"ask {room.clips[0]}").encode()

    answer = await send(http_hall, body, {"Content-Type": FORM})

    assert answer.status == 401
    assert await http_hall.deeds() == before


async def test_a_body_beyond_256_kib_is_refused(http_hall: Hall, room: Room) -> None:
    before = await http_hall.deeds()

    answers = [
        await post(http_hall, command(room.asker.user, "x" * size), kind=FORM)
        for size in (256 * 1024, 900 * 1024)
    ]

    assert [answer.status for answer in answers] == [413, 413]
    assert await http_hall.deeds() == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, "{"),
        (JSON, "[]"),
        (JSON, '"text"'),
        (JSON, "null"),
        (JSON, "[" * 50_000),
        (JSON, b'{"type": "\xff"}'),
        (FORM, "payload=no+json"),
        (FORM, "payload=%5B1%5D"),
        (FORM, "payload="),
        (FORM, "payload=" + quote('{"type": "block_actions", "user": 7}')),
        (JSON, '{"type": "event_callback", "event_id": "Ev2", "event": 7}'),
    ],
)
async def test_a_signed_body_that_is_no_delivery_is_refused_and_the_bot_lives_on(
    http_hall: Hall, room: Room, kind: str, body: str | bytes
) -> None:
    before = await http_hall.deeds()

    answer = await post(http_hall, body, kind=kind)

    assert 400 <= answer.status < 500
    assert await http_hall.deeds() == before
    assert "asks for help" in await room.types(room.asker, "help")


WHO = "U0MIRA0001"
MISSHAPEN = {
    "a command without a person": command("", "mine"),
    "a command of a very long person": command("U" * 500, "mine"),
    "a command without a trigger": command(WHO, "mine", trigger_id=""),
    "a press without an action": interaction(WHO, type="block_actions", actions=[]),
    "a press of something else": interaction(WHO, type="block_actions", actions="claim.take"),
    "a press of a number": interaction(WHO, type="block_actions", actions=[{"action_id": 7}]),
    "a form without a view": interaction(WHO, type="view_submission"),
    "a form whose view is a list": interaction(WHO, type="view_submission", view=[]),
    "a form without a name": interaction(WHO, type="view_submission", view={"id": "V1"}),
    "a form with odd values": interaction(
        WHO,
        type="view_submission",
        view={"id": "V1", "type": "modal", "callback_id": ids.SUGGEST_MODAL, "state": {"values": 1}},
    ),
    "a form with a huge value": interaction(
        WHO,
        type="view_submission",
        view={
            "id": "V1",
            "type": "modal",
            "callback_id": ids.SUGGEST_MODAL,
            "state": {"values": {"a": {"a": {"value": "x" * 41_000}}}},
        },
    ),
    "a form about no clip": interaction(
        WHO, type="view_submission", view={"id": "V1", "type": "modal", "callback_id": ids.SUGGEST_MODAL}
    ),
    "a form that nobody knows": interaction(
        WHO, type="view_submission", view={"id": "V1", "type": "modal", "callback_id": "nobody.knows"}
    ),
    "a press about no clip": interaction(
        WHO, type="block_actions", actions=[{"action_id": ids.CLAIM_TAKE, "value": "<!channel>"}]
    ),
    "a press that nobody knows": interaction(
        WHO, type="block_actions", actions=[{"action_id": "nobody.knows", "value": "1"}]
    ),
    "a shortcut that nobody knows": interaction(WHO, type="shortcut", callback_id="nobody.knows"),
    "a shortcut on no message": interaction(WHO, type="message_action", callback_id=ids.SHORTCUT_SUGGEST),
    "a kind that nobody knows": interaction(WHO, type="workflow_step_edit"),
    "no kind at all": interaction(WHO),
}
EVENTS = {
    "an event without an event": {"type": "event_callback", "event_id": "Ev1"},
    "an event without a kind": {"type": "event_callback", "event_id": "Ev3", "event": {}},
    "a Home that nobody opened": {
        "type": "event_callback",
        "event_id": "Ev4",
        "event": {"type": "app_home_opened"},
    },
    "a change of no account": {"type": "event_callback", "event_id": "Ev5", "event": {"type": "user_change"}},
    "an event that nobody knows": {
        "type": "event_callback",
        "event_id": "Ev6",
        "event": {"type": "moon_rose"},
    },
    "a kind that nobody knows": {"type": "app_rate_limited", "minute_rate_limited": 1},
}


@pytest.mark.parametrize("what", MISSHAPEN)
async def test_a_signed_delivery_of_the_wrong_shape_is_acked_and_changes_nothing(
    http_hall: Hall, what: str
) -> None:
    before = await http_hall.deeds()

    answer = await post(http_hall, MISSHAPEN[what], kind=FORM)

    assert answer.status == 200
    if what.startswith(("a command", "a form")):
        assert [words for words in CLEAR if words in answer.text]
    assert await http_hall.deeds() == before


@pytest.mark.parametrize("what", EVENTS)
async def test_a_signed_event_of_the_wrong_shape_is_acked_so_that_slack_does_not_repeat_it(
    http_hall: Hall, what: str
) -> None:
    before = await http_hall.deeds()

    answer = await post(http_hall, json.dumps(EVENTS[what]))

    assert answer.status == 200
    assert await http_hall.deeds() == before


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ({"deleted": True}, "This account is deactivated"),
        ({"is_ultra_restricted": True}, "Guests cannot take part"),
        ({"is_stranger": True, "team_id": "T0OTHER001"}, "only for members of its own workspace"),
    ],
)
async def test_a_delivery_of_somebody_who_may_no_longer_act_is_refused(
    http_hall: Hall, room: Room, account: dict[str, object], words: str
) -> None:
    who = room.peers[0].user
    await http_hall.stage.workspace.post("user", user=who, **account)

    async def look() -> Answer | None:
        answer = await post(http_hall, command(who, "mine"), kind=FORM)
        return answer if words in answer.text else None

    await until(look, f"“{words}”")
    before = await http_hall.deeds()
    answer = await post(http_hall, command(who, f"ask {room.clips[0]}"), kind=FORM)
    assert words in answer.text
    assert await http_hall.deeds() == before


@pytest.mark.parametrize(
    ("who", "team", "words"),
    [
        ("U0NOBODY01", "T0EAR0001", "I don't know you yet"),
        ("U0MIRA0001", "T0OTHER001", "only for members of its own workspace"),
        ("USLACKBOT", "T0EAR0001", "I don't know you yet"),
    ],
)
async def test_a_signed_delivery_for_somebody_of_elsewhere_is_refused(
    http_hall: Hall, room: Room, who: str, team: str, words: str
) -> None:
    before = await http_hall.deeds()

    answer = await post(http_hall, command(who, f"ask {room.clips[0]}", team_id=team), kind=FORM)

    assert words in answer.text
    assert await http_hall.deeds() == before


async def test_with_a_socket_there_is_no_door_by_http(hall: Hall) -> None:
    answer = await post(hall, command("U0MIRA0001", "mine"), kind=FORM)

    assert answer.status == 404
