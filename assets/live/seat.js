// The lecturer's key, kept in this browser so that the lecturer stays the lecturer after a reload, and on another server
// that takes over from one that died.

export default function ({ parentElement, data, setStateValue }) {
  try {
    if (data.key) localStorage.setItem("explorer-key", data.key);
    else if (!mounted.get(parentElement)) {
      const key = localStorage.getItem("explorer-key");
      if (key) setTimeout(() => setStateValue("key", key), 0);
    }
  } catch {} // a browser that keeps nothing: the lecturer's link works again and again
  mounted.set(parentElement, !data.key); // asked once, and again only after it was known
  return () => mounted.delete(parentElement);
}
