// The keys of the wall. A clicker turns the steps wherever the focus is; a letter is a key only where nobody types.

const NEXT = ["PageDown"], BACK = ["PageUp"]; // what clickers send
const FREE = { ArrowRight: "next", " ": "next", ArrowLeft: "back", Home: "to-home" };
const LETTERS = { f: "full", b: "black", ".": "black", "?": "help", n: "notes" };
const TYPED = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable], [role=combobox], iframe";
// What has a use of its own for arrows, Home and the space bar.
const TAKEN = "input, textarea, select, [contenteditable], [role=slider], [role=radiogroup], [role=listbox], [role=menu], [role=tab], [role=combobox], [data-testid=stButtonGroup], iframe";

const press = (name) => document.querySelector(`.st-key-${name} button:not(:disabled)`)?.click();

function focused() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

// A button that was pressed keeps the focus: the space bar stays its own, arrows and letters are free.
function free(key) {
  const at = focused();
  if (!at || at === document.body || at === document.documentElement) return true;
  if (at.closest(TYPED)) return false;
  if (key in LETTERS) return true;
  if (at.getRootNode() !== document || at.closest(TAKEN)) return false; // a live figure, or a control
  return key !== " " || !at.closest("button, a, summary, [role=button], [tabindex='0']");
}

export default function (component) {
  const { parentElement, data } = component;
  let view = mounted.get(parentElement);
  if (!view) {
    const frame = element("div", "keys"), black = element("div", "black"), help = element("div", "help");
    black.popover = help.popover = "manual";
    black.onclick = () => black.hidePopover();
    help.onclick = () => help.hidePopover();
    frame.append(black, help);
    parentElement.append(frame);
    const shown = (layer) => layer.matches(":popover-open");
    const flip = (layer) => (shown(layer) ? layer.hidePopover() : layer.showPopover());

    const act = (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      const { key } = event, letter = key.length === 1 ? key.toLowerCase() : key;
      const open = [black, help].find(shown);
      const turn = NEXT.includes(key) ? "next" : BACK.includes(key) ? "back" : "";
      const own = turn || (free(letter) && (FREE[key] || LETTERS[letter]));
      if (open && (own || key === "Escape")) {
        open.hidePopover(); // the first key only brings the picture back
      } else if (own) {
        const dialog = document.querySelector("[role=dialog]");
        if (dialog && turn) dialog.querySelector("[aria-label=Close]")?.click();
        else if (dialog) return;
        else if (own === "full") document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
        else if (own === "black") flip(black);
        else if (own === "help") flip(help);
        else if (own === "notes") data.notes && window.open(view.data.notes, "explorer-notes");
        else if (own === "next" && document.querySelector(".st-key-reveal button")) press("reveal");
        else press(own);
      } else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.addEventListener("keydown", act, true);
    // The notes call from another window of this browser; once the server knows them too, they need not.
    const channel = new BroadcastChannel("explorer-notes");
    channel.onmessage = () => view.data.listens || view.tell("notes", Date.now());
    view = { help, end: () => (window.removeEventListener("keydown", act, true), channel.close()) };
    mounted.set(parentElement, view);
  }
  view.data = data;
  view.tell = component.setStateValue;
  view.help.replaceChildren(
    element("h2", "", data.title),
    ...data.keys.map(([names, does]) => {
      const line = element("p");
      line.append(...names.map((name) => element("kbd", "", name)), element("span", "", does));
      return line;
    }),
  );
  return () => {
    view.end();
    mounted.delete(parentElement);
  };
}
