"""Send visitors once more: python -m tests.fuzz 17 18."""

import logging
import sys
import time

import pytest

logging.disable(logging.WARNING)

from tests.fuzz.test_fuzz import visit  # noqa: E402

for number in map(int, sys.argv[1:]):
    start = time.process_time()
    with pytest.MonkeyPatch.context() as environment:
        story, wrong = visit(number, environment)
    print(f"{number}  {time.process_time() - start:.2f} s  {story}")
    for line in wrong:
        print(f"    {line}")
