"""What Slack sends, parsed once at the edge: the few fields that a door needs, each checked and bounded."""

import re
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.domain.ids import Alias, PersonId, parse_alias

SlackId = Annotated[str, Field(min_length=1, max_length=64)]
Code = Annotated[str, Field(max_length=255)]
Typed = Annotated[str, Field(max_length=40_000)]

_LINK = re.compile(r"<(?:https?|mailto|tel):[^<>|]*\|([^<>]*)>|<((?:https?|mailto|tel):[^<>|]*)>")


def as_typed(text: str) -> str:
    """The text as the person typed it: Slack makes links of addresses and escapes three characters."""
    plain = _LINK.sub(lambda found: found[1] or found[2] or "", text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


Escaped = Annotated[Typed, AfterValidator(as_typed)]


class Malformed(Exception):  # noqa: N818 - the name says what it is
    """A payload of another shape than Slack documents; `places` says where, and never holds a value."""

    def __init__(self, places: tuple[str, ...]) -> None:
        super().__init__(", ".join(places))
        self.places = places


class Part(BaseModel):
    """A part of a payload. Slack adds fields as it likes, so what is not known is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Named(Part):
    id: SlackId


class Presser(Part):
    id: SlackId
    team_id: SlackId | None = None


class Payload(Part):
    """What every delivery that a person causes has: who, from which workspace, and which delivery it is."""

    @property
    def person(self) -> PersonId:
        raise NotImplementedError

    @property
    def team_of_person(self) -> str | None:
        raise NotImplementedError

    @property
    def key(self) -> str:
        """The same for a repeated delivery, another for everything else."""
        raise NotImplementedError


class SlashCommand(Payload):
    command: Code
    text: Escaped = ""
    user_id: SlackId
    team_id: SlackId | None = None
    trigger_id: Code
    response_url: Code | None = None

    @property
    def person(self) -> PersonId:
        return PersonId(self.user_id)

    @property
    def team_of_person(self) -> str | None:
        return self.team_id

    @property
    def key(self) -> str:
        return f"command:{self.trigger_id}"


class Interaction(Payload):
    """A press, a submission or a shortcut."""

    user: Presser
    team: Named | None = None
    trigger_id: Code

    @property
    def person(self) -> PersonId:
        return PersonId(self.user.id)

    @property
    def team_of_person(self) -> str | None:
        return self.user.team_id or (self.team.id if self.team else None)


class Option(Part):
    value: Typed


class Action(Part):
    action_id: Code
    value: Typed | None = None
    selected_option: Option | None = None


class PressedView(Part):
    id: Code
    type: Code = ""


class Press(Interaction):
    """`block_actions`: one element that was pressed or chosen, in a message, a modal or the Home tab."""

    actions: Annotated[tuple[Action, ...], Field(min_length=1, max_length=25)]
    response_url: Code | None = None
    view: PressedView | None = None

    @property
    def action(self) -> Action:
        return self.actions[0]

    @property
    def value(self) -> str:
        chosen = self.action.selected_option
        return chosen.value if chosen else self.action.value or ""

    @property
    def alias(self) -> Alias:
        """The alias: a button carries it alone, an overflow's option after its own name and a colon."""
        return parse_alias(self.value.rpartition(":")[2])

    @property
    def is_at_home(self) -> bool:
        return self.view is not None and self.view.type == "home"

    @property
    def key(self) -> str:
        return f"press:{self.trigger_id}:{self.action.action_id}"


class Held(Part):
    """What one input of a modal held when it was submitted."""

    value: Typed | None = None
    selected_option: Option | None = None
    selected_options: tuple[Option, ...] = ()


class ViewState(Part):
    values: dict[Code, dict[Code, Held]] = {}


class SubmittedView(Part):
    id: Code
    hash: Code = ""
    callback_id: Code
    private_metadata: Annotated[str, Field(max_length=3000)] = ""
    state: ViewState = ViewState()


class Submission(Interaction):
    """`view_submission`: a modal as it was when its button was pressed."""

    view: SubmittedView

    @property
    def key(self) -> str:
        # Id and hash stay the same when a refused modal is corrected and submitted again, and the first
        # answer is kept under the key; the trigger tells that second submission from a repeated delivery.
        return f"view:{self.view.id}:{self.view.hash}:{self.trigger_id}"

    @property
    def alias(self) -> Alias:
        return parse_alias(self.view.private_metadata)

    def text(self, block: str) -> str:
        return "".join(held.value or "" for held in self._held(block))

    def choice(self, block: str) -> str | None:
        chosen = self.choices(block)
        return chosen[0] if chosen else None

    def choices(self, block: str) -> tuple[str, ...]:
        return tuple(
            option.value
            for held in self._held(block)
            for option in (*held.selected_options, *([held.selected_option] if held.selected_option else []))
        )

    def _held(self, block: str) -> tuple[Held, ...]:
        return tuple(self.view.state.values.get(block, {}).values())


class Metadata(Part):
    event_type: Code = ""
    event_payload: dict[str, Any] = {}


class SlackMessage(Part):
    """A message as shortcuts and `conversations.replies` give it."""

    ts: Code
    thread_ts: Code | None = None
    user: SlackId | None = None
    bot_id: SlackId | None = None
    text: Escaped = ""
    metadata: Metadata | None = None
    files: tuple[dict[str, Any], ...] = ()

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


class Shortcut(Interaction):
    """A global shortcut (`shortcut`) or one on a message (`message_action`)."""

    callback_id: Code
    channel: Named | None = None
    message: SlackMessage | None = None
    response_url: Code | None = None

    @property
    def key(self) -> str:
        return f"shortcut:{self.trigger_id}"


class EventKind(Part):
    type: Code


class NamedAction(Part):
    action_id: Code


class NamedView(Part):
    type: Code
    callback_id: Code


_ABOUT = {
    "block_actions": "actions",
    "view_submission": "view",
    "view_closed": "view",
    "event_callback": "event",
    "shortcut": "callback_id",
    "message_action": "callback_id",
}


class Delivery(Part):
    """As much of any delivery as it takes to know its kind and what it is for."""

    type: Code | None = None
    command: Code | None = None
    callback_id: Code | None = None
    actions: Annotated[tuple[NamedAction, ...] | None, Field(min_length=1)] = None
    view: NamedView | None = None
    event: EventKind | None = None

    @property
    def kind(self) -> str | None:
        return "command" if self.command is not None else self.type

    @model_validator(mode="after")
    def _has_what_its_kind_is_about(self) -> "Delivery":
        wanted = _ABOUT.get(self.kind or "")
        if wanted and getattr(self, wanted) is None:
            raise ValueError(f"{self.kind} without {wanted}")
        return self


class EventEnvelope(Part):
    """`event_callback`, before its door says what must be in it."""

    type: Literal["event_callback"]
    event_id: Code
    event: EventKind


class HomeOpened(Part):
    user: SlackId
    tab: Code = "home"


PartT = TypeVar("PartT", bound=Part)


def parse(model: type[PartT], body: object) -> PartT:
    """The payload as this model; Malformed when it has another shape."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        _refuse(error)


def _refuse(error: ValidationError) -> NoReturn:
    # The values may be speech, so they stay out; `from None`, because the first error shows them.
    found = error.errors(include_input=False, include_context=False, include_url=False)
    places = tuple(f"{'.'.join(str(step)[:40] for step in each['loc'])}:{each['type']}" for each in found[:5])
    raise Malformed(places) from None
