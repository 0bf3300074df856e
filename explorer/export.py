"""The numbers of a figure, as a table and as CSV."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go


def numbers(figure: go.Figure) -> pd.DataFrame:
    """Every number that the figure draws: one row for each point of each trace."""
    frames = []
    for index, trace in enumerate(figure.data):
        name = trace.name or str(index + 1)
        if trace.type == "heatmap":
            z = np.asarray(trace.z, dtype=float)
            row, column = np.indices(z.shape)
            frame = pd.DataFrame(
                {"series": name, "row": row.ravel() + 1, "column": column.ravel() + 1, "value": z.ravel()}
            )
        else:
            frame = pd.DataFrame({"series": name, "x": np.asarray(trace.x), "value": np.asarray(trace.y, dtype=float)})
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def csv(table: pd.DataFrame) -> str:
    """The table as CSV, six significant digits."""
    return str(table.to_csv(float_format="%.6g"))
