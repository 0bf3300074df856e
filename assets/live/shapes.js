// One or many in, one or many out: the same cell in four shapes, with what the model really reads and writes.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("shapes");
    const panels = element("div", "four"), readout = element("p", "readout");
    readout.setAttribute("aria-live", "polite");
    frame.append(panels, readout);
    const view = { at: null };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      view.data = data;
      const tall = narrow ? size * 10 : Math.max(size * 7.5, (frame.room() - readout.offsetHeight - size * 0.8) / 2 - size * 0.6);
      panels.replaceChildren(...data.panels.map((panel) => draw(panel, size, tall, narrow)));
      readout.textContent = data.words.hint;
    };

    function draw(panel, size, tall, narrow) {
      const box = element("div", "shape"), title = element("p", "station", panel.title);
      const steps = panel.steps.length, most = Math.max(...view.data.panels.map(({ steps }) => steps.length));
      const wide = (narrow ? frame.clientWidth : (frame.clientWidth - size * 1.5) / 2) - 4;
      const step = Math.min(wide / Math.max(steps, narrow ? 1 : most), size * 7), high = tall - size * 1.7;
      const drawing = svg("svg", { width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, role: "group", "aria-label": said(panel) });
      const y = { out: size * 0.9, state: high / 2, input: high - size * 0.9 }, half = size * 0.95;
      const id = `tip-${panel.key}`, tip = svg("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto" });
      tip.append(svg("path", { d: "M0,0 L8,4 L0,8 z", class: "tip" }));
      drawing.append(tip);
      const line = (x1, y1, x2, y2, name = "edge") => drawing.append(svg("line", { x1, y1, x2, y2, class: `flow ${name}`, "marker-end": `url(#${id})` }));
      panel.steps.forEach(({ input, output, share: probability, fed }, i) => {
        const x = (i + 0.5) * step, reach = step * 0.3;
        drawing.append(svg("rect", { x: x - reach, y: y.state - half, width: reach * 2, height: half * 2, rx: 6, class: "state" }));
        drawing.append(svg("text", { x, y: y.state, "text-anchor": "middle", class: "who" }, view.data.cell));
        if (i) line(x - step + reach, y.state, x - reach - 2, y.state, "carry");
        if (input !== null) {
          word(drawing, input, x, y.input, step, fed ? "fed" : "input");
          line(x, y.input - size * 0.8, x, y.state + half + 2);
        }
        if (output !== null) {
          const group = word(drawing, output, x, y.out, step, "output");
          line(x, y.state - half, x, y.out + size * 0.85);
          for (const [key, value] of Object.entries({ tabindex: 0, role: "img", "aria-label": output })) group.setAttribute(key, value);
          group.onfocus = pointed(group, () => (readout.textContent = fill(view.data.words.answer, { title: panel.title, input: panel.before[i], word: output, share: percent(probability) })));
        }
        if (fed) drawing.append(svg("path", { d: `M${x - step * 0.62},${y.out + size * 0.7} C${x - step * 0.5},${high / 2} ${x - step * 0.55},${y.input} ${x - step * 0.42},${y.input}`, class: "back" }));
      });
      box.append(title, drawing);
      box.dataset.shape = panel.key;
      box.dataset.words = panel.steps.map(({ output }) => output).filter((word) => word !== null).join(" ");
      return box;
    }

    function word(drawing, text, x, y, step, name) {
      const size = parseFloat(style(frame, "font-size")), group = svg("g", { class: `word ${name}` });
      group.append(svg("rect", { x: x - step * 0.46, y: y - size * 0.78, width: step * 0.92, height: size * 1.56, rx: 6 }));
      const label = svg("text", { x, y, "text-anchor": "middle" }, text), most = Math.floor((step * 0.92) / (size * 0.54));
      if (text.length > most) Object.entries({ textLength: step * 0.84, lengthAdjust: "spacingAndGlyphs" }).forEach(([key, value]) => label.setAttribute(key, value));
      group.append(label);
      drawing.append(group);
      return group;
    }

    const said = (panel) => `${panel.title}: ` + panel.steps.map(({ input, output }) => `${input ?? ""} → ${output ?? ""}`).join(", ");
    return view;
  });
}
