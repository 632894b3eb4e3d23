"""Each script says what it touches, touches nothing else, and can be sent twice."""

import re
from collections.abc import Sequence
from importlib.resources import files

import pytest

from storage import keys
from storage.keys import URGENCY_BAND
from storage.redis import scripts
from storage.redis.client import Argument, Server
from tests.contract.store.left_behind import everything_in

LIBRARY = "due_marks"
NAMES = sorted(
    found.name.removesuffix(".lua") for found in files(scripts).iterdir() if found.name.endswith(".lua")
)
SCRIPTS = [name for name in NAMES if name != LIBRARY]
SINCE_REDIS_7_0 = {
    *(
        "DEL",
        "GET",
        "SET",
        "INCR",
        "PEXPIRE",
        "HGET",
        "HMGET",
        "HSET",
        "HDEL",
        "HINCRBY",
        "HINCRBYFLOAT",
        "XADD",
    ),
    *("ZADD", "ZREM", "ZCARD", "ZSCORE", "ZRANGE", "ZREMRANGEBYSCORE", "ZREMRANGEBYRANK"),
}
CALL = re.compile(r"redis\.call\('(\w+)',\s*([\w\[\]]+)")
NAMED_KEYS = re.compile(r"^local ([\w, ]+) = (KEYS\[\d+\](?:, KEYS\[\d+\])*)$", re.MULTILINE)
# The library gets its keys from its callers, under these names.
LIBRARY_KEYS = {"due", "work"}


def header_of(name: str) -> str:
    lines = scripts.source_of(name).splitlines()
    return "\n".join(lines[: next(number for number, line in enumerate(lines) if not line.startswith("--"))])


def keys_of(name: str) -> set[str]:
    named = NAMED_KEYS.findall(scripts.source_of(name))
    for names, values in named:
        assert len(names.split(", ")) == len(values.split(", "))
    return {key for names, _ in named for key in names.split(", ")}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_header_lists_keys_arguments_and_results(name: str) -> None:
    header = header_of(name)

    assert "\n-- KEYS  1 " in header
    assert "\n-- ARGV  1 " in header
    assert "\n-- Gives " in header


@pytest.mark.parametrize("name", NAMES)
def test_a_script_touches_only_its_keys(name: str) -> None:
    allowed = LIBRARY_KEYS if name == LIBRARY else keys_of(name) | {"index"}

    calls = CALL.findall(scripts.source_of(name))

    assert scripts.source_of(name).count("redis.call") == len(calls)
    assert {key for _, key in calls} <= allowed


@pytest.mark.parametrize("name", NAMES)
def test_a_script_uses_only_commands_of_redis_7_0(name: str) -> None:
    assert {command for command, _ in CALL.findall(scripts.source_of(name))} <= SINCE_REDIS_7_0


def test_scripts_and_keys_agree_on_the_width_of_an_urgency() -> None:
    assert f"local BAND = {URGENCY_BAND}\n" in scripts.source_of(LIBRARY)


def test_every_script_stands_for_a_call_that_is_tried_twice() -> None:
    assert sorted(TWICE) == SCRIPTS


CASE, ANSWER, SHOWN = (f"ear:{{p00}}:{name}:A" for name in ("case", "answer", "shown"))
LOG, DUE, WORK, FENCE, PARKED, REVIEW = (
    make(0) for make in (keys.log, keys.due, keys.work, keys.fence, keys.parked, keys.review)
)
OPEN, WAITING, CHOICE = "ear:{p00}:open:en", "ear:{p00}:waiting:en", "ear:{p00}:choice:A"
LINK, SESSION = "ear:{p00}:link:A:1", "ear:{p00}:session:A:2"
TICKETS, CASES, SKILL, COUNTED, LESSONS = (
    f"ear:{{u:U1}}:{name}" for name in ("tickets", "cases", "skill", "counted", "lessons")
)
FLAGS, JUDGED = (f"ear:{{u:U1}}:{name}" for name in ("flags", "judged"))
PANIC, PANICS, PANIC_LOG = keys.panic(0), keys.PANICS, keys.PANIC_LOG
PRESENT = "present:A"
NOW, LATER = 1_700_000_000_000, 1_700_000_030_000
SCORE = 2 * URGENCY_BAND + NOW
MARKS = f'{{"clear":["tick:A"],"marks":[["{PRESENT}","{SCORE}",false]]}}'
HEAD = (NOW, '{"revision":1}', 90_000_000, MARKS)
CHANGE = ("0", "", "A", 1, "{}", "sealed", 0, 0, "key", NOW, NOW, "", 1, "{}", "sealed", "mac")

Call = tuple[str, Sequence[str], Sequence[Argument]]


def tallied(number: int, agreed: int, *, remembered: int, alias: str = "A") -> list[Argument]:
    """One error in nine words, shown by an outcome that rests on the person's suggestion."""
    return [alias, NOW, 200, number, agreed, remembered, 1, "en", "1.0", "9.0"]


COMMIT: Call = (
    "commit",
    [CASE, ANSWER, LOG, DUE, WORK, REVIEW, OPEN, OPEN, WAITING, WAITING],
    [*HEAD, *CHANGE],
)
CLAIM: Call = ("claim_due", [DUE, WORK, FENCE], [NOW, LATER, "a call", PRESENT])
PARK: Call = ("park_due", [DUE, WORK, PARKED], [PRESENT, "1", '{"reason":"gone"}'])
ISSUED = ("HSET", LINK, "grant", "{}", "epoch", 0, "until", LATER)
# What is done before, the call that is sent twice, and whether the second answer is the first one; where it
# is not, it says that there was nothing left to do.
TWICE: dict[str, tuple[list[Call], Call, bool]] = {
    "choose_once": ([], ("choose_once", [CHOICE], ["A", 90_000_000]), True),
    "claim_due": ([COMMIT], CLAIM, True),
    "commit": ([], COMMIT, False),
    "fail_due": ([COMMIT, CLAIM], ("fail_due", [DUE, WORK], [PRESENT, "1", SCORE + 9, NOW, "why"]), False),
    "park_due": ([COMMIT, CLAIM], PARK, False),
    "peek_due": ([COMMIT], ("peek_due", [DUE], [NOW, 10, 5]), True),
    "record_shown": (
        [COMMIT],
        ("record_shown", [SHOWN, CASE, DUE, WORK], ["card", 1, '{"revision":1}', NOW, PRESENT, SCORE]),
        True,
    ),
    "redeem_link": ([COMMIT], ("redeem_link", [LINK, SESSION, CASE, PANIC], [NOW, 900_000, SESSION]), True),
    "retry_parked": (
        [COMMIT, CLAIM, PARK],
        ("retry_parked", [DUE, WORK, PARKED], [PRESENT, SCORE, NOW]),
        False,
    ),
    "settle_due": ([COMMIT, CLAIM], ("settle_due", [DUE, WORK, PARKED], [PRESENT, "1", ""]), False),
    "mark_due": ([COMMIT], ("mark_due", [DUE, WORK], [NOW, SCORE, PRESENT]), True),
    "judge_flags": ([], ("judge_flags", [FLAGS, JUDGED], ["A:1", NOW, "upheld", 1_000]), False),
    "switch_sharing": (
        [],
        ("switch_sharing", [PANICS, PANIC_LOG], ["all", 0, '{"revision":1}', "{}", "", "code"]),
        False,
    ),
    "spread_panic": ([], ("spread_panic", [PANIC], ["all", 1, NOW]), False),
    "take_ticket": ([], ("take_ticket", [TICKETS], ["A", 1, NOW, LATER]), True),
    "take_turn": ([], ("take_turn", [keys.FEED_TURN], ["a bot", 15_000]), True),
    "tally_person": (
        [],
        ("tally_person", [CASES, SKILL, COUNTED, LESSONS], tallied(1, NOW, remembered=1_000)),
        False,
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
async def test_the_same_call_sent_twice_changes_nothing_more(server: Server, name: str) -> None:
    before, call, is_answered_alike = TWICE[name]
    for earlier in before:
        await server.run(*earlier)
    await server.ask(ISSUED, ("PEXPIRE", LINK, 900_000))
    first = await server.run(*call)
    kept = await everything_in(server)

    second = await server.run(*call)

    assert await everything_in(server) == kept
    assert (second == first) is is_answered_alike


async def test_an_outcome_counts_once_also_when_its_name_is_no_longer_remembered(server: Server) -> None:
    """Only so many outcomes are kept by name; all before them are known by their time."""
    for number in range(5):
        arguments = tallied(number, NOW + number, remembered=3)
        await server.run("tally_person", [CASES, SKILL, COUNTED, LESSONS], arguments)

    await server.run("tally_person", [CASES, SKILL, COUNTED, LESSONS], tallied(0, NOW, remembered=3))

    (accepted, remembered) = await server.ask(("HGET", SKILL, "accepted"), ("ZCARD", COUNTED))
    assert (accepted, remembered) == ("5", 3)


async def test_a_lesson_is_kept_only_as_long_as_its_outcome_is_remembered(server: Server) -> None:
    for number in range(5):
        arguments = tallied(1, NOW + number, remembered=3, alias=f"A{number}")
        await server.run("tally_person", [CASES, SKILL, COUNTED, LESSONS], arguments)

    (lessons, sums) = await server.ask(("HKEYS", LESSONS), ("HMGET", SKILL, "errors:en", "words:en"))
    assert (sorted(lessons), sums) == (["A2", "A3", "A4"], ["3", "27"])


async def test_a_later_outcome_keeps_its_lesson_when_the_earlier_one_is_no_longer_remembered(
    server: Server,
) -> None:
    for number in (1, 2, 3):
        arguments = tallied(number, NOW + number, remembered=2)
        await server.run("tally_person", [CASES, SKILL, COUNTED, LESSONS], arguments)

    (lessons, sums) = await server.ask(("HVALS", LESSONS), ("HMGET", SKILL, "errors:en", "words:en"))
    assert (lessons, sums) == (["3 1.0 9.0 en"], ["1", "9"])
