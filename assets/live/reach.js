// How much of the last word's gradient arrives so many words before, on a logarithmic axis. Point at a distance to read it.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("reach");
    const drawing = svg("svg", { tabindex: 0, role: "img" }), readout = element("p", "sum");
    frame.append(drawing, readout);
    const view = { at: null }; // the farthest, until another one is pointed at

    drawing.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      look((view.at ?? view.length - 1) + step);
    };
    drawing.onpointermove = drawing.onpointerdown = (event) => look(Math.round(view.place(event.offsetX)));
    const look = (at) => {
      view.at = Math.max(0, Math.min(view.length - 1, at));
      tell();
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      view.data = data;
      view.length = data.curves[0].values.length;
      const every = data.curves[0].values.map((_, at) => told(at)); // the longest sentence says how many lines there are
      readout.style.minHeight = "";
      readout.textContent = every.reduce((longest, one) => (one.length > longest.length ? one : longest));
      readout.style.minHeight = `${readout.offsetHeight}px`;
      paint();
      tell();
    };

    function paint() {
      const { data, length } = view, { words } = data, size = parseFloat(style(frame, "font-size"));
      const narrow = frame.clientWidth < 640, width = frame.clientWidth;
      const height = narrow ? size * 18 : frame.room() - 6 - readout.offsetHeight;
      const short = height < size * 11; // then the sentence below must do for a title of the axis
      const left = size * 4.6, right = width - size * 7, top = size * 0.8, bottom = height - size * (short ? 1.8 : 3.2);
      const [low, high] = data.ends, last = Math.max(1, length - 1);
      const x = (i) => left + ((right - left) * i) / last;
      const y = (value) => bottom - ((bottom - top) * (Math.max(low + 0.3, Math.log10(value)) - low)) / (high - low);
      Object.assign(view, { x, place: (at) => ((at - left) / (right - left)) * last });
      drawing.replaceChildren();
      for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) drawing.setAttribute(key, value);
      const text = (words, attributes) => drawing.append(svg("text", attributes, words));
      const gap = data.powers.length > 1 ? y(10 ** data.powers[0]) - y(10 ** data.powers[1]) : bottom - top;
      for (const power of data.powers.filter((_, i) => i % Math.ceil((size * 1.2) / gap) === 0)) {
        const at = y(10 ** power);
        drawing.append(svg("line", { x1: left, x2: right, y1: at, y2: at, class: "grid" }));
        text(power ? `10${raised(power)}` : "1", { x: left - 8, y: at, "text-anchor": "end" });
      }
      const every = [1, 2, 5, 10, 20, 25, 50].find((step) => last / step <= (narrow ? 5 : 10)) ?? 100;
      for (let i = 0; i < length; i += every) text(i, { x: x(i), y: bottom + size * 1.1, "text-anchor": "middle" });
      if (!short) text(words.axis, { x: (left + right) / 2, y: height - size * 0.6, "text-anchor": "middle" });
      text(words.unit, { x: size * 0.8, y: (top + bottom) / 2, "text-anchor": "middle", transform: `rotate(-90 ${size * 0.8} ${(top + bottom) / 2})` });
      view.line = svg("line", { y1: top, y2: bottom, class: "here" });
      drawing.append(view.line);
      const curve = (values, attributes) =>
        drawing.append(svg("polyline", { points: values.map((value, i) => `${x(i)},${y(value)}`).join(" "), fill: "none", ...attributes }));
      for (const { values, colour } of data.clipped) curve(values, { stroke: colour, class: "clipped" });
      const marks = Math.max(1, Math.ceil(last / 7));
      for (const { values, colour, mark: shape, dash } of data.curves) {
        curve(values, { stroke: colour, "stroke-width": 3, "stroke-dasharray": DASHES[dash] });
        values.forEach((value, i) => i % marks || i === last || drawing.append(mark(shape, x(i), y(value), 5, colour)));
      }
      const ends = [...data.curves, ...data.clipped.slice(0, 1).map((one) => ({ ...one, title: words.clip, faint: true }))];
      for (const end of ends) end.y = y(end.values.at(-1));
      const edge = right + size * 0.9;
      for (const { title, colour, mark: shape, faint, y: at } of apart(ends, size * 1.25, top, bottom)) {
        if (faint) drawing.append(svg("line", { x1: edge - 6, x2: edge + 6, y1: at, y2: at, stroke: colour, class: "clipped" }));
        else drawing.append(mark(shape, edge, at, 5, colour));
        text(title, { x: edge + size * 0.8, y: at, class: faint ? "note" : "token" });
      }
    }

    function told(at) {
      const { curves, clipped, words } = view.data;
      const each = curves.map(({ title, values }) => {
        const less = clipped.find((one) => one.title === title);
        return `${title} ${sized(values[at])}${less ? `, ${words.clip} ${sized(less.values[at])}` : ""}`;
      });
      return [`${at} ${words.axis}`, ...each].join(" · ");
    }

    function tell() {
      const at = Math.min(view.at ?? Infinity, view.length - 1);
      readout.textContent = told(at);
      drawing.setAttribute("aria-label", readout.textContent);
      for (const end of ["x1", "x2"]) view.line.setAttribute(end, view.x(at));
      frame.dataset.told = readout.textContent;
    }

    // Two digits; as a power of ten where a number would be long.
    function sized(value) {
      if (!value) return "0";
      const [digits, power] = value.toExponential(1).split("e");
      return Math.abs(power) < 3 ? String(Number(value.toPrecision(2))) : `${digits}·10${raised(power)}`;
    }
    return view;
  });
}
