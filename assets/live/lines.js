// Who reads whom: two columns of tokens, and a line for each share of attention. A token under the pointer, or under
// the arrow keys, shows its own lines only, with its shares beside the tokens at their other end.

const READS = 0, IS_READ = 1;
const MOST = 1500; // lines in one picture: more are slow to draw, and nobody could follow them

export default function (component) {
  return mount(component, (frame) => {
    const chips = element("div", "chips heads");
    chips.setAttribute("role", "group");
    const canvas = element("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    const told = element("p", "told");
    told.setAttribute("aria-live", "polite");
    frame.append(chips, canvas, told);
    const all = element("canvas"); // the picture of all lines, kept: it may hold thousands
    const view = { on: new Set(), pinned: null, at: null };

    const alone = () => view.data.heads.length === 1;
    const colour = (head) => (alone() ? `rgb(${palette.share})` : view.data.heads[head].colour);
    const same = (a, b) => a === b || (a && b && a[0] === b[0] && a[1] === b[1]);

    // Where everything stands; nothing of it depends on what is chosen, so nothing jumps.
    function measure() {
      const { tokens, heads } = view.data, em = parseFloat(style(frame, "font-size")), family = style(frame, "font-family");
      const wide = frame.clientWidth, least = em >= 18 ? 18 : 11; // on the wall, and in the hand
      const room = Math.max(8 * em, frame.room() - chips.offsetHeight - told.offsetHeight - 0.8 * em);
      const row = Math.min(1.7 * em, (room - 2 * em - 0.6 * least) / tokens.length);
      const size = Math.max(Math.min(em, row * 0.87), least), over = Math.max(0, 1.2 * size - row) / 2, top = 2 * em + over;
      const pen = canvas.getContext("2d");
      pen.font = `bold ${size}px ${family}`;
      const narrow = wide < 36 * em, slot = alone() ? 3.7 * em : Math.min(2.1 * em, ((narrow ? 0.14 : 0.2) * wide) / heads.length);
      const slots = slot * heads.length;
      const label = Math.min((narrow ? 0.19 : 0.22) * wide, Math.max(...tokens.map((token) => pen.measureText(token).width)) + 4);
      const edge = slots + label + 1.1 * em;
      const y = (token) => top + (token + 0.5) * row, widest = Math.min(0.28 * em, Math.max(1, row / heads.length));
      return { em, family, wide, top, row, size, slot, slots, label, y, widest, tall: top + row * tokens.length + over, left: edge, right: wide - edge };
    }

    // A line as strong as its share, the heads side by side. The ninth head has the colour of the first, and is dashed.
    function stroke(pen, g, { head, query, key, share }, least, most) {
      const aside = ((head + 0.5) / view.data.heads.length - 0.5) * 0.8 * g.row, bend = (g.right - g.left) * 0.42;
      const from = g.y(query) + aside, to = g.y(key) + aside;
      pen.globalAlpha = least + (most - least) * share;
      pen.lineWidth = 1 + share * g.widest;
      pen.strokeStyle = colour(head);
      pen.setLineDash(!alone() && view.data.heads[head].number > 8 ? [7, 4] : []);
      pen.beginPath();
      pen.moveTo(g.left, from);
      pen.bezierCurveTo(g.left + bend, from, g.right - bend, to, g.right, to);
      pen.stroke();
    }

    // The lines of the heads that are on, the strongest on top; the more there are, the fainter each.
    function overview(g) {
      const key = [g.wide, g.tall, g.em, [...view.on], palette === DARK, devicePixelRatio].join();
      if (view.kept === key) return;
      view.kept = key;
      const on = view.lines.filter((line) => view.on.has(line.head)), pen = sharpen(all, g.wide, g.tall);
      view.drawn = on.slice(-MOST);
      view.floor = view.drawn.length < on.length ? view.drawn[0].share : view.data.floor;
      for (const line of view.drawn) stroke(pen, g, line, 0, Math.min(1, Math.sqrt(1000 / view.drawn.length)));
    }

    const ends = (side, token) => view.byToken[side][token].filter((line) => view.on.has(line.head));

    function paint() {
      const g = view.geometry, pen = sharpen(canvas, g.wide, g.tall);
      const chosen = view.at ? ends(...view.at) : [];
      if (view.at) for (const line of chosen) stroke(pen, g, line, 0.22, 1);
      else {
        overview(g);
        if (g.tall > 0) pen.drawImage(all, 0, 0, g.wide, g.tall);
      }
      pen.globalAlpha = 1;
      pen.setLineDash([]);
      const best = new Map(); // the largest share at each token of the other side
      if (view.at)
        for (const line of chosen) {
          const other = view.at[0] === READS ? line.key : line.query;
          best.set(other, Math.max(best.get(other) ?? 0, line.share));
        }
      for (const side of [READS, IS_READ]) column(pen, g, side, best);
      if (view.at) shares(pen, g, chosen);
      tell(chosen);
      Object.assign(frame.dataset, { side: view.at?.[0] ?? "", token: view.at?.[1] ?? "", lines: view.at ? chosen.length : view.drawn.length });
    }

    const shortened = (pen, word, most) => {
      if (pen.measureText(word).width <= most) return word;
      let letters = [...word];
      while (letters.length > 1 && pen.measureText(letters.join("") + "…").width > most) letters = letters.slice(0, -1);
      return letters.join("") + "…";
    };

    // A column of tokens. Where there is no room for all, the chosen one comes first, then those at the end of its
    // strongest lines, then every second, third or fourth.
    function column(pen, g, side, best) {
      const data = view.data, ink = style(frame, "color"), here = view.at?.[0] === side ? view.at[1] : -1;
      const other = view.at && here < 0, reads = side === READS;
      const x = reads ? g.left - 0.75 * g.em : g.right + 0.75 * g.em;
      pen.fillStyle = ink;
      pen.textBaseline = "middle";
      pen.textAlign = reads ? "right" : "left";
      pen.font = `bold ${g.em}px ${g.family}`;
      pen.fillText(data.words[reads ? "reads" : "read"], x, 0.6 * g.em);
      pen.fillStyle = data.colours[side];
      pen.fillRect(reads ? x - 2.2 * g.em : x, 1.3 * g.em, 2.2 * g.em, 3);
      const every = Math.max(1, Math.ceil((g.size * 1.12) / g.row)), tokens = data.tokens.map((_, i) => i);
      const rank = (token) => (token === here ? 2 : other && best.has(token) ? 1 + best.get(token) : token % every === 0 ? 0.5 : 0);
      const placed = [];
      view.shown[side] = placed;
      for (const token of tokens.sort((a, b) => rank(b) - rank(a) || a - b)) {
        if (!rank(token) || (every > 1 && placed.some((at) => Math.abs(at - token) * g.row < g.size * 1.1))) continue;
        placed.push(token);
        const strong = token === here || (other && best.has(token));
        pen.font = `${strong ? "bold " : ""}${g.size}px ${g.family}`;
        pen.globalAlpha = other && !strong ? 0.6 : 1;
        pen.fillStyle = ink;
        pen.fillText(shortened(pen, data.tokens[token], g.label), x, g.y(token));
        if (token === here) {
          pen.fillStyle = data.colours[side];
          pen.fillRect(reads ? g.left - 0.5 * g.em : g.right + 0.15 * g.em, g.y(token) - 0.55 * g.em, 5, 1.1 * g.em);
        }
      }
      pen.globalAlpha = 1;
    }

    // The shares of the chosen token, each beside the token at its other end, one column for each head.
    function shares(pen, g, chosen) {
      const { heads } = view.data, other = view.at[0] === READS ? IS_READ : READS, ink = style(frame, "color");
      const first = other === READS ? 0 : g.wide - g.slots, roomy = g.slot >= 1.75 * g.em;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      if (!alone() && roomy)
        heads.forEach(({ number }, head) => {
          if (!view.on.has(head)) return;
          const x = first + head * g.slot;
          pen.fillStyle = colour(head);
          pen.fillRect(x + 0.15 * g.em, 1.3 * g.em, g.slot - 0.3 * g.em, 3);
          pen.fillStyle = ink;
          pen.font = `bold ${g.em}px ${g.family}`;
          pen.fillText(number, x + g.slot / 2, 0.6 * g.em);
        });
      for (const line of chosen) {
        const token = other === READS ? line.query : line.key, x = first + line.head * g.slot;
        const high = Math.min(g.row - 1, 1.35 * g.em);
        if (!alone()) {
          pen.globalAlpha = 0.1 + 0.6 * line.share;
          pen.fillStyle = colour(line.head);
          pen.fillRect(x + 1, g.y(token) - high / 2, g.slot - 2, high);
          pen.globalAlpha = 1;
        }
        if (!roomy || !view.shown[other].includes(token)) continue;
        pen.fillStyle = ink;
        pen.font = `${g.size}px ${g.family}`;
        if (alone()) {
          pen.textAlign = other === READS ? "left" : "right";
          pen.fillText(percent(line.share), other === READS ? 2 : g.wide - 2, g.y(token));
        } else pen.fillText(Math.round(line.share * 100), x + g.slot / 2, g.y(token));
      }
    }

    // The same in words: the strongest lines of a head, of at most four heads.
    function tell(chosen) {
      const { words, tokens, heads } = view.data;
      let text = fill(words.note, { share: `${Math.floor((view.floor ?? 0) * 100)} %` });
      if (view.at) {
        const [side, token] = view.at, name = (at) => fill(words.token, { token: tokens[at], n: at + 1 });
        const heard = [...new Set(chosen.map((line) => line.head).reverse())], spoken = heard.slice(0, 4).sort((a, b) => a - b);
        const each = { 1: 4, 2: 2 }[spoken.length] ?? 1;
        let shown = 0;
        const parts = spoken.map((head) => {
          const strongest = chosen.filter((line) => line.head === head).slice(-each).reverse();
          shown += strongest.reduce((sum, line) => sum + line.share, 0);
          const list = strongest.map((line) => `${name(side === READS ? line.key : line.query)} ${percent(line.share)}`).join(", ");
          return alone() ? list : fill(words.head, { n: heads[head].number, list });
        });
        if (heard.length > spoken.length) parts.push("…");
        text = fill(words[side === READS ? "from" : "by"], { token: name(token), list: parts.join(" · ") || words.none });
        if (side === READS && view.on.size === 1) text += " · " + fill(words.rest, { share: percent(Math.max(0, 1 - shown)) });
      }
      told.textContent = text;
      canvas.setAttribute("aria-label", text);
    }

    const look = (at) => {
      if (same(view.at, at)) return;
      view.at = at;
      paint();
    };
    const pin = (at) => {
      view.pinned = at;
      look(at);
    };

    // Only the tokens answer, not the lines between them: there the whole picture comes back.
    const under = (event) => {
      const box = canvas.getBoundingClientRect(), g = view.geometry, x = event.clientX - box.left;
      const token = Math.floor((event.clientY - box.top - g.top) / g.row);
      if (token < 0 || token >= view.data.tokens.length || (x > g.left && x < g.right)) return null;
      return [x <= g.left ? READS : IS_READ, token];
    };
    canvas.onpointermove = (event) => event.pointerType !== "touch" && look(under(event) ?? view.pinned);
    canvas.onpointerleave = () => look(view.pinned);
    canvas.onpointerdown = (event) => {
      const at = under(event);
      pin(same(at, view.pinned) ? null : at);
    };
    canvas.onfocus = () => canvas.matches(":focus-visible") && pin(view.at ?? [READS, view.data.tokens.length - 1]);
    canvas.onkeydown = (event) => {
      const last = view.data.tokens.length - 1, [side, token] = view.at ?? [READS, last];
      const to = {
        ArrowUp: [side, Math.max(0, token - 1)],
        ArrowDown: [side, Math.min(last, token + 1)],
        ArrowLeft: [READS, token],
        ArrowRight: [IS_READ, token],
        Home: [side, 0],
        End: [side, last],
        Escape: null,
      };
      if (!(event.key in to)) return;
      event.preventDefault();
      event.stopPropagation();
      pin(to[event.key]);
    };

    // One chip for each head. The last head that is on stays on.
    function build(data) {
      chips.hidden = data.heads.length === 1;
      chips.setAttribute("aria-label", data.words.heads);
      const turn = (head) => {
        if (!view.on.delete(head)) view.on.add(head);
        if (!view.on.size) view.on.add(head);
        show();
      };
      const show = () => {
        [...chips.querySelectorAll("button")].forEach((chip, head) => chip.setAttribute("aria-pressed", view.on.has(head)));
        paint();
      };
      const buttons = data.heads.map(({ number, colour }, head) => {
        const chip = element("button", "chip", number);
        chip.type = "button";
        chip.style.setProperty("--colour", colour);
        if (number > 8) chip.classList.add("again");
        chip.setAttribute("aria-label", `${data.words.heads} ${number}`);
        chip.setAttribute("aria-pressed", true);
        chip.title = data.words.only;
        chip.onclick = () => turn(head);
        chip.ondblclick = () => {
          view.on = new Set([head]);
          show();
        };
        return chip;
      });
      chips.replaceChildren(element("span", "", data.words.heads), ...buttons);
      view.on = new Set(data.heads.keys());
    }

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      if (view.data !== data) {
        const now = JSON.stringify(data);
        view.data = data;
        if (now !== view.known) {
          view.known = now;
          view.kept = null;
          view.shown = [[], []];
          view.lines = data.lines.flatMap((lines, head) => lines.map(([query, key, share]) => ({ head, query, key, share })));
          view.lines.sort((a, b) => a.share - b.share);
          view.byToken = [data.tokens.map(() => []), data.tokens.map(() => [])];
          for (const line of view.lines) {
            view.byToken[READS][line.query].push(line);
            view.byToken[IS_READ][line.key].push(line);
          }
          const heads = JSON.stringify(data.heads);
          if (heads !== view.heads) build(data);
          view.heads = heads;
          view.pinned = view.at = data.start === null ? null : [READS, data.start];
        }
      }
      view.geometry = measure();
      paint();
    };
    return view;
  });
}
