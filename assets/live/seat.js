// Keeps this page with its server. The lecturer's key stays in this browser, so that the lecturer stays the lecturer after
// a reload and on another server. And where the connection was lost and found again, the whole page is asked for anew: a
// server that took over knows none of its steps yet, and would leave their controls dead. Who no longer follows the
// lecturer has that in the address, for a reload; links and steps back in the history would lose it.

const STATE = "data-test-connection-state";

export default function ({ parentElement, data, setStateValue }) {
  let view = mounted.get(parentElement);
  if (!view) {
    view = { asked: false, lost: false };
    view.observer = new MutationObserver(() => {
      const state = document.querySelector(`[${STATE}]`)?.getAttribute(STATE);
      if (state && state !== "CONNECTED") view.lost = true;
      else if (state && view.lost) {
        view.lost = false;
        view.tell("found", Date.now());
      }
    });
    view.observer.observe(document, { subtree: true, attributeFilter: [STATE] });
    view.timer = setInterval(() => {
      const here = new URL(location);
      if (view.free === (here.searchParams.get("follow") === "false")) return;
      if (view.free) here.searchParams.set("follow", "false");
      else here.searchParams.delete("follow");
      history.replaceState(history.state, "", here);
    }, 250);
    mounted.set(parentElement, view);
  }
  view.tell = setStateValue;
  view.free = data.free;
  try {
    if (data.key) localStorage.setItem("explorer-key", data.key);
    else if (!view.asked) {
      const key = localStorage.getItem("explorer-key");
      if (key) setTimeout(() => setStateValue("key", key), 0);
    }
    view.asked = !data.key; // once, and again only after it was known
  } catch {} // a browser that keeps nothing: the lecturer's link works again and again
  return () => {
    view.observer.disconnect();
    clearInterval(view.timer);
    mounted.delete(parentElement);
  };
}
