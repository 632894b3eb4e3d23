"""What the fake Label Studio remembers: accounts, projects, tasks, annotations, drafts and files."""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


@dataclass(kw_only=True)
class User:
    id: int
    email: str
    legacy_token: str
    personal_token: str


@dataclass(kw_only=True)
class Memory:
    """Everything of one instance. The ids of annotations are unique over all of its projects."""

    users: list[User] = field(default_factory=list)
    access: dict[str, User] = field(default_factory=dict)
    """Access tokens that have not ended."""
    projects: dict[int, Json] = field(default_factory=dict)
    tasks: dict[int, Json] = field(default_factory=dict)
    annotations: dict[int, Json] = field(default_factory=dict)
    drafts: dict[int, Json] = field(default_factory=dict)
    views: dict[int, Json] = field(default_factory=dict)
    webhooks: list[Json] = field(default_factory=list)
    uploads: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    last_id: int = 0
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def touch(self, task: int) -> str:
        """Whatever happens to a task or to an annotation of it moves the task's time; gives that time."""
        at = self.now().isoformat()
        self.tasks[task]["updated_at"] = at
        return at

    def new_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def add_user(self, email: str) -> User:
        number = self.new_id()
        user = User(
            id=number,
            email=email,
            legacy_token=uuid.uuid4().hex + "00000000",
            personal_token=f"header.{uuid.uuid4().hex}.signature",
        )
        self.users.append(user)
        return user

    def add_project(self, title: str, label_config: str) -> Json:
        number = self.new_id()
        project: Json = {"id": number, "title": title, "label_config": label_config}
        self.projects[number] = project
        return self.shown_project(project)

    def shown_project(self, project: Json) -> Json:
        tasks = [task["id"] for task in self.tasks.values() if task["project"] == project["id"]]
        annotations = [found for found in self.annotations.values() if found["task"] in tasks]
        return {
            **project,
            "parsed_label_config": parsed(project["label_config"]),
            "task_number": len(tasks),
            "total_annotations_number": len(annotations),
        }

    def fits(self, project: int, label_config: str) -> bool:
        """Whether all that was written, unchecked as it was, has its tag and its choice in the config."""
        tags = parsed(label_config)
        results = [found["result"] for found in self.annotations.values() if found["project"] == project]
        return all(_has(tags, item) for result in results for item in result)

    def add_task(self, project: int, data: Json) -> int:
        number = self.new_id()
        self.tasks[number] = {"id": number, "project": project, "data": data, "meta": {}}
        self.touch(number)
        return number

    def remove_task(self, task: int) -> None:
        del self.tasks[task]
        gone = [number for number, found in self.annotations.items() if found["task"] == task]
        for number in gone:
            del self.annotations[number]

    def add_annotation(self, task: int, body: Json, user: User) -> Json | None:
        """None when the unique id is taken, wherever in the instance. The result is checked by nobody."""
        if any(found["unique_id"] == body.get("unique_id") for found in self.annotations.values()):
            return None
        number = self.new_id()
        self.annotations[number] = {
            "id": number,
            "task": task,
            "project": self.tasks[task]["project"],
            "result": body.get("result"),
            "was_cancelled": body.get("was_cancelled", False),
            "ground_truth": body.get("ground_truth", False),
            "completed_by": user.id,
            "updated_by": user.id,
            "unique_id": body.get("unique_id") or str(uuid.uuid4()),
            "updated_at": self.touch(task),
        }
        return shown(self.annotations[number])

    def remove_annotation(self, annotation: int) -> bool:
        """False when there is none such. Of a removed one nothing stays, its unique id is free again."""
        found = self.annotations.pop(annotation, None)
        if found is not None:
            self.touch(found["task"])
        return found is not None

    def annotations_of(self, task: int) -> list[Json]:
        return [found for found in self.annotations.values() if found["task"] == task]

    def shown_task(self, task: Json) -> Json:
        """With skipped annotations too, and whose each is in full, as only this view has it."""
        people = {user.id: {"id": user.id, "email": user.email} for user in self.users}
        annotations = [
            {**shown(found), "completed_by": people[found["completed_by"]]}
            for found in self.annotations_of(task["id"])
        ]
        return {**task, "annotations": annotations, "predictions": [], "drafts": []}


def _has(tags: Json, item: Json) -> bool:
    tag = tags.get(item["from_name"])
    return tag is not None and set(item["value"].get("choices", ())) <= set(tag["labels"])


def shown(annotation: Json) -> Json:
    """As every answer but the export shows it: without its unique id."""
    return {name: value for name, value in annotation.items() if name != "unique_id"}


def is_uuid(text: object) -> bool:
    try:
        uuid.UUID(str(text))
    except ValueError:
        return False
    return True


def parsed(label_config: str) -> Json:
    """What Label Studio makes of a labelling config: each tag that people fill in, by its name."""
    root = ET.fromstring(label_config)  # noqa: S314 - the tests' own config
    objects = {tag.get("name"): tag for tag in root.iter() if tag.get("value", "").startswith("$")}
    controls = [tag for tag in root.iter() if tag.get("toName") in objects]
    return {str(tag.get("name")): _control(tag, objects[tag.get("toName")]) for tag in controls}


def _control(tag: ET.Element, on: ET.Element) -> Json:
    labels = [str(choice.get("value")) for choice in tag if choice.get("value")]
    return {
        "type": tag.tag,
        "to_name": [tag.get("toName")],
        "inputs": [{"type": on.tag, "valueType": None, "value": on.get("value", "").removeprefix("$")}],
        "labels": labels,
        "labels_attrs": {label: {"value": label} for label in labels},
    }


def failure(status: int, detail: str) -> Json:
    return {
        "id": str(uuid.uuid4()),
        "status_code": status,
        "version": "fake",
        "detail": detail,
        "exc_info": None,
    }
