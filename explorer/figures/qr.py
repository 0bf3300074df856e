"""A link as a QR code."""

import segno


def qr(link: str) -> str:
    """A picture of the link as a data address: black on white in both themes, as cameras expect it.

    Around it stands the quiet border of four cells; error correction is the lowest that gives no larger code.
    """
    return str(segno.make(link, error="l", micro=False).svg_data_uri(border=4, dark="#000", light="#fff", scale=10))
