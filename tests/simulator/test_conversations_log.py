"""A channel with very many messages is read as fast as a small one."""

import time

from simulator.messages import Message, MessageLog
from simulator.timestamps import EARLIEST, LATEST

MANY, PAGES = 10_000, 1000


def filled() -> MessageLog:
    log = MessageLog()
    for number in range(MANY):
        log.add(Message(f"1700000000.{number:06d}", "U0MIRA0001", f"{number}", "T0EAR0001"))
    return log


def test_a_thousand_pages_of_ten_thousand_messages_are_read_within_a_second() -> None:
    log = filled()

    started = time.perf_counter()
    for _ in range(PAGES):
        page = log.newest(EARLIEST, LATEST, 100)
    seconds = time.perf_counter() - started

    assert [message.text for message in page] == [str(MANY - number) for number in range(1, 101)]
    assert seconds < 1


def test_what_is_deleted_leaves_the_page() -> None:
    log = filled()
    log.remove("1700000000.009999")
    log.remove("1700000000.000001")

    newest = [message.text for message in log.newest(EARLIEST, LATEST, 2)]
    oldest = [message.text for message in log.newest(EARLIEST, "1700000000.000003", 9)]

    assert newest == ["9998", "9997"]
    assert oldest == ["3", "2", "0"]
