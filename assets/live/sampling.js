// The next word's distribution under sliders: outlined as the model gave it, filled as it is drawn from. Everything is
// computed here, as explorer/sampling.py does it; only where a thumb rests is told to the page.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("sampling");
    const settings = element("div", "settings"), bars = element("div", "rows"), readout = element("p", "sum");
    bars.setAttribute("role", "img");
    readout.setAttribute("aria-live", "polite");
    frame.append(settings, bars);
    const view = { controls: {} };
    let telling = 0;
    const little = (value) => (value > 0 && value < 0.0005 ? "< 0.1 %" : percent(value));

    // Likeliest first; exact, because a Float32Array holds just what torch computed.
    function read(data) {
      const bytes = Uint8Array.from(atob(data.logits), (letter) => letter.charCodeAt(0));
      view.logits = new Float32Array(bytes.buffer);
      view.order = rank(view.logits);
      view.before = shape(view.logits, view.order, {});
      view.seen = new Set(data.seen);
    }

    function rank(logits) {
      return Uint32Array.from(logits, (_, i) => i).sort((a, b) => logits[b] - logits[a] || a - b);
    }

    function penalise(penalty) {
      const logits = Float64Array.from(view.logits);
      for (const i of view.seen) logits[i] = logits[i] > 0 ? logits[i] / penalty : logits[i] * penalty;
      return logits;
    }

    // Each cut keeps a beginning of the ranking: k words, the nucleus, those with enough of the likeliest's share.
    function shape(logits, order, { temperature = 1, top_k = 0, top_p = 1, min_p = 0 }) {
      const probabilities = new Float64Array(logits.length), cuts = {};
      let left = temperature ? order.length : 1;
      const sizes = Float64Array.from(order, (id) => (temperature ? Math.exp((logits[id] - logits[order[0]]) / temperature) : 1));
      const sum = () => sizes.subarray(0, left).reduce((a, b) => a + b, 0);
      const cut = (name, keep) => {
        const whole = sum(), from = left;
        left = keep(whole);
        cuts[name] = { from: left, to: from, share: 1 - sum() / whole };
      };
      if (temperature && top_k && top_k < left)
        cut("top_k", () => {
          let keep = top_k;
          while (keep < left && sizes[keep] === sizes[top_k - 1]) keep++;
          return keep;
        });
      if (temperature && top_p < 1)
        cut("top_p", (whole) => {
          let keep = left, tail = sizes[keep - 1];
          while (keep > 1 && tail <= (1 - top_p) * whole) tail += sizes[--keep - 1];
          return keep;
        });
      if (temperature && min_p > 0)
        cut("min_p", () => {
          let keep = left;
          while (keep > 1 && sizes[keep - 1] < min_p) keep--;
          return keep;
        });
      const whole = sum();
      let entropy = 0;
      for (let i = 0; i < left; i++) {
        const p = (probabilities[order[i]] = sizes[i] / whole);
        if (p > 0) entropy -= p * Math.log2(p);
      }
      return { probabilities, cuts, left, entropy };
    }

    function build(data) {
      settings.replaceChildren();
      view.controls = {};
      for (const spec of data.controls) {
        const label = element("label", "setting"), text = element("span", "named"), effect = element("span", "effect");
        const slider = element("input");
        Object.assign(slider, { type: "range", min: 0, step: 1 });
        slider.dataset.name = spec.name;
        slider.oninput = () => view.draw(view.data);
        slider.onchange = () => {
          clearTimeout(telling); // arrow keys end in a change each
          telling = setTimeout(tell, 250);
        };
        label.append(text, slider, effect);
        settings.append(label);
        view.controls[spec.name] = { slider, text, effect };
      }
      settings.append(readout);
    }

    function tell() {
      const choice = {};
      for (const spec of view.data.controls) choice[spec.name] = spec.values[+view.controls[spec.name].slider.value];
      view.told = JSON.stringify(choice);
      view.component.setStateValue("choice", { ...choice, time: Date.now() });
    }

    // What the page says; not while a thumb is held, and not what it only repeats.
    function adopt(data) {
      const start = Object.fromEntries(data.controls.map((spec) => [spec.name, spec.start]));
      const repeated = JSON.stringify(start) === view.told;
      for (const spec of data.controls) {
        const { slider } = view.controls[spec.name], now = view.data?.controls.find((old) => old.name === spec.name)?.values[+slider.value];
        const wanted = repeated || slider.matches(":active") ? now ?? spec.start : spec.start;
        slider.max = spec.values.length - 1;
        const at = spec.values.indexOf(wanted);
        slider.value = at < 0 ? spec.values.indexOf(spec.start) : at;
      }
    }

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const names = data.controls.map((spec) => spec.name + spec.label).join();
      if (view.names !== names) build(data);
      view.names = names;
      if (view.data !== data) {
        if (view.data?.logits !== data.logits || String(view.data.seen) !== String(data.seen)) read(data);
        adopt(data);
      }
      view.data = data;
      const values = {};
      for (const spec of data.controls) {
        const { slider, text } = view.controls[spec.name], value = spec.values[+slider.value];
        values[spec.name] = value;
        const shown = spec.name === "top_k" && !value ? data.words.all : String(value);
        text.replaceChildren(`${spec.label} `, element("b", "", shown));
        slider.setAttribute("aria-valuetext", shown);
      }
      const logits = values.penalty > 1 ? penalise(values.penalty) : view.logits;
      const order = logits === view.logits ? view.order : rank(logits);
      const before = view.before, after = shape(logits, order, values);
      for (const [name, { effect }] of Object.entries(view.controls)) {
        const found = after.cuts[name];
        effect.textContent = found ? fill(data.words.removed, { n: found.to - found.from, share: little(found.share) }) : "";
        effect.hidden = !(name in { top_k: 1, top_p: 1, min_p: 1 });
      }
      readout.replaceChildren(
        `${data.words.entropy} `, element("b", "", `${decimals(before.entropy)} → ${decimals(after.entropy)}`), ` ${data.words.bits}`,
        element("br"), `${data.words.left} `, element("b", "", `${before.left} → ${after.left}`),
      );
      paint(data, logits, order, before, after);
      Object.assign(frame.dataset, values, { entropy: after.entropy, entropyBefore: before.entropy, left: after.left });
    };

    function paint(data, logits, order, before, after) {
      const size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      const room = frame.room() - (narrow ? settings.offsetHeight + size : 0) - 4;
      // The rows share the room to the last pixel: else the stage would look for its height forever.
      const fit = Math.max(narrow ? 8 : 4, Math.min(Math.floor(room / (size * 1.55)) - 2, data.rows.length));
      bars.style.setProperty("--line", `${Math.max(size * 1.45, Math.min(size * 2, room / (fit + 2)))}px`);
      const drawn = data.rows.slice(0, fit).sort((a, b) => view.logits[b[0]] - view.logits[a[0]]);
      const reason = new Map(); // why a word is gone
      for (const [name, { from, to }] of Object.entries(after.cuts)) for (let i = from; i < to; i++) reason.set(order[i], name);
      const [was, is] = [before.probabilities, after.probabilities];
      const rest = (shares) => Math.max(0, 1 - drawn.reduce((sum, [id]) => sum + shares[id], 0));
      const top = Math.max(rest(was), rest(is), ...drawn.map(([id]) => Math.max(was[id], is[id])));
      const scale = [0.05, 0.1, 0.2, 0.5, 1].find((most) => most >= top - 1e-9) ?? 1;
      const labels = Object.fromEntries(data.controls.map((spec) => [spec.name, spec.label]));
      const head = element("div", "row head");
      head.append(element("span", "word", ""), element("span", "axis", ""), element("span", "number", data.words.change));
      head.children[1].append(element("span", "", "0"), element("span", "", percent(scale).replace(".0", "")));
      const line = (name, was, is, gone, seen, why) => {
        const row = element("div", "row" + (gone ? " gone" : "") + (seen ? " seen" : ""));
        const track = element("span", "track"), outline = element("i", "was"), filled = element("i", "is");
        outline.style.width = `${Math.min(1, was / scale) * 100}%`;
        filled.style.width = `${Math.min(1, is / scale) * 100}%`;
        track.append(filled, outline);
        if (why) track.append(element("span", "why", why));
        row.append(element("span", "word", name), track, element("span", "number", `${little(was)} → ${gone ? "0" : little(is)}`));
        return row;
      };
      const rows = drawn.map(([id, word]) => line(word, was[id], is[id], was[id] > 0 && is[id] === 0, view.seen.has(id), labels[reason.get(id)]));
      const others = logits.length - drawn.length;
      if (others) {
        const remain = rest(is) > 1e-12 ? rest(is) : 0;
        const row = line(fill(data.words.others, { n: others.toLocaleString("en-US") }), rest(was), remain, !remain, false);
        row.classList.add("others");
        rows.push(row);
      }
      bars.replaceChildren(head, ...rows);
      bars.setAttribute("aria-label", `${readout.textContent}. ` + drawn.slice(0, 5).map(([id, word]) => `${word} ${percent(is[id])}`).join(", "));
      frame.dataset.ids = drawn.map(([id]) => id).join(" ");
      frame.dataset.before = drawn.map(([id]) => was[id]).join(" ");
      frame.dataset.after = drawn.map(([id]) => is[id]).join(" ");
    }
    return view;
  });
}
