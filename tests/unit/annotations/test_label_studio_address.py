"""Where a Label Studio project is, as ANNOTATIONS_URL says it, and what is refused with an example."""

import pytest

from bot.config import require_label_studio_token, settings_from
from bot.errors import ConfigurationError
from storage.annotations.label_studio_address import is_label_studio, read_address


def test_an_address_names_the_project_and_what_its_config_leaves_open() -> None:
    url = (
        "label-studio+https://labels.example.com/projects/7?language=de&text=heard&audio_host=a&audio_host=b"
    )

    address = read_address(url)

    assert is_label_studio(url)
    assert (str(address.root), address.project) == ("https://labels.example.com/", 7)
    assert (address.language, address.text_tag) == ("de", "heard")
    assert address.audio_hosts == {"a", "b"}


@pytest.mark.parametrize(
    "written", ["http://[::1]:8080/labels/projects/7", "http://[::1]:8080/labels/projects/7/"]
)
def test_label_studio_may_be_served_below_a_path(written: str) -> None:
    address = read_address(f"label-studio+{written}")

    assert (str(address.root), address.project) == ("http://[::1]:8080/labels/", 7)


@pytest.mark.parametrize(
    "url",
    [
        "label-studio+http://labels.example.com",
        "label-studio+http://labels.example.com/projects/0",
        "label-studio+http://labels.example.com/projects/seven",
        "label-studio+http://labels.example.com/projects/7/data",
        "label-studio+ftp://labels.example.com/projects/7",
        "label-studio+https://name:secret@labels.example.com/projects/7",
        "label-studio+https://labels.example.com/projects/7?token=secret",
        "label-studio+http://labels.example.com:port/projects/7",
        "label-studio+projects/7",
    ],
)
def test_an_address_that_cannot_serve_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigurationError, match="ANNOTATIONS_URL") as refused:
        read_address(url)

    assert "secret" not in str(refused.value)


def test_a_database_is_no_label_studio() -> None:
    assert not is_label_studio("sqlite+aiosqlite:///data/annotations.db")


def test_label_studio_without_its_token_is_told_at_once() -> None:
    settings = settings_from({"ANNOTATIONS_URL": "label-studio+http://127.0.0.1:8080/projects/1"})

    with pytest.raises(ConfigurationError, match="LABEL_STUDIO_TOKEN is missing"):
        require_label_studio_token(settings)


def test_the_token_does_not_show_when_the_settings_are_printed() -> None:
    settings = settings_from({"LABEL_STUDIO_TOKEN": "f00d" * 10})

    assert "f00d" not in repr(settings)
    assert require_label_studio_token(settings) == "f00d" * 10
