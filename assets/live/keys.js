// A presenter's clicker sends PageDown and PageUp: they turn the step wherever the focus is, also in a field or slider.

export default function ({ parentElement }) {
  if (!mounted.has(parentElement)) {
    const turn = (event) => {
      const name = { PageDown: "next", PageUp: "back" }[event.key];
      if (!name) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      document.querySelector(`.st-key-${name} button:not(:disabled)`)?.click();
    };
    window.addEventListener("keydown", turn, true);
    mounted.set(parentElement, turn);
  }
  return () => {
    window.removeEventListener("keydown", mounted.get(parentElement), true);
    mounted.delete(parentElement);
  };
}
