"""How a reply reaches the person: with the ack, in a modal, or, after the ack, where only they see it."""

from typing import Any

import structlog

from bot.domain.ids import Alias, PersonId
from bot.errors import StoreAway
from handlers.errors import Excuse, Excuses
from handlers.home import show_home
from handlers.payloads import Interaction, Payload, Press, Shortcut, SlashCommand, Submission
from handlers.screen import Opening
from handlers.sentences import as_modal, notice, sentence
from handlers.visit import House, Reply

_log = structlog.get_logger(__name__)

Ack = dict[str, Any]
"""What goes back to Slack with the ack; empty for a bare one."""

_AFTERWARDS_SECONDS = 20.0


def ack_of(payload: Payload, reply: Reply) -> Ack:
    """The part of the reply that travels with the ack."""
    if isinstance(payload, SlashCommand) and reply.says:
        return {"response_type": "ephemeral", "text": reply.says.text, "blocks": reply.says.blocks}
    if isinstance(payload, Submission) and reply.faults:
        return {"response_action": "errors", "errors": dict(reply.faults)}
    if isinstance(payload, Submission) and reply.becomes:
        return {"response_action": "update", "view": reply.becomes}
    return {}


class Answers:
    def __init__(self, house: House, excuses: Excuses) -> None:
        self._house = house
        self._excuses = excuses

    async def give(self, payload: Payload, reply: Reply, *, seconds: float) -> Ack:
        """Opens the modal if there is one, starts what comes after the ack, and gives the ack."""
        if isinstance(payload, Interaction) and not isinstance(payload, Submission):
            await self._answer_press(payload, reply, seconds)
        for alias in reply.tells_of:
            self._house.background.start(self._remember(alias, payload.person), name="answers.remember")
        return ack_of(payload, reply)

    async def _remember(self, alias: Alias, person: PersonId) -> None:
        try:
            await self._house.answers.keep_answer(alias, person)
        except StoreAway as away:
            # The person has the answer all the same; the receipt of a later stop will not know of it.
            _log.warning("answers.not_remembered", case=alias, error=type(away).__name__)

    def tell(self, response_url: str, text: str) -> None:
        """Says a sentence after the ack."""
        self._house.background.start(
            self._house.screen.tell(response_url, sentence(text)), name="answers.tell"
        )

    async def _answer_press(self, payload: Interaction, reply: Reply, seconds: float) -> None:
        url = _response_url(payload)
        # The Home tab and global shortcuts have nowhere to whisper, so there the sentence comes as a modal.
        view = reply.opens or (as_modal(reply.says) if reply.says and not url else None)
        opening, view_id = Opening.ALREADY, None
        if view is not None:
            opening, view_id = await self._house.screen.open(payload.trigger_id, view, seconds=seconds)
        if view is not None and view_id is not None:
            remembered = self._house.forms.opened(payload.person, view, view_id)
            self._house.background.start(remembered, name="answers.opened")
        if reply.says and url:
            self._house.background.start(self._house.screen.tell(url, reply.says), name="answers.tell")
        if reply.fills:
            self._house.background.start(self._fill(payload, reply, opening, view_id), name="answers.fill")
        elif opening is Opening.LATE and url:
            self.tell(url, reply.late)
        if isinstance(payload, Press) and payload.is_at_home:
            self._house.background.start(self._show_home(payload), name="answers.home")

    async def _fill(self, payload: Interaction, reply: Reply, opening: Opening, view_id: str | None) -> None:
        """Works out what the opened modal becomes; also when none opened, for the sake of what it does."""
        if reply.fills is None:
            return
        found = await self._excuses.attempt(reply.fills(), door="fill", seconds=_AFTERWARDS_SECONDS)
        if view_id is not None:
            view = notice(found.sentence) if isinstance(found, Excuse) else found
            await self._house.screen.update(view_id, view)
            await self._house.forms.opened(payload.person, view, view_id)
        elif (url := _response_url(payload)) and opening is Opening.LATE:
            text = found.sentence if isinstance(found, Excuse) else reply.late
            await self._house.screen.tell(url, sentence(text))

    async def _show_home(self, payload: Press) -> None:
        shown = show_home(self._house, payload.person)
        await self._excuses.attempt(shown, door="home", seconds=_AFTERWARDS_SECONDS)


def _response_url(payload: Interaction) -> str | None:
    return payload.response_url if isinstance(payload, Press | Shortcut) else None
