"""Random parameters, all from one seed."""

import random
import re


class Draw:
    """Draws what rows are made of. The same seed gives the same rows."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def integer(self, low, high):
        return self.random.randint(low, high)

    def pick(self, *choices):
        return self.random.choice(choices)

    def text(self, template):
        """`{a|b|}` stands for one of its alternatives, `<1-4>` for a number; both may be nested."""
        while found := re.search(r"\{([^{}]*)\}", template):
            template = template[: found.start()] + self.pick(*found[1].split("|")) + template[found.end() :]
        return re.sub(r"<(\d+)-(\d+)>", lambda m: str(self.integer(int(m[1]), int(m[2]))), template)

    def sizes(self, rank, low=1, high=9, unknown=0.0):
        """A shape; each size is None with the given probability."""
        return [None if self.chance(unknown) else self.integer(low, high) for _ in range(rank)]

    def image(self, rank, channels_first=False, unknown=0.0, low=1, high=16):
        """A batch of images with `rank` spatial axes."""
        batch, space = self.sizes(1, 1, 4, unknown and 0.4), self.sizes(rank, low, high, unknown)
        channels = [self.pick(1, 2, 3, 4, 6, 8)]
        return batch + channels + space if channels_first else batch + space + channels

    def per_axis(self, rank, low, high):
        """One number for all axes, or a tuple with one for each."""
        if self.chance(0.6):
            return str(self.integer(low, high))
        return f"({', '.join(str(self.integer(low, high)) for _ in range(rank))}{',' if rank == 1 else ''})"

    def maybe(self, name, value, probability=0.5):
        """A keyword argument that is there with the given probability."""
        return f", {name}={value}" if self.chance(probability) else ""
