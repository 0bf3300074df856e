// Takes this page to another address of Explorer without loading it anew: Streamlit follows the browser's history.

// The server repeats itself, because what it says may be lost while a page is changing; each journey is made once.
export default function ({ data }) {
  if (!data || data.number === window.explorerJourney) return;
  window.explorerJourney = data.number;
  const here = new URLSearchParams(location.search), [page, query] = data.address.split("?");
  const there = new URLSearchParams(query ?? "");
  for (const name of data.keep) {
    there.delete(name);
    if (here.has(name)) there.set(name, here.get(name));
  }
  const path = location.pathname.replace(/[^/]*$/, "") + page, search = there.size ? `?${there}` : "";
  there.sort();
  here.sort();
  if (path === location.pathname && `${there}` === `${here}`) return;
  // A new chapter is a step that the browser's Back button leads back from; another number is none.
  history[path === location.pathname ? "replaceState" : "pushState"]({}, "", path + search);
  window.dispatchEvent(new PopStateEvent("popstate"));
}
