// One pair of dimensions as a clock: sine to the right, cosine upwards, so its hand stands at twelve at place 0.

const tip = (x, y, r, angle) => [x + r * Math.sin(angle), y - r * Math.cos(angle)];

// `from` is a place the hand has come from: a thin hand and a line that winds as often as the hand has turned.
function dial(x, y, r, angle, from) {
  const group = svg("g", { class: "dial" }), [tx, ty] = tip(x, y, r * 0.92, angle);
  group.append(svg("circle", { class: "face", cx: x, cy: y, r }));
  if (r > 24)
    for (let hour = 0; hour < 12; hour++) {
      const [[x1, y1], [x2, y2]] = [0.94, 1].map((part) => tip(x, y, r * part, (hour * Math.PI) / 6));
      group.append(svg("line", { class: "hour", x1, y1, x2, y2 }));
    }
  if (from !== undefined) {
    const [x2, y2] = tip(x, y, r * 0.92, from), turns = (angle - from) / (2 * Math.PI), count = Math.ceil(turns * 48) + 2;
    const winding = Array.from({ length: count }, (_, i) => {
      const part = i / (count - 1);
      return tip(x, y, r * (0.3 + (0.4 * part * turns) / Math.max(2, turns)), from + part * (angle - from)).map((value) => value.toFixed(1)).join();
    });
    group.append(svg("line", { class: "before", x1: x, y1: y, x2, y2 }), svg("polyline", { class: "turned", points: winding.join(" ") }));
  }
  group.append(svg("line", { class: "hand", x1: x, y1: y, x2: tx, y2: ty, "stroke-width": Math.max(2, Math.min(6, r / 14)) }), svg("circle", { class: "tip", cx: tx, cy: ty, r: Math.max(2.2, Math.min(8, r / 16)) }));
  return group;
}
