"""The digest in a help channel: how many clips of the annotation store wait there for their turn."""

from bot.policy import FeedRules
from handlers.blocks.kit import Message, line, message
from handlers.blocks.text import counted


def digest_note(waiting: int, rules: FeedRules) -> Message:
    verb = "waits" if waiting == 1 else "wait"
    return message(
        [
            line(
                f"*{counted(waiting, 'more clip')} of the annotation store {verb} for a second ear.* "
                f"They come here one after another: at most {rules.asks_an_hour} an hour, and none while "
                f"{counted(rules.most_waiting, 'clip')} or more are open. There is nothing to do about this "
                "message; every clip that you answer makes room for the next."
            )
        ]
    )


def digest_over() -> Message:
    return message([line("All clips of the annotation store that waited have come. Thank you for helping.")])
