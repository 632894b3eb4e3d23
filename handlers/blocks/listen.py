"""The link to the player, in a modal: a message with it could not be recalled."""

from bot.domain.case import Case
from bot.policy import Policy
from handlers import ids
from handlers.blocks.flag import category_name
from handlers.blocks.kit import View, actions, blocks_of, button, line, modal
from handlers.blocks.notice import withheld_view
from handlers.blocks.text import counted
from handlers.blocks.words import name_of


def review_listen_view(case: Case, url: str, policy: Policy) -> View:
    """Why the clip is withheld comes first, so that nobody hears it unprepared.

    What flaggers wrote may repeat the clip, so it stands on the player's page and not in Slack.
    """
    name = name_of(case)
    minutes = counted(max(1, round(policy.listen.link_minutes)), "minute")
    link = button(
        "Open the player", ids.LISTEN_LINK, case.alias, label=f"Open the player for withheld clip {name}"
    )
    return modal(
        "Listen alone",
        ids.LISTEN_MODAL,
        case.alias,
        blocks_of(
            [
                line(f"Clip *{name}* is withheld: *{category_name(case.gravest)}*."),
                line(
                    "The player shows first what was written about it, and begins at a low volume. "
                    "Use headphones where nobody listens in. You need not listen to decide."
                ),
                actions({**link, "url": url, "style": "primary"}),
                line(
                    "The link is yours alone and works while you have this review: it opens once, "
                    f"within {minutes}. Each listen is audited."
                ),
            ]
        ),
    )


def listen_view(case: Case, url: str, policy: Policy) -> View:
    if case.is_hidden:
        return withheld_view(case)
    minutes = counted(max(1, round(policy.listen.link_minutes)), "minute")
    link = button(
        "Open the player", ids.LISTEN_LINK, case.alias, label=f"Open the player for clip {name_of(case)}"
    )
    return modal(
        "Listen",
        ids.LISTEN_MODAL,
        case.alias,
        blocks_of(
            [
                line(f"The player for clip *{name_of(case)}* opens in your browser. It starts quietly."),
                actions({**link, "url": url, "style": "primary"}),
                line(f"The link is yours alone: it opens once, within {minutes}. Each listen is audited."),
            ]
        ),
    )
