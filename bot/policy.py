"""Who may do what where, and every number a team tunes: policy.toml, parsed and checked at start."""

import tomllib
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.domain.access import Role
from bot.domain.ids import Language
from bot.errors import ConfigurationError

Minutes = Annotated[float, Field(gt=0, le=60 * 24 * 30)]
Hours = Annotated[float, Field(gt=0, le=24 * 365)]
People = Annotated[int, Field(ge=1, le=50)]
Plays = Annotated[int, Field(ge=1, le=10_000)]
Volume = Annotated[float, Field(gt=0, le=1)]
LanguageTag = Annotated[Language, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$")]
ChannelName = Annotated[str, Field(pattern=r"^(#[^\s#]{1,80}|[CG][A-Z0-9]{5,})$")]
GroupName = Annotated[str, Field(pattern=r"^(@[^\s@]{1,80}|S[A-Z0-9]{5,})$")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
EndOfDay = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def known_zone(name: str) -> str:
    """The name of a time zone; ValueError for any other."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no time zone; use a name such as Europe/Berlin") from error
    return name


class AgreementRules(Section):
    people_at_least: People = 3
    people_at_most: People = 7
    how_sure: Annotated[float, Field(gt=0, lt=1)] = 0.8
    worth_asking: Annotated[float, Field(ge=0, lt=1)] = 0.015

    @model_validator(mode="after")
    def _ordered(self) -> "AgreementRules":
        if self.people_at_most < self.people_at_least:
            raise ValueError("people_at_most must not be below people_at_least")
        return self


class ClaimRules(Section):
    lease_minutes: Minutes = 15
    remind_after_minutes: Minutes = 10
    extensions: Annotated[int, Field(ge=0, le=10)] = 1
    at_once_newcomer: People = 1
    at_once_experienced: People = 2
    experienced_after_suggestions: Annotated[int, Field(ge=1)] = 20
    at_once_lead: People = 3

    @property
    def lease(self) -> timedelta:
        return timedelta(minutes=self.lease_minutes)

    @property
    def remind_after(self) -> timedelta:
        return timedelta(minutes=self.remind_after_minutes)


class QuietRules(Section):
    nudge_after_minutes: Minutes = 15
    widen_after_minutes: Minutes = 60
    close_after_hours: Hours = 24

    @property
    def nudge_after(self) -> timedelta:
        return timedelta(minutes=self.nudge_after_minutes)

    @property
    def widen_after(self) -> timedelta:
        return timedelta(minutes=self.widen_after_minutes)

    @property
    def close_after(self) -> timedelta:
        return timedelta(hours=self.close_after_hours)


class ReviewRules(Section):
    lease_minutes: Minutes = 30
    acknowledge_critical_minutes: Minutes = 15
    acknowledge_hours: Hours = 4
    outcome_hours: Hours = 24
    people_to_release_critical: People = 2
    people_to_resume: People = 2
    """How many different moderators end a panic."""

    @property
    def lease(self) -> timedelta:
        return timedelta(minutes=self.lease_minutes)

    @property
    def acknowledge_critical(self) -> timedelta:
        return timedelta(minutes=self.acknowledge_critical_minutes)

    @property
    def acknowledge(self) -> timedelta:
        return timedelta(hours=self.acknowledge_hours)

    @property
    def outcome(self) -> timedelta:
        return timedelta(hours=self.outcome_hours)


class Weekday(StrEnum):
    """In the order of `datetime.weekday`."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


class DutyRules(Section):
    """The hours in which a moderator is there; outside them a flag goes straight to the first level."""

    opens: TimeOfDay = "00:00"
    closes: EndOfDay = "24:00"
    days: Annotated[frozenset[Weekday], Field(min_length=1)] = frozenset(Weekday)
    timezone: str = "UTC"

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        return known_zone(name)


class Severity(StrEnum):
    """As PagerDuty knows them."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class EscalationLevel(Section):
    """Who is called when the level before did not answer: a channel, a user group on duty, a pager."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    channel: ChannelName | None = None
    group: GroupName | None = None
    """The user group that is on duty, mentioned in `channel`, or in the moderators' channel without one."""
    pagerduty: Severity | None = None

    @model_validator(mode="after")
    def _calls_somebody(self) -> "EscalationLevel":
        if not (self.channel or self.group or self.pagerduty):
            raise ValueError("a level calls somebody: give it a channel, a group or pagerduty")
        return self


class EscalationRules(Section):
    levels: Annotated[tuple[EscalationLevel, ...], Field(max_length=10)] = ()


class WellbeingRules(Section):
    critical_listens_soft: Annotated[int, Field(ge=1, le=1000)] = 5
    critical_listens_hard: Annotated[int, Field(ge=1, le=1000)] = 10
    timezone: str = "UTC"
    """In which a moderator's day begins anew."""
    support: Annotated[str, Field(max_length=500)] = ""
    """Where moderators find support, sent to the one who upheld a critical case; empty for nothing."""

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        return known_zone(name)

    @model_validator(mode="after")
    def _ordered(self) -> "WellbeingRules":
        if self.critical_listens_hard < self.critical_listens_soft:
            raise ValueError("critical_listens_hard must not be below critical_listens_soft")
        return self


class ReopenRules(Section):
    within_days: Annotated[float, Field(gt=0, le=365)] = 7

    @property
    def within(self) -> timedelta:
        return timedelta(days=self.within_days)


class ListenRules(Section):
    link_minutes: Minutes = 5
    session_minutes: Minutes = 15
    session_in_review_minutes: Minutes = 5
    plays_a_case: Plays = 12
    plays_an_hour: Plays = 120
    ahead_seconds: Annotated[float, Field(ge=1, le=30)] = 3
    """How much more than was played yet is sent of a longer clip."""
    volume_first: Volume = 0.4
    volume_most: Volume = 0.8
    volume_in_review: Volume = 0.3
    """Where a moderator's volume begins and ends."""

    @model_validator(mode="after")
    def _begins_low(self) -> "ListenRules":
        if self.volume_first > self.volume_most:
            raise ValueError("volume_first must not be above volume_most")
        return self

    @property
    def link(self) -> timedelta:
        return timedelta(minutes=self.link_minutes)

    @property
    def session(self) -> timedelta:
        return timedelta(minutes=self.session_minutes)

    @property
    def session_in_review(self) -> timedelta:
        return timedelta(minutes=self.session_in_review_minutes)


class FeedRules(Section):
    """How clips come by themselves for which people ask in the annotation store."""

    on: bool = True
    look_every_seconds: Annotated[float, Field(ge=1, le=3600)] = 30
    asks_an_hour: Annotated[int, Field(ge=1, le=3600)] = 60
    """Into one help channel; Slack itself takes about one message a second and channel."""
    most_waiting: Annotated[int, Field(ge=1, le=1000)] = 30
    """While so many clips are open in a channel, no more come by themselves."""
    announce_wait_minutes: Minutes = 10
    """When the last in the line would wait longer, the channel is told how many wait."""

    @property
    def look_every(self) -> timedelta:
        return timedelta(seconds=self.look_every_seconds)

    @property
    def between_asks(self) -> timedelta:
        return timedelta(hours=1) / self.asks_an_hour

    @property
    def announce_wait(self) -> timedelta:
        return timedelta(minutes=self.announce_wait_minutes)


class WriteRules(Section):
    park_after_hours: Hours = 24
    attempts: Annotated[int, Field(ge=1, le=10_000)] = 400


class ShowRules(Section):
    agreed_text: bool = True
    """Whether the agreed text may stand in the thread and in the asker's message."""


class OnLeak(StrEnum):
    """What is done about a kind of leak."""

    ASK = "ask"
    """Its author is asked to remove it, and moderators see it."""
    FLAG = "flag"
    """The same, and the clip is flagged as shared for amusement."""
    IGNORE = "ignore"


class LeakRules(Section):
    link: OnLeak = OnLeak.ASK
    quote: OnLeak = OnLeak.ASK
    upload: OnLeak = OnLeak.ASK
    words_at_least: Annotated[int, Field(ge=3, le=50)] = 5
    """So many words of an agreed text in a row are a quote of it."""
    cases_at_most: Annotated[int, Field(ge=1, le=20)] = 3
    """What stands in more clips than this, or fits more of them, tells nothing of any of them."""
    seconds_apart: Annotated[float, Field(ge=0, le=5)] = 0.05
    """How far the length of a recording may be from that of an open clip."""
    # Not longer than where our messages stand is known, or what is said in a clip's own thread would leak.
    remember_days: Annotated[float, Field(gt=0, le=30)] = 7
    """How long the words of an agreed text are known again."""

    @property
    def remember(self) -> timedelta:
        return timedelta(days=self.remember_days)


class HelpChannel(Section):
    """The one channel where clips of a language are shown, and the hours in which somebody is there."""

    language: LanguageTag
    name: Annotated[str, Field(min_length=1, max_length=40)]
    channel: ChannelName
    opens: TimeOfDay = "00:00"
    closes: EndOfDay = "24:00"
    timezone: str = "UTC"

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        return known_zone(name)


class Grant(Section):
    """Who has a role: user ids, user groups (by handle or id) or members of channels."""

    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    channels: tuple[ChannelName, ...] = ()
    help_channels: bool = False
    """Members of any help channel."""

    @property
    def is_empty(self) -> bool:
        return not (self.users or self.groups or self.channels or self.help_channels)


class Channels(Section):
    leads: ChannelName
    moderators: ChannelName
    operators: ChannelName


_NEEDED = (Role.REVIEWER, Role.PEER, Role.LEAD, Role.MODERATOR)


class Policy(Section):
    """The whole policy; every number has the design's default."""

    channels: Channels
    help: Annotated[tuple[HelpChannel, ...], Field(min_length=1)]
    roles: dict[Role, Grant]
    agreement: AgreementRules = AgreementRules()
    claim: ClaimRules = ClaimRules()
    quiet: QuietRules = QuietRules()
    review: ReviewRules = ReviewRules()
    duty: DutyRules = DutyRules()
    escalation: EscalationRules = EscalationRules()
    wellbeing: WellbeingRules = WellbeingRules()
    reopen: ReopenRules = ReopenRules()
    listen: ListenRules = ListenRules()
    feed: FeedRules = FeedRules()
    write: WriteRules = WriteRules()
    show: ShowRules = ShowRules()
    leaks: LeakRules = LeakRules()

    @model_validator(mode="after")
    def _consistent(self) -> "Policy":
        languages = [channel.language.casefold() for channel in self.help]
        if len(set(languages)) != len(languages):
            raise ValueError("each language has exactly one [[help]] channel")
        if Role.SYSTEM in self.roles:
            raise ValueError("the role system belongs to Second Ear itself and cannot be granted")
        for role in _NEEDED:
            if role not in self.roles or self.roles[role].is_empty:
                raise ValueError(
                    f"nobody has the role {role}, so cases would get stuck; grant it to somebody"
                )
        return self

    def help_channel(self, language: Language) -> HelpChannel | None:
        """The help channel of a language; a regional tag such as `en-GB` falls back to `en`."""
        by_language = {channel.language.casefold(): channel for channel in self.help}
        wanted = language.casefold()
        return by_language.get(wanted) or by_language.get(wanted.split("-")[0])


def load_policy(path: Path) -> Policy:
    """The checked policy; ConfigurationError names the file, the place and what it must be."""
    try:
        return Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"There is no policy at {path}. Copy policy.toml from the repository."
        ) from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()]
        raise ConfigurationError("\n".join([f"{path} cannot be used:", *lines])) from error
