// A question to the class: a ballot on the phones, the growing tally on the wall, and at last the model's own answer.

// One random number stands for this device; it says nothing about it and is forgotten with the room.
function device() {
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    const kept = localStorage.getItem("explorer-device") ?? fresh();
    localStorage.setItem("explorer-device", kept);
    return kept;
  } catch {
    return (device.alone ??= fresh());
  }
}

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("votes");
    const view = { mine: {} }, text = element("p", "asked"), list = element("div", "options"), note = element("p", "note");
    note.setAttribute("role", "status");
    frame.append(text, list, note);

    view.draw = (data) => {
      if (!data) return;
      const { words } = data, mine = view.mine[data.number] ?? data.mine;
      const ballot = data.ballot && !data.revealed, most = Math.max(1, data.votes ? Math.max(...data.votes) : 0);
      const total = data.votes ? data.votes.reduce((sum, n) => sum + n, 0) : 0;
      frame.classList.toggle("ballot", ballot);
      frame.classList.toggle("revealed", data.revealed);
      text.textContent = data.text;
      text.hidden = !data.text;
      // The rows are made once for each question: a bar grows, it is not drawn anew.
      if (view.number !== data.number) {
        view.number = data.number;
        view.rows = data.options.map((option, i) => {
          const row = element("button", "option"), name = element("span", "label", option), tracks = element("span", "tracks");
          row.type = "button";
          const lines = ["class", "model"].map((kind) => {
            const line = element("span", `line ${kind}`), track = element("span", "track"), bar = element("i"), number = element("b");
            track.append(bar);
            line.append(track, number);
            tracks.append(line);
            return { line, bar, number };
          });
          row.onclick = () => {
            if (!frame.classList.contains("ballot")) return;
            view.mine[view.number] = i;
            view.component.setStateValue("choice", { number: view.number, option: i, device: device(), time: Date.now() });
            view.draw(view.latest);
          };
          row.append(name, tracks);
          return { row, lines };
        });
        list.replaceChildren(...view.rows.map(({ row }) => row));
      }
      const best = data.shares ? Math.max(...data.shares) : 0;
      view.rows.forEach(({ row, lines: [said, model] }, i) => {
        row.disabled = !ballot;
        row.classList.toggle("mine", mine === i);
        row.classList.toggle("best", data.shares !== null && data.shares[i] === best);
        row.setAttribute("aria-pressed", mine === i);
        const count = data.votes?.[i] ?? 0;
        said.line.hidden = data.votes === null;
        said.bar.style.width = `${(100 * count) / (data.revealed ? Math.max(1, total) : Math.max(most, 4))}%`;
        said.number.textContent = data.revealed && total ? percent(count / total) : count;
        model.line.hidden = data.votes === null;
        model.bar.style.width = data.shares ? `${100 * data.shares[i]}%` : "0";
        model.number.textContent = data.shares ? percent(data.shares[i]) : "?";
      });
      list.querySelectorAll(".line").forEach((line) => (line.title = line.classList.contains("class") ? words.class : words.model));
      const legend = element("span", "legend");
      legend.append(element("i", "class"), element("span", "", words.class), element("i", "model"), element("span", "", data.revealed ? words.model : words.hidden));
      note.replaceChildren(...(data.votes ? [legend] : []), element("span", "", ballot && mine !== null && mine !== undefined ? words.voted : data.note));
      // On the wall the rows share the room that is left, down to one line each.
      const size = parseFloat(style(frame, "font-size")), rest = frame.offsetHeight - list.offsetHeight;
      const row = (frame.room() - rest) / data.options.length - 0.45 * size;
      list.style.setProperty("--row", data.ballot ? "auto" : `${Math.round(Math.max(2.3 * size, Math.min(5 * size, row)))}px`);
      Object.assign(frame.dataset, { votes: data.votes?.join(" ") ?? "", shares: data.shares?.join(" ") ?? "", mine: mine ?? "" });
    };
    return view;
  });
}
