// Tells the server where this page is, whenever its address changes: only the browser knows all that is set in it.
// While a chapter is changing it waits until the server is there too: else Streamlit would take the page back.

export default function ({ parentElement, data, setStateValue }) {
  let watch = mounted.get(parentElement);
  if (!watch) {
    watch = { told: "" };
    watch.timer = setInterval(() => {
      const address = location.pathname + location.search;
      if (address === watch.told || location.pathname.split("/").pop() !== watch.here) return;
      watch.told = address;
      watch.tell("address", address);
    }, 250);
    mounted.set(parentElement, watch);
  }
  watch.tell = setStateValue;
  watch.here = data;
  return () => {
    clearInterval(watch.timer);
    mounted.delete(parentElement);
  };
}
