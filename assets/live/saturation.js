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
    const softmax = (scores) => {
      const most = Math.max(...scores), sizes = scores.map((score) => Math.exp(score - most));
      const sum = sizes.reduce((a, b) => a + b, 0);
      return sizes.map((size) => size / sum);
    };
    // 0.239, or 2 × 10⁻²⁰ where decimals would show nothing
    const tiny = (value) => {
      if (value >= 0.0005 || value === 0) return value.toFixed(3);
      const [digits, power] = value.toExponential(0).split("e");
      return `${digits} × 10${raised(power)}`;
    };
    slider.oninput = () => view.draw(view.data);

    const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

    // Shares of each draw from the largest to the smallest, averaged over the draws.
    function panel(title, draws, colour, words) {
      const sorted = draws.map((scores) => softmax(scores).sort((a, b) => b - a));
      const shares = sorted[0].map((_, i) => mean(sorted.map((draw) => draw[i])));
      const box = element("div", "panel"), most = shares[0];
      const gradient = mean(sorted.map(([p]) => p * (1 - p)));
      box.append(element("p", "title", title));
      const bars = element("div", "bars");
      shares.forEach((value, i) => {
        const bar = element("div", "bar");
        bar.append(element("span", "number", percent(value)), element("i", ""), element("span", "index", view.data.labels[i]));
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
      const d = data.widths[slider.value], scores = data.scores[slider.value];
      name.textContent = fill(data.words.width, { d });
      slider.setAttribute("aria-valuetext", `d = ${d}`);
      panels.replaceChildren();
      panel(data.words.plain, scores, data.colours[0], data.words);
      panel(data.words.scaled, scores.map((draw) => draw.map((score) => score / Math.sqrt(d))), data.colours[1], data.words);
      frame.dataset.d = d;
    };
    return view;
  });
}
