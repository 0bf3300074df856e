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
      choose("pair", Math.max(0, Math.min(view.data.speeds.length - 1, view.pair + step)));
    };
    frame.append(controls, readout, paper);
    const view = { pair: 1, sliders: {} };
    let telling = 0;

    function build(data) {
      controls.replaceChildren();
      view.sliders = {};
      for (const { name, least, most } of data.controls) {
        const label = element("label", "control"), text = element("span", ""), slider = element("input");
        Object.assign(slider, { type: "range", min: least, max: most, step: 1 });
        slider.dataset.name = name;
        slider.oninput = () => paint();
        slider.onchange = later;
        label.append(text, slider);
        controls.append(label);
        view.sliders[name] = { slider, text };
      }
      if (data.kind === "turning") paper.setAttribute("tabindex", 0);
    }

    const value = (name) => +view.sliders[name].slider.value;

    function choose(name, chosen) {
      const slider = view.sliders[name]?.slider;
      if (chosen === (slider ? value(name) : view[name])) return; // what is built anew may lie under the same pointer
      if (slider) slider.value = chosen;
      else view[name] = chosen;
      if (slider) later();
      paint();
    }

    function later() {
      clearTimeout(telling); // arrow keys end in a change each
      telling = setTimeout(() => {
        view.told = now();
        if (view.data.kind === "waving") view.component.setStateValue("choice", { pair: value("pair"), place: value("place"), time: Date.now() });
        else view.component.setStateValue("choice", { k: value("k"), place: value("place"), time: Date.now() });
      }, 250);
    }

    const now = () => Object.values(view.sliders).map(({ slider }) => slider.value).join();

    // What the page says; not while a thumb is held, and not what it only repeats.
    function adopt(data) {
      const said = data.controls.map(({ start }) => start).join();
      if (said === view.told || Object.values(view.sliders).some(({ slider }) => slider.matches(":active"))) return;
      view.told = said;
      for (const { name, start } of data.controls) view.sliders[name].slider.value = start;
    }

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      if (!view.data) build(data);
      if (view.data !== data) adopt(data);
      view.data = data;
      paint();
    };

    function paint() {
      const { data } = view, chosen = { pair: view.pair };
      for (const { name, label } of data.controls) {
        chosen[name] = value(name);
        view.sliders[name].text.textContent = `${label} ${chosen[name]}`;
      }
      const facts = data.kind === "waving" ? seen(data, chosen) : moved(data, chosen);
      paper.setAttribute("aria-label", readout.textContent);
      const size = parseFloat(style(frame, "font-size")), width = frame.clientWidth;
      const tall = Math.max(size * 14, frame.room() - controls.offsetHeight - readout.offsetHeight - size * 1.2);
      const { nodes, height } = (data.kind === "waving" ? waving : turning)(data, chosen, { width, tall, size }, choose);
      paper.setAttribute("viewBox", `0 0 ${width} ${height}`);
      paper.setAttribute("width", width);
      paper.setAttribute("height", height);
      paper.replaceChildren(...nodes);
      Object.assign(frame.dataset, chosen, facts);
    }

    // Three decimals, or three digits where a slow hand hardly moves.
    const small = (number) => (number && Math.abs(number) < 0.01 ? number.toPrecision(3).replace("-", "−") : decimals(number, 3));

    function seen({ speeds, words }, { pair, place }) {
      const angle = place * speeds[pair], sine = Math.sin(angle), cosine = Math.cos(angle);
      const turn = Math.round((2 * Math.PI * 10) / speeds[pair]) / 10;
      readout.replaceChildren(element("span", "", fill(words.turn, { pair, turn: turn.toLocaleString("en-US").replace(/,/g, " ") }) + " "));
      readout.append(fill(words.angle, { place, speed: small(speeds[pair]), angle: small(angle) }) + " ", element("b", "sined", fill(words.is_sine, { value: decimals(sine, 3) })), " ", element("b", "cosined", fill(words.is_cosine, { value: decimals(cosine, 3) })));
      return { angle, sine, cosine };
    }

    function moved({ speeds, words }, { pair, place, k }) {
      const angle = k * speeds[pair], [s, c] = [Math.sin, Math.cos].map((wave) => wave(place * speeds[pair]));
      const [ts, tc] = [Math.sin(angle), Math.cos(angle)], sine = s * tc + c * ts, cosine = c * tc - s * ts;
      const show = (number) => (number < 0 ? `(${decimals(number)})` : decimals(number));
      const lines = [`${fill(words.pair, { i: pair, from: place, to: place + k })} ${decimals(s)} · ${show(tc)} + ${show(c)} · ${show(ts)} = `, `${decimals(c)} · ${show(tc)} − ${show(s)} · ${show(ts)} = `].map((text) => element("span", "line", text));
      lines[0].append(element("b", "sined", fill(words.is_sine, { value: decimals(sine) })));
      lines[1].append(element("b", "cosined", fill(words.is_cosine, { value: decimals(cosine) })));
      readout.replaceChildren(...lines);
      return { sine, cosine, matrix: turned(k, speeds).flat().join(" ") };
    }
    return view;
  });
}
