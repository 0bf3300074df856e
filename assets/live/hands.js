// Pairs of dimensions as the hands of a clock, under sliders. Everything is computed here from the speeds of the hands,
// as explorer/positions.py does it; where a thumb rests is told to the page.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("hands");
    const controls = element("div", "controls"), readout = element("p", "sum"), paper = svg("svg", { role: "img" });
    readout.setAttribute("aria-live", "polite");
    paper.onkeydown = (event) => {
      const step = { ArrowUp: -4, ArrowDown: 4, ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step || view.data.kind !== "turning") return;
      event.preventDefault();
      event.stopPropagation();
      sliders.choose("hand", Math.max(0, Math.min(view.data.speeds.length - 1, view.values.hand + step)));
    };
    frame.append(controls, readout, paper);
    const view = { values: {} }, sliders = thumbs(view, controls, () => paint());

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      if (!view.data && data.kind === "turning") paper.setAttribute("tabindex", 0);
      if (view.data !== data) sliders.adopt(data.controls);
      view.data = data;
      paint();
    };

    function paint() {
      const { data, values } = view, width = frame.clientWidth;
      frame.classList.toggle("narrow", width < 640);
      sliders.show(data.controls);
      const facts = data.kind === "waving" ? seen(data, values) : moved(data, values, width < 640 ? 3 : 4);
      paper.setAttribute("aria-label", readout.textContent);
      const size = parseFloat(style(frame, "font-size"));
      const tall = Math.max(size * 14, frame.room() - controls.offsetHeight - readout.offsetHeight - size * 1.2);
      const { nodes, height } = (data.kind === "waving" ? waving : turning)(data, values, { width, tall, size }, sliders.choose);
      paper.setAttribute("viewBox", `0 0 ${width} ${height}`);
      paper.setAttribute("width", width);
      paper.setAttribute("height", height);
      paper.replaceChildren(...nodes);
      Object.assign(frame.dataset, values, facts);
    }

    // Three decimals, or three digits where a slow hand hardly moves.
    const small = (number) => (number && Math.abs(number) < 0.01 ? number.toPrecision(3).replace("-", "−") : decimals(number, 3));
    const line = (...parts) => (parts = parts.filter(Boolean), readout.append(element("span", "line")), readout.lastChild.append(...parts));

    function seen({ speeds, words }, { pair, place }) {
      const angle = place * speeds[pair], sine = Math.sin(angle), cosine = Math.cos(angle), turn = (2 * Math.PI) / speeds[pair];
      readout.replaceChildren();
      line(fill(words.turn, { pair, turn: turn.toLocaleString("en-US", { maximumFractionDigits: turn < 1000 ? 1 : 0 }) }));
      line(
        element("span", "who", `${fill(words.angle, { place, speed: Number(speeds[pair].toPrecision(6)), angle: small(angle) })} `),
        element("b", "sined", fill(words.is_sine, { value: small(sine) })), " ", element("b", "cosined", fill(words.is_cosine, { value: small(cosine) })),
      );
      return { angle, sine, cosine };
    }

    // The factors have enough digits for a pocket calculator to find the result.
    function moved({ speeds, words }, { hand, place, k }, digits) {
      const angle = k * speeds[hand], [s, c] = [Math.sin, Math.cos].map((wave) => wave(place * speeds[hand]));
      const [ts, tc] = [Math.sin(angle), Math.cos(angle)], sine = s * tc + c * ts, cosine = c * tc - s * ts;
      const show = (number) => (number < 0 ? `(${decimals(number, digits)})` : decimals(number, digits));
      readout.replaceChildren();
      line(
        element("span", "who", `${fill(words.pair, { i: hand, from: place, to: place + k })} `),
        `${decimals(s, digits)} · ${show(tc)} + ${show(c)} · ${show(ts)} = `, element("b", "sined", fill(words.is_sine, { value: decimals(sine, digits - 1) })),
      );
      line(`${decimals(c, digits)} · ${show(tc)} − ${show(s)} · ${show(ts)} = `, element("b", "cosined", fill(words.is_cosine, { value: decimals(cosine, digits - 1) })));
      return { sine, cosine, matrix: turned(k, speeds).flat().join(" ") };
    }
    return view;
  });
}
