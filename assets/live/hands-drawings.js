// What stands beside the clocks: the waves that one hand draws, or the matrix that turns all of them.

const WAVES = { sine: Math.sin, cosine: Math.cos };

// One hand large, its two curves over all places, and every hand of the table at this place.
function waving(data, { pair, place }, paper, choose) {
  const { width, tall, size } = paper, { speeds, places, words } = data, narrow = width < 640;
  const columns = narrow ? 8 : width >= speeds.length * size * 2 ? speeds.length : speeds.length / 2, rows = speeds.length / columns;
  const cell = narrow ? width / columns : Math.max(size * 1.4, Math.min(width / columns, size * 3.2, (tall * 0.42) / rows - size * 1.3));
  const below = rows * (cell + size * 1.3);
  const high = Math.max(size * 8, tall - below - size * 0.6), r = narrow ? Math.min(width * 0.24, size * 5) : Math.min(high / 2 - 2, width * 0.17);
  const centre = narrow ? [width / 2, r + 2] : [r + 2, high / 2];
  const left = narrow ? size * 1.6 : 2 * r + size * 4, top = (narrow ? 2 * r + size : 0) + size * 2, wide = width - left - size * 0.6;
  const up = Math.max(size * 2, (narrow ? size * 3.5 : (high - size * 5.2) / 2)), middle = top + up, speed = speeds[pair], angle = place * speed;
  const x = (p) => left + (p / (places - 1)) * wide, y = (value) => middle - value * up;
  const trail = [];
  for (let p = Math.max(0, place - 24); p < place; p++) {
    const [cx, cy] = tip(...centre, r * 0.92, p * speed);
    trail.push(svg("circle", { class: "trail", cx, cy, r: Math.max(1.5, r / 28), opacity: 1 - (place - p) / 26 }));
  }
  const clock = dial(...centre, r, angle), [tx, ty] = tip(...centre, r * 0.92, angle);
  clock.insertBefore(svg("line", { class: "sine", x1: centre[0], y1: ty, x2: tx, y2: ty }), clock.querySelector(".hand"));
  clock.insertBefore(svg("line", { class: "cosine", x1: tx, y1: centre[1], x2: tx, y2: ty }), clock.querySelector(".hand"));
  clock.querySelector(".face").after(...trail);
  const nodes = [clock];
  for (const value of [-1, 0, 1]) {
    nodes.push(svg("line", { class: "grid", x1: left, x2: left + wide, y1: y(value), y2: y(value) }));
    nodes.push(svg("text", { x: left - size * 0.5, y: y(value), "text-anchor": "end" }, decimals(value, 0)));
  }
  for (let p = 0; p < places; p += narrow ? 32 : 16) nodes.push(svg("text", { x: x(p), y: y(-1) + size, "text-anchor": "middle" }, p));
  nodes.push(svg("text", { x: left + wide / 2, y: y(-1) + size * 2.2, "text-anchor": "middle" }, words.axis));
  Object.entries(WAVES).forEach(([name, wave], i) => {
    // Between the places too, or fast waves would look like none.
    const fine = Array.from({ length: (places - 1) * 4 + 1 }, (_, j) => j / 4);
    nodes.push(svg("polyline", { class: `${name} curve`, points: fine.map((p) => `${x(p).toFixed(1)},${y(wave(p * speed)).toFixed(1)}`).join(" ") }));
    const from = left + (i * wide) / 2;
    nodes.push(svg("line", { class: name, x1: from, x2: from + size * 1.6, y1: top - size * 1.1, y2: top - size * 1.1 }));
    nodes.push(svg("text", { x: from + size * 2, y: top - size * 1.1 }, fill(words[name], { n: 2 * pair + i })));
  });
  nodes.push(svg("line", { class: "now", x1: x(place), x2: x(place), y1: y(1), y2: y(-1) }));
  for (const [name, wave] of Object.entries(WAVES)) nodes.push(svg("circle", { class: `${name} dot`, cx: x(place), cy: y(wave(angle)), r: size * 0.35 }));
  const ground = svg("rect", { class: "ground", x: left, y: y(1), width: wide, height: 2 * up });
  walked(ground, (part) => choose("place", Math.round(part * (places - 1))));
  nodes.push(ground);
  const first = Math.max(narrow ? 0 : high, middle + up + size * 2.9) + size * 0.6, gap = width / columns;
  speeds.forEach((each, i) => {
    const cx = ((i % columns) + 0.5) * gap, row = first + Math.floor(i / columns) * (cell + size * 1.3);
    const small = svg("g", { class: i === pair ? "small chosen" : "small" });
    small.append(svg("rect", { class: "ground", x: cx - gap / 2, y: row, width: gap, height: cell + size * 1.2, rx: 4 }));
    small.append(dial(cx, row + cell / 2, cell * 0.42, place * each), svg("text", { x: cx, y: row + cell + size * 0.5, "text-anchor": "middle" }, i));
    small.onclick = () => choose("pair", i);
    nodes.push(small);
  });
  return { nodes, height: first + below };
}

// Along the waves by a mouse that is held, or by a finger that moves sideways: upwards it scrolls the page.
function walked(ground, walk) {
  const to = (event) => {
    const box = ground.getBoundingClientRect();
    walk(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)));
  };
  ground.onpointerdown = (event) => event.pointerType === "mouse" && to(event);
  ground.onpointermove = (event) => {
    if (event.buttons && (event.pointerType === "mouse" || Math.abs(event.movementX) > Math.abs(event.movementY))) to(event);
  };
  ground.onclick = to;
}

// All hands, each turned on by its own angle; and the matrix that does it, a block for each hand.
function turning(data, { k, place, hand }, paper, choose) {
  const { width, tall, size } = paper, { speeds, words } = data, narrow = width < 640, across = 4, down = speeds.length / across;
  const side = narrow ? Math.min(width, size * 20) : Math.min(width * 0.44, tall) - size * 0.2, wide = narrow ? width : width - side - size * 2;
  const cell = narrow ? size * 7 : tall / down, room = wide / across, r = Math.min(room - size * 0.6, cell - size * 3) / 2, nodes = [];
  speeds.forEach((speed, i) => {
    const cx = ((i % across) + 0.5) * room, top = Math.floor(i / across) * cell;
    const one = svg("g", { class: i === hand ? "small chosen" : "small" }), degrees = (k * speed * 180) / Math.PI;
    one.append(svg("rect", { class: "ground", x: cx - room / 2 + 2, y: top, width: room - 4, height: cell - 4, rx: 6 }));
    one.append(dial(cx, top + r + 5, r, (place + k) * speed, place * speed));
    one.append(svg("text", { x: cx, y: top + 2 * r + size * 0.9 + 4, "text-anchor": "middle" }, fill(words.hand, { i })));
    one.append(svg("text", { class: "station", x: cx, y: top + 2 * r + size * 2 + 4, "text-anchor": "middle" }, `${degrees < 1 ? degrees.toPrecision(2) : degrees.toFixed(degrees < 10 ? 1 : 0)}°`));
    one.onclick = () => choose("hand", i);
    nodes.push(one);
  });
  const n = 2 * speeds.length, label = size * 1.6, head = size * 2.8, x0 = (narrow ? (width - side) / 2 : width - side) + label, y0 = (narrow ? down * cell + size : 0) + head;
  const step = (side - (narrow ? label : head)) / n, matrix = turned(k, speeds);
  matrix.forEach((row, i) => row.forEach((value, j) => nodes.push(svg("rect", { x: x0 + j * step, y: y0 + i * step, width: step - 1, height: step - 1, fill: signed(value, 1) }))));
  nodes.push(svg("rect", { class: "edge", x: x0 - 1, y: y0 - 1, width: n * step + 1, height: n * step + 1 }));
  nodes.push(svg("text", { x: x0 + (n * step) / 2, y: y0 - size * 2.1, "text-anchor": "middle" }, words.axis));
  for (let i = 0; i < n; i += step < size * 1.35 ? 2 : 1) {
    nodes.push(svg("text", { x: x0 + (i + 0.5) * step, y: y0 - size * 0.7, "text-anchor": "middle" }, i));
    nodes.push(svg("text", { x: x0 - size * 0.4, y: y0 + (i + 0.5) * step, "text-anchor": "end" }, i));
  }
  speeds.forEach((_, i) => {
    const block = svg("rect", { class: i === hand ? "block chosen" : "block", x: x0 + 2 * i * step - 1, y: y0 + 2 * i * step - 1, width: 2 * step + 1, height: 2 * step + 1 });
    block.onclick = () => choose("hand", i);
    nodes.push(block);
  });
  return { nodes, height: Math.max(down * cell, y0 + n * step + 2) };
}

// A place as a row, times this, is the place k further on.
function turned(k, speeds) {
  const n = 2 * speeds.length;
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      if (i >> 1 !== j >> 1) return 0;
      const angle = k * speeds[i >> 1];
      return i === j ? Math.cos(angle) : i < j ? -Math.sin(angle) : Math.sin(angle);
    }),
  );
}
