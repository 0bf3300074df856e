// Softmax with and without division by the root of d, under a slider for d. Nothing is asked of the server.

export default function (component) {
  return mount(component, (frame) => {
    const control = element("label", "control");
    const name = element("span", "");
    const slider = element("input");
    slider.type = "range";
    slider.step = 1;
    slider.min = 0;
    control.append(name, slider);
    const panels = element("div", "panels");
    frame.append(control, panels);
    const view = {};
    // 0.239, or 2 × 10⁻²⁰ where decimals would show nothing
    const tiny = (value) => {
      if (value >= 0.0005 || value === 0) return value.toFixed(3);
      const [digits, power] = value.toExponential(0).split("e");
      return `${digits} × 10${raised(power)}`;
    };
    slider.oninput = () => view.draw(view.data);

    function panel(title, shares, gradient, colour, words) {
      const box = element("div", "panel"), most = shares[0];
      box.append(element("p", "title", title));
      const bars = element("div", "bars");
      shares.forEach((value, i) => {
        const bar = element("div", "bar");
        bar.append(element("span", "number", percent(value)), element("i", ""), element("span", "index", String(i + 1)));
        bar.style.setProperty("--share", value);
        bar.style.setProperty("--colour", colour);
        bars.append(bar);
      });
      box.append(bars, element("p", "sum", fill(words.largest, { share: percent(most) })));
      box.append(element("p", "sum", fill(words.gradient, { gradient: tiny(gradient) })));
      box.dataset.largest = most;
      box.dataset.gradient = gradient;
      panels.append(box);
    }

    view.draw = (data) => {
      if (!data) return;
      view.data = data;
      slider.max = data.widths.length - 1;
      if (!frame.dataset.d) slider.value = data.widths.indexOf(64);
      const { words, colours } = data, at = slider.value, d = data.widths[at];
      name.textContent = fill(words.width, { d });
      slider.setAttribute("aria-valuetext", `d = ${d}`);
      panels.replaceChildren();
      [words.plain, words.scaled].forEach((title, i) => {
        panel(title, data.shares[at][i], data.gradients[at][i], colours[i], words);
      });
      frame.dataset.d = d;
    };
    return view;
  });
}
