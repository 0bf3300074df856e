"""A training as a film: what the model wrote at each checkpoint, and where it looked."""

from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Float
from safetensors.torch import load_file
from torch import Tensor

from explorer import ASSETS
from explorer.classroom import classroom
from explorer.models import duel, library
from explorer.models.generate import generate
from explorer.models.transformer import Transformer

WRITTEN, READ, FEWEST = 40, 18, 8  # tokens to write, to draw in a map, that a map is worth drawing of


@dataclass(frozen=True, eq=False)
class Frame:
    step: int
    held_out: float | None  # nats per token
    written: tuple[str, ...]
    shares: tuple[float, ...]  # of each written token
    weights: Float[Tensor, "layer head query key"]  # attention over the prompt


@dataclass(frozen=True, eq=False)
class Film:
    tokens: tuple[str, ...]
    prompt: str  # as the text goes on from it
    frames: tuple[Frame, ...]

    def sharpest(self, frame: int, layer: int, head: int) -> float:
        """The attention that the last token's most looked-at token gets, in a head counted from 1."""
        return float(self.frames[frame].weights[layer - 1, head - 1, -1].max())

    def target(self, frame: int, layer: int, head: int) -> str:
        """That token."""
        return self.tokens[int(self.frames[frame].weights[layer - 1, head - 1, -1].argmax())]


@lru_cache(maxsize=16)
def film(name: str, prompt: str, seed: int) -> Film:
    """Of stories, the shipped checkpoints; of apprentice-NUMBER-STEP, those of the training so far."""
    found = duel.match(name)
    begin = found.begin(prompt, WRITTEN)
    looked = begin[1:][-READ + 1 :]
    if len(begin) < FEWEST and found.held_out:  # too little to look at
        looked = list(found.held_out[: READ - 1])
    ids = [begin[0], *looked]
    frames = []
    for step, held_out, model in _models(name, found.model):
        with torch.inference_mode():
            weights = torch.stack([block.attention.weights for block in model(torch.tensor(ids)).blocks])
        steps = []
        for each in generate(model, begin, WRITTEN, temperature=0.8, seed=seed):
            steps.append((found.show(each.id), float(each.probabilities[each.id])))
            if each.id == found.end:
                break
        words, shares = zip(*steps, strict=True)
        frames.append(Frame(step, held_out, words, shares, weights))
    shown = "".join(found.show(id_) for id_ in begin[1:][-READ + 1 :])
    return Film(tuple(found.label(id_) for id_ in ids), shown, tuple(frames))


def _models(name: str, last: Transformer) -> list[tuple[int, float | None, Transformer]]:
    if name.startswith("apprentice-"):
        number, until = map(int, name.split("-")[1:])
        training = classroom().find(number)
        heard = {look.step: look.held_out for look in training.looks}
        return [(step, heard.get(step), training.model(step)) for step in training.steps if step <= until]
    card = library.load().card
    found: list[tuple[int, float | None, Transformer]] = []
    for entry in card.checkpoints:
        model = Transformer(last.sizes)
        file = ASSETS / "weights" / "checkpoints" / f"{card.name}-{entry['step']}.safetensors"
        model.load_state_dict({key: value.float() for key, value in load_file(file).items()})
        found.append((entry["step"], entry["held_out"], model.eval()))
    return [*found, (card.steps, card.loss["held_out"], last)]
