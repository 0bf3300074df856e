// The transformer as one drawing. The part under the pointer, or with the focus, says what it does; a click leads to its chapter.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("beside", "architecture");
    const plot = element("div", "plot"), readout = element("div", "readout");
    readout.setAttribute("aria-live", "polite");
    frame.append(plot, readout);
    const view = { at: null };
    const thousands = (value) => value.toLocaleString("en-US").replace(/,/g, "\u202f");
    const shape = (box) => box.shape.map((side) => (typeof side === "number" ? thousands(side) : side)).join(" × ");
    const part = (value) => (value && value < 0.0005 ? "< 0.1 %" : percent(value));
    const attends = (box) => box.name === "attention";

    // The sentence, the language and the mode go with the visitor.
    function address(box) {
      const query = new URLSearchParams(location.search);
      for (const name of [...query.keys()]) if (!["text", "model", "language", "lecture"].includes(name)) query.delete(name);
      return box.address + (query.size ? `?${query}` : "");
    }

    const follow = (box) => (event) => {
      if (view.touched === box.key) {
        view.touched = null; // the first touch explains, the second one leads on
        return event.preventDefault();
      }
      const known = document.querySelector(`[data-testid="stSidebarNavLink"][href$="/${box.address}"]`);
      if (!known || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      known.click(); // changes the page without loading it again
    };

    // Matrices on a canvas: signed numbers one below the other, maps of attention side by side and below.
    function paint(canvas, pictures, width, height, maps, columns) {
      const gap = pictures.length > 1 ? 5 : 0, rows = Math.ceil(pictures.length / columns);
      let wide = (width - gap * (columns - 1)) / columns, tall = (height - gap * (rows - 1)) / rows;
      if (maps) wide = tall = Math.min(wide, tall);
      const pen = sharpen(canvas, wide * columns + gap * (columns - 1), tall * rows + gap * (rows - 1));
      pictures.forEach((picture, index) => {
        const x = (index % columns) * (wide + gap), y = Math.floor(index / columns) * (tall + gap);
        const h = tall / picture.length, w = wide / picture[0].length;
        picture.forEach((line, i) =>
          line.forEach((value, j) => {
            if (!value) return;
            pen.fillStyle = maps ? share(value / 100) : signed(value, 100);
            pen.fillRect(x + j * w, y + i * h, w + 0.3, h + 0.3);
          })
        );
        pen.strokeStyle = style(frame, "--faint");
        pen.strokeRect(x + 0.5, y + 0.5, wide - 1, tall - 1);
      });
    }

    // Rows from below: two parts that belong together touch, and a pooler shares the row of the head beside it.
    function arrange(stack) {
      const rows = [];
      for (const box of stack) {
        const below = rows[rows.length - 1];
        if (box.kind === "pooler" && below?.box.kind === "head") below.beside = box;
        else {
          const close = below && box.repeated && (box.kind === "add_norm" || (below.box.kind === "norm" && below.box.repeated));
          rows.push({ box, high: box.kind === "add" ? 0.72 : 1, gap: !below ? 0 : close ? 0.05 : 0.36 });
        }
      }
      return rows;
    }

    function draw(wide, tall, size) {
      const { stacks, words } = view.data, two = stacks.length > 1;
      const narrow = wide < size * (two ? 36 : 28);
      const columns = stacks.map(arrange);
      const most = Math.max(...columns.map((rows) => rows.reduce((sum, row) => sum + row.high + row.gap, 0)));
      const unit = Math.min(size * 2.2, (tall - 4) / most), high = most * unit + 4;
      const picture = svg("svg", { width: wide, height: high, role: "group", "aria-label": words.alt });
      const side = size * (narrow || two ? 1.7 : 9);
      const width = Math.min(size * 10.8, wide / stacks.length - side - size * (narrow ? (two ? 0.8 : 7) : two ? 6.6 : 6));
      const g = { wide, size, unit, two, narrow, width };
      const ends = columns.map((rows, s) => column(picture, rows, (s * wide) / stacks.length + side, high - 2, view.data.layers[s], g));
      if (two) {
        const [encoder, decoder] = ends, over = encoder.top - unit * 0.36, channel = decoder.left - size * (narrow ? 1.3 : 2.6);
        const way = [[encoder.middle, encoder.top], [encoder.middle, over], [channel, over], [channel, decoder.cross], [decoder.left, decoder.cross]];
        picture.append(svg("path", { d: bent(way), class: "stream" }));
        picture.append(svg("path", { d: `M${decoder.left},${decoder.cross} l-9,-5 v10 z`, class: "tip" }));
      }
      return picture;
    }

    // A line through points with round corners.
    function bent(points, radius = 6) {
      const near = ([ax, ay], [bx, by]) => {
        const far = Math.hypot(bx - ax, by - ay), part = Math.min(radius, far / 2) / (far || 1);
        return [ax + (bx - ax) * part, ay + (by - ay) * part];
      };
      const inner = points.slice(1, -1).map((point, i) => `L${near(point, points[i])} Q${point} ${near(point, points[i + 2])}`);
      return `M${points[0]} ${inner.join(" ")} L${points[points.length - 1]}`;
    }

    function column(picture, rows, left, bottom, layers, g) {
      const { size, unit, width } = g, middle = left + width / 2;
      let y = bottom;
      for (const row of rows) {
        row.bottom = y - row.gap * unit;
        row.top = y = row.bottom - row.high * unit;
        row.middle = (row.top + row.bottom) / 2;
      }
      const block = rows.filter((row) => row.box.repeated), low = block[0].bottom + unit * 0.16, high = block[block.length - 1].top - unit * 0.14;
      picture.append(svg("rect", { x: left - size * 1.25, y: high, width: width + size * 1.75, height: low - high, rx: size * 0.5, class: "block" }));
      const [x, at] = g.narrow && g.two ? [left - size * 1.9, high - size * 0.55] : [left + width + size * 0.9, block[block.length - 1].middle];
      picture.append(svg("text", { x, y: at, class: "times" }, `${layers} ×`));
      picture.append(svg("path", { d: `M${middle},${rows[0].top} V${y}`, class: "stream" }));
      rows.forEach((row, i) => {
        if (!row.box.kind.startsWith("add")) return;
        const under = rows[row.box.kind === "add" ? i - 2 : i - 1], from = under.bottom + unit * (under.box === block[0].box ? 0.08 : 0.18);
        const to = row.box.kind === "add" ? middle - size * 0.6 : left, x = left - size * 0.75;
        picture.append(svg("path", { d: bent([[middle, from], [x, from], [x, row.middle], [to, row.middle]]), class: "stream around" }));
      });
      const groups = [];
      for (const row of rows) {
        const group = place(row.box, left, row.top, width, row.bottom - row.top, size);
        if (!g.narrow || !g.two) notes(group, row, left, g);
        groups.push(group);
        if (!row.beside) continue;
        const x = left + width + size * 0.9, fork = row.bottom + unit * 0.16;
        picture.append(svg("path", { d: bent([[middle, fork], [x + size * 2.7, fork], [x + size * 2.7, row.bottom]], 3), class: "stream" }));
        groups.push(place(row.beside, x, row.top, size * 5.4, row.bottom - row.top, size));
      }
      picture.append(...groups);
      return { left, middle, top: y, cross: rows.find((row) => row.box.kind === "cross")?.middle };
    }

    // A part: a link where it has a chapter.
    function place(box, x, y, width, height, size) {
      const group = svg(box.address ? "a" : "g", box.address ? { href: address(box) } : { tabindex: 0, role: "img" });
      group.classList.add("part", box.kind);
      group.classList.toggle("chosen", view.at === box.key);
      group.dataset.key = box.key;
      group.setAttribute("aria-label", `${box.title}: ${shape(box)}. ${box.does}`);
      const cx = x + width / 2, cy = y + height / 2;
      if (box.kind === "add") {
        const r = Math.min(height / 2, size * 0.62), arm = r * 0.55;
        group.append(svg("circle", { cx, cy, r }), svg("path", { d: `M${cx - arm},${cy} h${2 * arm} M${cx},${cy - arm} v${2 * arm}`, class: "plus" }));
      } else {
        group.append(svg("rect", { x, y, width, height, rx: Math.min(7, height / 4) }));
        group.append(svg("text", { x: cx, y: cy, "text-anchor": "middle" }, box.title));
      }
      group.onfocus = pointed(group, () => choose(box.key));
      group.onpointerdown = (event) => {
        view.touched = event.pointerType === "touch" && view.asked !== box.key ? box.key : null;
        view.asked = box.key;
        choose(box.key);
      };
      if (box.address) group.onclick = follow(box);
      group.onkeydown = (event) => {
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        const all = [...plot.querySelectorAll(".part")];
        all[(all.indexOf(group) + step + all.length) % all.length].focus();
      };
      return group;
    }

    // Beside a part: what it has learned on the left; on the right the shape of what comes out, and a picture of it.
    function notes(group, row, left, { size, two, narrow, width, wide }) {
      const { box, middle: y } = row, x = left + width + size * 0.9;
      const inner = box.repeated && ["norm", "add", "add_norm"].includes(box.kind);
      if (!two && !narrow && box.parameters) group.append(svg("text", { x: left - size * 1.6, y, class: "note", "text-anchor": "end" }, thousands(box.parameters)));
      if (!inner && !row.beside) group.append(svg("text", { x, y, class: "note" }, shape(box)));
      const values = view.data.pictures[box.name], from = x + size * 6.4, room = Math.min(size * 14, wide - from - 4);
      if (!values || two || room < size * 4) return;
      const canvas = element("canvas"), height = row.bottom - row.top - 2, fits = Math.max(1, Math.floor(room / (height + 5)));
      const shown = attends(box) ? values.slice(-fits) : values.slice(-1);
      paint(canvas, shown, attends(box) ? shown.length * (height + 5) - 5 : room, height, attends(box), shown.length);
      group.append(svg("image", { href: canvas.toDataURL(), x: from, y: row.top + 1, width: parseFloat(canvas.style.width), height: parseFloat(canvas.style.height), preserveAspectRatio: "none" }));
    }

    function choose(key) {
      if (view.at === key) return;
      view.at = key;
      for (const part of plot.querySelectorAll(".part")) part.classList.toggle("chosen", part.dataset.key === key);
      explain();
    }

    function line(text, value, part, best) {
      const row = element("div", best ? "pair best" : "pair");
      row.append(element("span", "", text), element("i", ""), element("b", "", value));
      row.style.setProperty("--share", part);
      return row;
    }

    // Where the parameters are: parts of one kind together.
    function sums() {
      const found = new Map();
      for (const box of view.boxes.values()) if (box.parameters && box.counted) found.set(box.title, (found.get(box.title) ?? 0) + box.parameters);
      return found;
    }

    function picture(values, name, height, maps, columns) {
      const canvas = element("canvas", "picture");
      paint(canvas, values, readout.clientWidth, height, maps, columns);
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", name);
      readout.append(canvas);
    }

    // The heads of each layer under its name, in as many columns as make them largest.
    function heads(box, values, room) {
      const [count] = box.shape, layers = values.length / count, size = parseFloat(style(frame, "font-size"));
      const high = Math.max(size * 2, room / layers - size * 2.2), wide = readout.clientWidth;
      const side = (columns) => Math.min(wide / columns, high / Math.ceil(count / columns)); // of one map
      const columns = values.slice(0, count).reduce((best, _, i) => (side(i + 1) > side(best) ? i + 1 : best), 1);
      for (let i = 0; i < layers; i++) {
        const name = fill(view.data.words.layer, { n: i ? view.data.layers[0] : 1 });
        readout.append(element("p", "note layer", name));
        picture(values.slice(i * count, (i + 1) * count), `${box.title}, ${name}`, Math.min(high, side(columns) * Math.ceil(count / columns)), true, columns);
      }
    }

    function explain() {
      const { words } = view.data, box = view.boxes.get(view.at), size = parseFloat(style(frame, "font-size"));
      readout.replaceChildren();
      const title = element("p", "title"), name = element(box.address ? "a" : "span", "", box.title);
      if (box.address) {
        name.href = address(box);
        name.onclick = follow(box);
        name.append(" →");
      }
      title.append(name);
      const facts = element("dl", "facts");
      const fact = (term, ...values) => {
        const value = element("dd", "");
        value.append(...values);
        facts.append(element("dt", "", term), value);
      };
      fact(words.shape, shape(box));
      if (box.parameters) {
        const of = box.counted ? ` (${part(box.parameters / view.total)})` : "";
        fact(words.parameters, `${box.formula} = `, element("b", "", thousands(box.parameters)), of);
      } else fact(words.parameters, words.none);
      readout.append(title, element("p", "does", box.does), facts);
      const stacked = readout.offsetTop > plot.offsetTop + 10;
      const left = () => (stacked ? size * 13 : frame.room()) - (stacked ? 0 : readout.lastChild.offsetTop + readout.lastChild.offsetHeight - readout.offsetTop) - size;
      const values = view.data.pictures[box.name];
      if (box.lines.length) {
        const fits = Math.max(1, Math.floor(left() / (size * 1.65)));
        readout.append(...box.lines.slice(0, fits).map(([text, value, part]) => line(text, value, part, false)));
      } else if (values && left() > size * 4) {
        readout.append(element("p", "note", values.length === 1 ? words.computed : attends(box) ? words.heads : words.layers));
        if (attends(box)) heads(box, values, left() - size);
        else picture(values, box.title, Math.min(left(), size * 6.5 * values.length), false, 1);
      } else {
        const every = [...sums()], fits = Math.floor(left() / (size * 1.65));
        readout.append(...every.slice(0, Math.max(1, fits)).map(([text, n]) => line(text, part(n / view.total), n / view.total, text === box.title)));
      }
      readout.style.minHeight = ""; // what was tall once stays tall: the page must not jump under the pointer
      view.tallest = Math.max(view.tallest ?? 0, readout.scrollHeight);
      if (stacked) readout.style.minHeight = view.tallest + "px";
      Object.assign(frame.dataset, { part: box.name, parameters: box.parameters });
    }

    view.draw = (data) => {
      if (!data || !plot.clientWidth) return;
      view.data = data;
      view.boxes = new Map();
      data.stacks.forEach((stack, s) =>
        stack.forEach((box) => {
          box.key = `${s} ${box.name}`;
          view.boxes.set(box.key, box);
        })
      );
      view.total = [...sums().values()].reduce((a, b) => a + b, 0);
      if (!view.boxes.has(view.at)) view.at = `${data.stacks.length - 1} ${data.start}`;
      const focused = plot.getRootNode().activeElement?.dataset?.key;
      plot.replaceChildren(draw(plot.clientWidth, Math.max(260, frame.room()), parseFloat(style(frame, "font-size"))));
      if (focused) plot.querySelector(`[data-key="${focused}"]`)?.focus();
      explain();
    };
    return view;
  });
}
