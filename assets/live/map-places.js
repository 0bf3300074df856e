// Finds for each name on a map a free place near its point, so that none hides another name or another point.

// A name touches its point on one of these sides (of a box around the point, with what it costs: the right reads best)
const SIDES = [
  [1, 0, 0], [-1, 0, 0.15], [0, -1, 0.1], [0, 1, 0.15], [1, -0.5, 0.15], [1, 0.5, 0.15], [-1, -0.5, 0.25], [-1, 0.5, 0.25],
  [1, -1, 0.3], [1, 1, 0.3], [-1, -1, 0.35], [-1, 1, 0.35], [0.33, -1, 0.2], [-0.33, -1, 0.2], [0.33, 1, 0.25],
  [-0.33, 1, 0.25], [0.66, -1, 0.25], [-0.66, -1, 0.3], [0.66, 1, 0.3], [-0.66, 1, 0.35],
];
// or stands at the end of a line, so many heights of a name long, in one of so many directions.
const LENGTHS = [0.6, 1, 1.5, 2.2, 3.2, 4.5, 6.3, 9], DIRECTIONS = 24;
const HIDES = 100; // one name on another: worse than anything else together
const BEARABLE = 36; // beyond, a name stands so far off or its line runs so crosswise that it says nothing

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const around = (x, y, r) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r });

// On which side of the line from a to b does c lie?
const side = (ax, ay, bx, by, cx, cy) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));

// Do two segments cross? Each is [x, y, x, y].
function cross(a, b) {
  if (side(a[0], a[1], a[2], a[3], b[0], b[1]) === side(a[0], a[1], a[2], a[3], b[2], b[3])) return false;
  return side(b[0], b[1], b[2], b[3], a[0], a[1]) !== side(b[0], b[1], b[2], b[3], a[2], a[3]);
}

// Does a segment pass through a box? Its part inside the upright strip must reach into the level one.
function through(line, box) {
  const dx = line[2] - line[0], dy = line[3] - line[1];
  let from = 0, to = 1;
  if (dx) {
    const one = (box.left - line[0]) / dx, two = (box.right - line[0]) / dx;
    from = Math.max(from, Math.min(one, two));
    to = Math.min(to, Math.max(one, two));
  } else if (line[0] <= box.left || line[0] >= box.right) return false;
  if (dy) {
    const one = (box.top - line[1]) / dy, two = (box.bottom - line[1]) / dy;
    from = Math.max(from, Math.min(one, two));
    to = Math.min(to, Math.max(one, two));
  } else if (line[1] <= box.top || line[1] >= box.bottom) return false;
  return from < to;
}

// All places for one name, the cheapest first: none leaves the area or hides a point; the nearer the better.
function candidates(i, points, { width, height }, radius, area, lines, enough) {
  const found = [], { x, y } = points[i], reach = LENGTHS.at(-1) * height + 2 * radius + width;
  const others = points.filter((o) => (o.x !== x || o.y !== y) && Math.abs(o.x - x) < reach && Math.abs(o.y - y) < reach);
  const marks = others.map((other) => around(other.x, other.y, radius + 1)), near = others.map((other) => around(other.x, other.y, radius + height * 0.35));
  const own = around(x, y, radius + 1), apart = marks.filter((mark) => !meet(mark, own)); // who stands on this point cannot be passed by
  const add = (left, top, cost, leader) => {
    const place = { left, top, right: left + width, bottom: top + height, cost, leader, hull: null };
    if (left < area.left || top < area.top || place.right > area.right || place.bottom > area.bottom) return;
    for (const mark of marks) if (meet(place, mark)) return;
    for (const mark of near) if (meet(place, mark)) place.cost += 1.2; // whose name would it be?
    for (const line of lines) if (through(line, place)) place.cost += 2.5;
    if (leader) for (const mark of apart) if (through(leader, mark)) place.cost += 6;
    place.hull = leader ? { left: Math.min(left, x), top: Math.min(top, y), right: Math.max(place.right, x), bottom: Math.max(place.bottom, y) } : place;
    if (place.cost < BEARABLE) found.push(place);
  };
  for (const [right, down, cost] of SIDES)
    add(x + right * (width / 2 + radius + 1) - width / 2, y + down * (height / 2 + radius + 1) - height / 2, cost, null);
  for (const length of LENGTHS) {
    if (found.length > enough) break;
    for (let k = 0; k < DIRECTIONS; k++) {
      const angle = (2 * Math.PI * k) / DIRECTIONS, right = Math.cos(angle), down = Math.sin(angle), long = radius + length * height;
      const end = [x + right * long, y + down * long]; // the line meets the middle of a side, or a corner
      const back = (part) => (part > 0.3 ? 0 : part < -0.3 ? 1 : 0.5);
      add(end[0] - back(right) * width, end[1] - back(down) * height, 1 + 1.2 * length, [x, y, ...end]);
    }
  }
  return found.sort((a, b) => a.cost - b.cost);
}

// How much two names are in each other's way.
function trouble(a, b) {
  if (!meet(a.hull, b.hull)) return 0;
  let cost = meet(a, b) ? HIDES : 0;
  if (a.leader && through(a.leader, b)) cost += 6;
  if (b.leader && through(b.leader, a)) cost += 6;
  if (a.leader && b.leader && cross(a.leader, b.leader)) cost += 4;
  return cost;
}

// A place for each name, or null where there is none. First those with the least choice; then each moves to where it
// is best off as the others stand, then together with the one in its way; what is still unbearable is left out.
function arrange(points, sizes, radius, area, lines) {
  const look = (i, enough) => candidates(i, points, sizes[i], radius, area, lines, enough);
  const places = points.map((_, i) => look(i, 70));
  const order = points.map((_, i) => i).sort((a, b) => places[a].length - places[b].length || a - b);
  const chosen = points.map(() => null);
  const sum = (i, place, most = Infinity) => {
    let cost = place.cost;
    for (let j = 0; j < chosen.length && cost < most; j++) if (j !== i && chosen[j]) cost += trouble(place, chosen[j]);
    return cost;
  };
  const best = (i) => {
    let winner = null, least = Infinity;
    for (const place of places[i]) {
      if (place.cost >= least) break;
      const cost = sum(i, place, least);
      if (cost < least) [winner, least] = [place, cost];
    }
    return [winner, least];
  };
  const settle = () => {
    for (let pass = 0, moved = true; moved && pass < 8; pass++) {
      moved = false;
      for (const i of order) {
        const [place] = best(i);
        moved ||= place !== chosen[i];
        chosen[i] = place;
      }
    }
  };
  // Name i takes a place that one other stands in, if the two are better off when the other goes elsewhere.
  const push = (i) => {
    const before = chosen[i], cost = sum(i, before);
    for (const place of places[i]) {
      if (place.cost > cost - 0.5) return;
      const inWay = (other, k) => k !== i && other && trouble(place, other) > 0;
      const j = chosen.findIndex(inWay);
      if (j < 0 || chosen.findLastIndex(inWay) !== j) continue;
      const old = chosen[j], both = cost + sum(j, old) - trouble(before, old);
      chosen[i] = place;
      const [other, rest] = best(j);
      if (other && place.cost + rest < both - 0.01) return (chosen[j] = other);
      chosen[i] = before;
    }
  };
  settle();
  for (const i of order) if (chosen[i] && sum(i, chosen[i]) > 1) push(i);
  settle();
  const costs = () => chosen.map((place, i) => (place ? sum(i, place) : 0));
  for (let all = costs(); Math.max(...all) >= BEARABLE; all = costs()) chosen[all.indexOf(Math.max(...all))] = null;
  for (const i of order) {
    if (chosen[i]) continue;
    places[i] = look(i, Infinity); // farther off, or where somebody made room
    const [place, cost] = best(i);
    if (cost < BEARABLE) chosen[i] = place;
  }
  return chosen;
}
