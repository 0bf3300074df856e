// Two searches beside each other, word by word: on the left greedy writing, on the right a beam, with the texts that
// it keeps, those that it drops, and those that have ended.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("beams");
    const bar = element("div", "bar-line"), play = element("button", "chip play", "▶"), control = element("label", "control"), name = element("span", ""), slider = element("input");
    const columns = element("div", "columns"), readout = element("p", "sum");
    Object.assign(slider, { type: "range", min: 1, step: 1 });
    play.type = "button";
    readout.setAttribute("aria-live", "polite");
    control.append(name, slider);
    bar.append(play, control);
    frame.append(bar, columns, readout);
    const view = { key: "" };
    let playing = 0, telling = 0;

    const tell = () => {
      clearTimeout(telling);
      telling = setTimeout(() => {
        view.told = +slider.value;
        view.component.setStateValue("choice", { written: view.told, time: Date.now() });
      }, 400);
    };
    const stop = () => {
      clearInterval(playing);
      playing = 0;
      play.textContent = "▶";
    };
    slider.oninput = () => {
      stop();
      paint();
    };
    slider.onchange = tell;
    play.onclick = () => {
      if (playing) return stop();
      if (still()) return ((slider.value = slider.max), paint(), tell());
      if (+slider.value === +slider.max) slider.value = 1;
      play.textContent = "❚❚";
      paint();
      playing = setInterval(() => {
        if (!frame.isConnected) return stop();
        slider.value = +slider.value + 1;
        paint();
        if (+slider.value === +slider.max) {
          stop();
          tell();
        }
      }, 900);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data.searches), last = Math.max(...data.searches.map((search) => search.length));
      const moved = view.key !== key || (view.data !== data && data.step !== view.told);
      Object.assign(view, { key, data });
      slider.max = last;
      play.setAttribute("aria-label", data.words.play);
      if (moved) {
        stop();
        slider.value = Math.min(data.step, last);
      }
      paint();
    };

    // What a search has at this step: what goes on or has ended, the best first, and what is dropped now.
    function state(search, step) {
      const now = search[Math.min(step, search.length) - 1];
      const ended = search.slice(0, Math.min(step, search.length)).flat().filter((text) => text.fate === "finished");
      const alive = [...now.filter((text) => text.fate === "kept"), ...ended].sort((a, b) => b.score - a.score);
      return [...alive, ...now.filter((text) => text.fate === "dropped")];
    }

    function paint() {
      const { data } = view, step = +slider.value, size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      const told = fill(data.words.step, { n: step, all: slider.max });
      name.textContent = told;
      slider.setAttribute("aria-valuetext", told);
      const room = (narrow ? 99 : frame.room() - bar.offsetHeight - size * 3.4), most = Math.max(4, Math.floor(room / (size * 1.72)));
      const all = data.searches.map((search) => state(search, step)), top = Math.max(...all.flat().map((text) => text.total)), low = Math.min(...all.flat().map((text) => text.total));
      columns.replaceChildren(
        ...all.map((texts, side) => {
          const box = element("div", side ? "search wide" : "search"), best = bestOf(texts);
          box.append(element("p", "station", side ? data.words.beam : data.words.greedy));
          const shown = texts.filter((text) => text.fate !== "dropped" || texts.length <= most);
          for (const text of shown.slice(0, most)) {
            const line = element("div", `text ${text.fate}${text === best ? " best" : ""}`);
            line.append(element("span", "words", `${text.text || "–"}${text.fate === "finished" ? " ■" : text.fate === "kept" ? " …" : ""}`), element("b", "", decimals(text.total)));
            line.style.setProperty("--share", low === top ? 1 : 0.06 + (0.94 * (text.total - low)) / (top - low));
            line.title = data.words[text.fate];
            box.append(line);
          }
          if (side) Object.assign(frame.dataset, { step, best: best?.text ?? "", total: best?.total ?? "" });
          else Object.assign(frame.dataset, { greedy: best?.text ?? "" });
          return box;
        }),
      );
      const winner = bestOf(all[1]);
      readout.replaceChildren(
        `${data.words.legend}  `, winner ? fill(data.words.best, { text: winner.text, total: decimals(winner.total), score: decimals(winner.score) }) : "",
      );
    }

    const bestOf = (texts) => {
      const ended = texts.filter((text) => text.fate === "finished");
      return (ended.length ? ended : texts.filter((text) => text.fate === "kept")).reduce((a, b) => (!a || b.score > a.score ? b : a), null);
    };
    return view;
  });
}
