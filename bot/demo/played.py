"""What the story did, for the check from outside: which clip and which alias belong to which scene."""

from dataclasses import dataclass, field


@dataclass
class Played:
    clips: dict[str, str] = field(default_factory=dict)
    """alias → the clip of examples/manifest.jsonl that was asked about"""
    written: dict[str, str] = field(default_factory=dict)
    """alias → the text that must stand in the store"""
    nobody_can_tell: list[str] = field(default_factory=list)
    settled: dict[str, str] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    """Words that must stand nowhere in Slack."""

    @property
    def texts(self) -> dict[str, str]:
        """What the store must say of each alias: nothing where nobody can tell."""
        return self.written | self.settled | dict.fromkeys(self.nobody_can_tell, "")
