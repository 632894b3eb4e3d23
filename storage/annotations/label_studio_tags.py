"""The labelling config of a project: which of its tags take the text, the sound and the word on sharing."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.annotation_ports import StoreFlag
from bot.errors import ConfigurationError

NOBODY_CAN_TELL = "nobody can tell"
CRITICAL_DATA = "critical data"
"""A choice that a project may have; it then stands beside a stop for this reason."""
CHOICES = (NOBODY_CAN_TELL, *(flag.value for flag in StoreFlag))
_ADVICE = "docs/stores.md has a labelling config to copy."


@dataclass(frozen=True, kw_only=True)
class Tags:
    """Names in the labelling config. Label Studio checks none of what is written, so it must be right."""

    audio: str
    audio_field: str
    """The field of a task's data that holds the recording's address."""
    text: str
    choices: str
    has_critical_data: bool


class _Loose(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Input(_Loose):
    type: str = ""
    value: str = ""


class _Control(_Loose):
    type: str
    to_name: tuple[str, ...] = ()
    inputs: tuple[_Input, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def is_on_audio(self) -> bool:
        return bool(self.to_name and self.inputs and self.inputs[0].type == "Audio" and self.inputs[0].value)


class _Config(_Loose):
    parsed_label_config: Mapping[str, _Control]


def find_tags(project: object, *, text_tag: str | None, help_choice: str | None = None) -> Tags:
    """The tags of a project as the API gives it; ConfigurationError names all that is missing."""
    try:
        controls = _Config.model_validate(project).parsed_label_config
    except ValidationError as error:
        raise ConfigurationError(
            f"The labelling config of the Label Studio project cannot be read. {_ADVICE}"
        ) from error
    on_audio = {name: control for name, control in controls.items() if control.is_on_audio}
    text, problem_of_text = _find_text(on_audio, text_tag)
    choices, problem_of_choices = _find_choices(on_audio)
    problem_of_help = _problem_of_help(on_audio, help_choice)
    problems = [problem for problem in (problem_of_text, problem_of_choices, problem_of_help) if problem]
    if problems:
        raise ConfigurationError(
            f"The labelling config of the Label Studio project needs {'; and '.join(problems)}. {_ADVICE}"
        )
    audio = on_audio[text]
    return Tags(
        audio=audio.to_name[0],
        audio_field=audio.inputs[0].value,
        text=text,
        choices=choices,
        has_critical_data=CRITICAL_DATA in on_audio[choices].labels,
    )


def _find_text(on_audio: Mapping[str, _Control], wanted: str | None) -> tuple[str, str]:
    """The name, or what is wrong."""
    found = [name for name, control in on_audio.items() if control.type == "TextArea"]
    if wanted is not None:
        return (wanted, "") if wanted in found else ("", f"a TextArea “{wanted}” on an Audio tag")
    if len(found) > 1:
        return "", f"to say which TextArea is meant: add ?text={found[0]} to ANNOTATIONS_URL, for example"
    return (found[0], "") if found else ("", "a TextArea on an Audio tag")


def _find_choices(on_audio: Mapping[str, _Control]) -> tuple[str, str]:
    """The Choices that have all that we write, or what the nearest one lacks."""
    found = {name: control.labels for name, control in on_audio.items() if control.type == "Choices"}
    missing = {name: [choice for choice in CHOICES if choice not in has] for name, has in found.items()}
    if not missing:
        return "", f"a Choices on the Audio tag with {_quoted(CHOICES)}"
    nearest = min(missing, key=lambda name: len(missing[name]))
    if missing[nearest]:
        return "", f"in the Choices “{nearest}” also {_quoted(missing[nearest])}"
    return nearest, ""


def _problem_of_help(on_audio: Mapping[str, _Control], wanted: str | None) -> str:
    labels = {label for control in on_audio.values() if control.type == "Choices" for label in control.labels}
    is_there = wanted is None or wanted in labels
    return "" if is_there else f"a Choices on the Audio tag with “{wanted}”, which ?help= names"


def _quoted(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
