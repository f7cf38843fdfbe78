"""A disk that is full."""


class Full:
    """A file on a disk with ``room`` bytes left."""

    def __init__(self, file, room: int):
        self._file, self._room = file, room

    def write(self, line: bytes) -> int:
        if len(line) > self._room:
            self._file.write(line[: self._room])
            raise OSError(28, "No space left on device")
        self._room -= len(line)
        return self._file.write(line)

    def __getattr__(self, name):
        return getattr(self._file, name)
