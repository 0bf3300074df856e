"""A link as a QR code."""


def qr(link: str) -> str:
    """A picture of the link as a data address: black on white in both themes, as cameras expect it.

    Around it stands the quiet border of four cells; error correction is the lowest that gives no larger code.
    """
    import segno  # a tenth of a second, and most servers never let a class in

    return str(segno.make(link, error="l", micro=False).svg_data_uri(border=4, dark="#000", light="#fff", scale=10))
