// A vector on its road through one block: each dimension is a lane, two turn-offs bring something to add. The lane under
// the pointer, or chosen by the arrow keys, shows its sum.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("road");
    const stage = element("div", "stage"), readout = element("p", "sum");
    stage.tabIndex = 0;
    stage.setAttribute("role", "slider");
    stage.setAttribute("aria-orientation", "vertical");
    stage.setAttribute("aria-valuemin", 1);
    readout.setAttribute("aria-live", "polite");
    frame.append(stage, readout);
    const view = { lane: 0 };

    const look = (lane) => {
      const all = view.data.stations[0].values.length, next = Math.max(0, Math.min(all - 1, lane));
      if (next === view.lane) return;
      view.lane = next;
      light();
    };
    stage.onpointermove = stage.onpointerdown = (event) => {
      const y = event.clientY - stage.getBoundingClientRect().top, g = view.geometry;
      if (g && y >= g.top && y < g.top + g.tall) look(Math.floor((y - g.top) / g.lane));
    };
    stage.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1, Home: -1e9, End: 1e9 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      look(view.lane + step);
    };

    // Where each station begins and ends: what is added stands as a gate across the road.
    function zones({ stations, tints }, wide, size) {
      const gate = Math.max(size * 1.7, wide * 0.03), norm = Math.max(size * 1.5, wide * 0.024);
      const post = stations.some((station) => station.kind === "sum");
      const weigh = (i) => (stations[i].kind === "sum" ? 0.55 : i === stations.length - 1 ? 0.7 : 1);
      const roads = stations.map((_, i) => i).filter((i) => !(stations[i].kind in tints));
      const free = wide - 2 * gate - (post ? 2 * norm : 0);
      const sum = roads.reduce((total, i) => total + weigh(i), 0);
      let x = 0;
      return stations.map((station, i) => {
        const own = roads.includes(i) ? (free * weigh(i)) / sum : gate;
        const zone = { x, width: own, norm: 0 };
        x += own;
        if (station.kind === "sum") {
          zone.norm = norm;
          x += norm;
        }
        return zone;
      });
    }

    function bridge(picture, data, index, place, g, size) {
      const station = data.stations[index], tint = data.tints[station.kind], gate = place[index];
      const narrow = g.wide < 640, begin = place[index - 1];
      const left = begin.x + size * (narrow ? 1.7 : 2.6), right = gate.x + gate.width / 2;
      const group = svg("g", { class: "bridge", style: `--tint:${tint}` });
      group.append(svg("path", { class: "ramp", d: `M${left - size},${g.top} Q${left},${g.top} ${left},${g.top - size} V${g.deck + g.high}` }));
      const box = { x: left - size, width: Math.min(right + size * 1.3, g.wide - 1) - left + size };
      group.append(svg("rect", { x: box.x, y: g.deck, width: box.width, height: g.high, rx: size * 0.45, class: "deck" }));
      const middle = box.x + box.width / 2;
      group.append(svg("text", { x: middle, y: g.deck + g.high * 0.31, class: "station", "text-anchor": "middle" }, station.name));
      group.append(svg("text", { x: middle, y: g.deck + g.high * 0.7, "text-anchor": "middle" }, data.words[station.kind]));
      if (!g.post) {
        const y = (g.deck + g.high + g.top - size * 0.2) / 2, half = size * 1.65;
        group.append(svg("rect", { x: left - half, y: y - size * 0.75, width: half * 2, height: size * 1.5, rx: size * 0.75, class: "pill" }));
        group.append(svg("text", { x: left, y, "text-anchor": "middle" }, data.words.norm));
      }
      // Back to the road: as wide as what is added is long.
      const thick = Math.max(1.5, g.scale * station.length), round = size * 0.72, low = g.top - round;
      group.append(svg("path", { class: "back", d: `M${right},${g.deck + g.high} V${low}`, "stroke-width": thick }));
      group.append(svg("circle", { class: "pill", cx: right, cy: low, r: round }));
      group.append(svg("path", { class: "plus", d: `M${right - round * 0.6},${low} h${round * 1.2} M${right},${low - round * 0.6} v${round * 1.2}` }));
      const full = fill(data.words.length, { length: decimals(station.length) }), free = right - left - size * (g.post ? 1.6 : 3);
      const label = free > full.length * size * 0.55 ? full : free > size * 2.2 ? decimals(station.length) : "";
      group.append(svg("text", { x: right - round - size * 0.4, y: (g.deck + g.high + g.top - size * 0.2) / 2, class: "station", "text-anchor": "end" }, label));
      if (station.kind === "attention" && g.reads) {
        const shown = data.read.slice(0, Math.max(1, Math.min(3, Math.floor(box.width / (size * 6)))));
        shown.forEach(([token, portion], i) => {
          const x = box.x + ((i + 0.5) * box.width) / shown.length, word = token.length > 9 ? token.slice(0, 8) + "…" : token;
          group.append(svg("text", { x, y: size * 0.75, "text-anchor": "middle" }, `${word} ${percent(portion)}`));
          group.append(svg("path", { class: "in", d: `M${x},${size * 1.45} V${g.deck - 2}` }));
          group.append(svg("path", { class: "tip", d: `M${x - size * 0.3},${g.deck - size * 0.45} h${size * 0.6} L${x},${g.deck} Z` }));
        });
      }
      picture.append(group);
    }

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data.stations[0].values);
      if (view.key !== key) view.lane = data.start;
      view.key = key;
      view.data = data;
      const size = parseFloat(style(frame, "font-size")), wide = stage.clientWidth || frame.clientWidth;
      const { tints } = data, narrow = wide < 640, lanes = data.stations[0].values.length;
      const lines = narrow ? 3 : 1;
      const height = Math.max(15 * size, Math.min(frame.room() - (lines * 1.5 + 0.9) * size, 34 * size));
      const post = data.stations.some((station) => station.kind === "sum");
      const reads = height > 17 * size;
      const deck = reads ? size * 2.4 : 1, high = size * 2.9, rise = size * 3;
      const place = (view.place = zones(data, wide, size));
      const full = (station) => fill(data.words.length, { length: decimals(station.length) });
      const fits = (station, i) => place[i].width > size * (0.5 * (station.name.length + full(station).length) + 1.6);
      const single = data.stations.every((station, i) => station.kind in tints || fits(station, i)); // name and length on one line
      const top = deck + high + rise, kerb = size * 1.1, below = size * (narrow ? 4.6 : single ? 3.2 : 4.3);
      const lane = Math.max(1, (height - top - below) / lanes), tall = lane * lanes;
      const scale = kerb / Math.max(...data.stations.map((station) => station.length), 1e-9);
      const g = (view.geometry = { top, deck, high, tall, lane, wide, scale, post, reads });
      const picture = svg("svg", { width: wide, height: top + tall + below, "aria-hidden": true });

      data.stations.forEach((station, index) => {
        const zone = place[index], gate = station.kind in tints;
        picture.append(svg("rect", { x: zone.x, y: top, width: zone.width, height: tall, class: "ground" }));
        station.values.forEach((value, i) => {
          if (Math.abs(value) / data.most < 0.03) return;
          picture.append(svg("rect", { x: zone.x, y: top + i * lane, width: zone.width + (gate ? 0 : 0.4), height: lane + 0.2, fill: signed(value, data.most) }));
        });
        if (gate) return;
        const y = top + tall, thick = Math.max(1, scale * station.length);
        picture.append(svg("rect", { x: zone.x, y: y + size * 0.3, width: zone.width, height: thick, class: "kerb" }));
        const last = index === data.stations.length - 1;
        const at = last ? { x: wide - 1, "text-anchor": "end" } : { x: zone.x + (index ? zone.width / 2 : 0), "text-anchor": index ? "middle" : "start" };
        const name = svg("text", { ...at, y: y + kerb + size * 1.15, class: "station" }, station.name);
        if (fits(station, index)) {
          const more = svg("tspan", { class: "light" }, `  ${full(station)}`);
          name.append(more);
        } else {
          picture.append(svg("text", { ...at, y: y + kerb + size * 2.4 }, narrow || zone.width < size * 5 ? decimals(station.length) : full(station)));
        }
        if (!(station.kind === "sum" && zone.width < size * 3)) picture.append(name);
      });
      data.stations.forEach((station, index) => {
        const zone = place[index];
        if (station.kind in tints) {
          picture.append(svg("rect", { x: zone.x, y: top, width: zone.width, height: tall, class: "gate", style: `--tint:${tints[station.kind]}` }));
          bridge(picture, data, index, place, g, size);
        }
        if (zone.norm) {
          const x = zone.x + zone.width + zone.norm / 2, y = top + tall / 2;
          picture.append(svg("rect", { x: x - zone.norm / 2, y: top - size * 0.3, width: zone.norm, height: tall + size * 0.6, rx: size * 0.3, class: "pill" }));
          picture.append(svg("text", { transform: `translate(${x},${y}) rotate(-90)`, "text-anchor": "middle" }, data.words.norm));
        }
      });
      view.marks = svg("g", { class: "marks" });
      picture.append(view.marks);
      stage.replaceChildren(picture);
      stage.setAttribute("aria-valuemax", lanes);
      stage.setAttribute("aria-label", data.words.alt);
      readout.style.minHeight = `${lines * 1.4}em`;
      light();
    };

    // The chosen lane, its numbers where they stand on the road, and the sum in words.
    function light() {
      const { stations, words, tints } = view.data, g = view.geometry, i = view.lane, size = parseFloat(style(frame, "font-size"));
      const y = g.top + i * g.lane, tall = Math.max(g.lane, 4), middle = Math.max(g.top + size * 0.9, Math.min(g.top + g.tall - size * 0.9, y + g.lane / 2));
      view.marks.replaceChildren(svg("rect", { x: 1, y: y + (g.lane - tall) / 2, width: g.wide - 2, height: tall, class: "lane" }));
      readout.replaceChildren(element("span", "dimension", fill(words.dimension, { i: i + 1 }) + ": "));
      view.plates = [];
      stations.forEach((station, index) => {
        const zone = view.place[index], value = station.values[i], added = station.kind in tints;
        const shown = (added && value >= 0 ? "+" : "") + decimals(value);
        const x = zone.x + zone.width / 2, half = size * 0.3 * shown.length + size * 0.25;
        const last = view.plates.at(-1) ?? 0;
        if (x - half > last && x + half <= g.wide) {
          view.plates.push(x + half);
          view.marks.append(svg("rect", { x: x - half, y: middle - size * 0.72, width: half * 2, height: size * 1.44, rx: 4, class: "plate" }));
          view.marks.append(svg("text", { x, y: middle, class: "number", "text-anchor": "middle" }, shown));
        }
        const part = element("b", added ? station.kind : "", decimals(value));
        if (added) part.style.borderBottomColor = tints[station.kind];
        if (added) readout.append(value < 0 ? " + (" : " + ", part, value < 0 ? ")" : "");
        else readout.append(index === 0 ? "" : stations[index - 1].kind === "sum" ? ` → ${words.norm} → ` : " = ", part);
      });
      frame.dataset.lane = i + 1;
      frame.dataset.values = stations.map((station) => station.values[i]).join(" ");
      stage.setAttribute("aria-valuenow", i + 1);
      stage.setAttribute("aria-valuetext", readout.textContent);
    }
    return view;
  });
}
