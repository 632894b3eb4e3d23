"""The model of a request that refuses keys it does not know."""

from pydantic import BaseModel, ConfigDict


class StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Acting(StrictModel):
    """A request in the name of a person."""

    user: str
