"""Run the command explorer and write down, in the file named first, what it opens for writing and whom it asks.

python -m tests.audited LOG --no-browser --port 8501
"""

import os
import sys

log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND


def note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING and isinstance(arguments[0], str):
        os.write(log, f"write {arguments[0]}\n".encode())
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        os.write(log, f"connect {arguments[1]}\n".encode())


sys.addaudithook(note)

from explorer.cli import main  # noqa: E402

sys.exit(main(sys.argv[2:]))
