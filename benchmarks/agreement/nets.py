"""Small nets and how they are fitted; the only module that needs torch (`pip install torch`)."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from bot.agreement.table import Floats, Ints
from bot.agreement.trained import FAR

CROSS_ENTROPY = 0.5
"""How much of it the loss of a choice has beside the belief that is missed."""

Arrays = dict[str, NDArray[np.floating]]
"""Some of the arrays of a trained file, by name."""


class Fit(NamedTuple):
    """How a net is fitted: `members` nets from different starts are averaged afterwards."""

    hidden: tuple[int, int]
    epochs: int
    members: int
    batch: int
    rate: float = 3e-3
    decay: float = 1e-3
    dropout: float = 0.1
    embedded: int = 0
    """Numbers a word of the vocabulary adds to the input."""


class Scaling(NamedTuple):
    """Brings every input to a mean of 0 and a standard deviation of 1, as far as `FAR`."""

    mean: Floats
    scale: Floats

    @classmethod
    def of(cls, inputs: Floats) -> "Scaling":
        return cls(inputs.mean(0), 1 / (inputs.std(0) + 1e-6))

    def __call__(self, inputs: Floats) -> torch.Tensor:
        return torch.from_numpy(np.clip((inputs - self.mean) * self.scale, -FAR, FAR).astype(np.float32))


NetT = TypeVar("NetT", bound=nn.Module)


class Layers(nn.Module):  # type: ignore[misc] # torch is not there when types are checked
    """Two hidden layers with rectifiers; the words' embedding joins the input of the first."""

    def __init__(self, inputs: int, outputs: int, fit: Fit, *, vocabulary: int = 0) -> None:
        super().__init__()
        first, second = fit.hidden
        self.words = nn.Embedding(vocabulary + 1, fit.embedded) if vocabulary else None
        if self.words is not None:
            nn.init.normal_(self.words.weight, 0, 0.05)
        self.first = nn.Linear(inputs + (fit.embedded if vocabulary else 0), first)
        self.second = nn.Linear(first, second)
        self.last = nn.Linear(second, outputs)
        self.dropout = nn.Dropout(fit.dropout)

    def forward(self, inputs: torch.Tensor, words: torch.Tensor | None = None) -> torch.Tensor:
        if self.words is not None and words is not None:
            inputs = torch.cat([inputs, self.words(words)], 1)
        hidden = self.dropout(torch.relu(self.first(inputs)))
        hidden = self.dropout(torch.relu(self.second(hidden)))
        result: torch.Tensor = self.last(hidden)
        return result


class RisingLayers(nn.Module):  # type: ignore[misc] # torch is not there when types are checked
    """Two layers; the output never falls when one of the first inputs rises."""

    def __init__(self, rising: int, free: int, hidden: int) -> None:
        super().__init__()
        self.rising = nn.Parameter(torch.randn(rising, hidden) * 0.3 - 1)
        self.free = nn.Linear(free, hidden)
        self.last = nn.Parameter(torch.randn(hidden, 1) * 0.3 - 1)
        self.last_bias = nn.Parameter(torch.zeros(1))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        count = len(self.rising)
        hidden = torch.tanh(inputs[:, :count] @ self.rising.exp() + self.free(inputs[:, count:]))
        result: torch.Tensor = hidden @ self.last.exp() + self.last_bias
        return result

    def arrays(self, scaling: Scaling) -> Arrays:
        """The arrays for a file."""
        found = {
            "rising": self.rising.exp(), "free": self.free.weight.T, "bias": self.free.bias,
            "last": self.last.exp(), "last_bias": self.last_bias,
        }  # fmt: skip
        return {
            "word.mean": scaling.mean,
            "word.scale": scaling.scale,
            **{f"word.{name}": value.detach().numpy().astype(np.float32) for name, value in found.items()},
        }


Loss = Callable[[nn.Module, torch.Tensor], torch.Tensor]


def fitted(make: Callable[[int], NetT], items: Ints, loss: Loss, fit: Fit, seed: int) -> Iterator[NetT]:
    """Each member, fitted on the numbered items."""
    for member in range(fit.members):
        torch.manual_seed(100 * seed + member)
        net = make(member)
        optimiser = torch.optim.AdamW(net.parameters(), lr=fit.rate, weight_decay=fit.decay)
        batches = -(-len(items) // fit.batch)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, fit.rate, total_steps=fit.epochs * batches + 1
        )
        chosen = torch.from_numpy(items)
        net.train()
        for _ in range(fit.epochs):
            for batch in chosen[torch.randperm(len(chosen))].split(fit.batch):
                cost = loss(net, batch)
                optimiser.zero_grad()
                cost.backward()
                optimiser.step()
                schedule.step()
        yield net.eval()


def choice_loss(inputs: torch.Tensor, words: torch.Tensor, right: torch.Tensor, rows: torch.Tensor) -> Loss:
    """Of the belief shared out among the readings at a place, the right ones should get all.

    `rows` has a row of row numbers for each place, filled up with -1. Cross entropy alone is spent on places
    that are lost whatever is chosen; what the belief misses is nearer to the errors that are counted.
    """

    def loss(net: nn.Module, places: torch.Tensor) -> torch.Tensor:
        at = rows[places]
        is_row = at >= 0
        scores = torch.full(at.shape, -1e9)
        scores[is_row] = net(inputs[at[is_row]], words[at[is_row]])[:, 0]
        belief = torch.log_softmax(scores, 1)
        is_right = torch.zeros(at.shape, dtype=torch.bool)
        is_right[is_row] = right[at[is_row]]
        found = torch.logsumexp(belief.masked_fill(~is_right, -1e9), 1)
        return (1 - found.exp() - CROSS_ENTROPY * found).mean()

    return loss


def chance_loss(inputs: torch.Tensor, right: torch.Tensor) -> Loss:
    """Cross entropy of one probability."""

    def loss(net: nn.Module, items: torch.Tensor) -> torch.Tensor:
        return nn.functional.binary_cross_entropy_with_logits(net(inputs[items])[:, 0], right[items])

    return loss


def text_loss(inputs: torch.Tensor, targets: torch.Tensor) -> Loss:
    """Cross entropy of "all is right", and squared errors of the rest; what is unknown there is NaN."""

    def loss(net: nn.Module, items: torch.Tensor) -> torch.Tensor:
        outputs, wanted = net(inputs[items]), targets[items]
        exact = nn.functional.binary_cross_entropy_with_logits(outputs[:, 0], wanted[:, 0])
        known = ~torch.isnan(wanted[:, 1:])
        missed = torch.where(known, outputs[:, 1:] - torch.nan_to_num(wanted[:, 1:]), 0.0)
        return exact + 20 * (missed**2).sum() / known.sum()

    return loss


def kept(name: str, scaling: Scaling, members: list[Layers], vocabulary: int = 0) -> Arrays:
    """The arrays of the nets for a file, members first; what an embedding adds is worked out beforehand."""
    arrays: Arrays = {f"{name}.mean": scaling.mean, f"{name}.scale": scaling.scale}
    inputs = len(scaling.mean)
    if vocabulary:
        arrays[f"{name}.embedding"] = np.stack([_added(net, inputs, vocabulary) for net in members])
    for number, layer in enumerate(("first", "second", "last")):
        weights = [getattr(net, layer).weight.detach().numpy().T for net in members]
        bias = [getattr(net, layer).bias.detach().numpy() for net in members]
        size = inputs if number == 0 else None
        arrays[f"{name}.weights{number}"] = np.stack([each[:size] for each in weights])
        arrays[f"{name}.bias{number}"] = np.stack(bias)[:, None, :]
    return arrays


def _added(net: Layers, inputs: int, vocabulary: int) -> NDArray[np.float16]:
    """What each word adds to the first layer; nothing in a member that does not know words."""
    first = net.first.weight.detach().numpy().T
    if net.words is None:
        return np.zeros((vocabulary + 1, first.shape[1]), np.float16)
    added: NDArray[np.float16] = (net.words.weight.detach().numpy() @ first[inputs:]).astype(np.float16)
    return added
