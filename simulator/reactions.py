"""What a member may add to a message and take from it."""

from simulator.emoji import is_emoji
from simulator.messages import Message
from simulator.refusals import RefusedError

DISTINCT_LIMIT = 50
PERSONAL_LIMIT = 23


def reaction_name(given: str) -> str:
    """The name without colons around it; refuses what names no emoji."""
    name = given.strip(":")
    if not is_emoji(name):
        raise RefusedError("invalid_name")
    return name


def check_addition(message: Message, user: str, name: str) -> None:
    if user in message.reactions.get(name, []):
        raise RefusedError("already_reacted")
    if name not in message.reactions and len(message.reactions) >= DISTINCT_LIMIT:
        raise RefusedError("too_many_emoji")
    own = [known for known, users in message.reactions.items() if user in users]
    if len(own) >= PERSONAL_LIMIT:
        raise RefusedError("too_many_reactions")


def check_removal(message: Message, user: str, name: str) -> None:
    if user not in message.reactions.get(name, []):
        raise RefusedError("no_reaction")
