"""What a visitor is told where something cannot be done."""


class VisitorError(Exception):
    """One clear sentence; `values` fill its blanks after it was translated."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.message, self.values = message, values
