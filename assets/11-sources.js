/* Pages drawn from their description; texts to copy, decisions, all open on paper. */
(function () {
  "use strict";
  const pharos = (window.pharos = window.pharos || {});
  window.dash_clientside = window.dash_clientside || {};
  const client = (window.dash_clientside.pharos = window.dash_clientside.pharos || {});

  // What a description may hold. Texts in it come from strangers' files; React writes them as text.
  const TAGS = new Set(("a article button caption code dd details div dl dt h2 h3 h4 h5 input li nav p"
    + " section span strong summary table tbody td th thead tr ul h1 label output").split(" "));
  const ATTRIBUTES = new Set(("className colSpan download href htmlFor id max maxLength min open placeholder"
    + " rel role scope step style tabIndex target title type").split(" "));
  const WEB = /^(https?:\/\/|\/(?!\/)|#)/;

  function attribute(name, value) {
    if (name === "href") return WEB.test(value);
    return ATTRIBUTES.has(name) || /^(aria|data)-[a-z-]+$/.test(name);
  }
  /** A component as Dash describes it, as an element of React. */
  function element(part, key) {
    if (Array.isArray(part)) return part.map(element);
    if (part === null || typeof part !== "object") return part;
    const tag = String(part.type).toLowerCase();
    if (!TAGS.has(tag)) return null;
    const props = Object.fromEntries(
      Object.entries(part.props).filter(([name, value]) => attribute(name, value)));
    const children = part.props.children;
    const inside = children === undefined ? [] : [].concat(children).map(element);
    // Its own key goes with a part where others come or go: what is open or typed there stays.
    const own = part.props.key ?? part.props.id ?? key;
    // What is not React's to draw (a chart) is put into its place once the place is there.
    const filled = pharos.fill?.(props);
    return React.createElement(tag, { ...props, key: own, ...(filled && { ref: filled }) }, ...inside);
  }
  const roots = new WeakMap();
  /** Draw a description into a part of the document. */
  pharos.describe = function (place, page) {
    if (!roots.has(place)) roots.set(place, ReactDOM.createRoot(place));
    roots.get(place).render(element(page, "page"));
  };
  client.sourcesPage = function (page) {
    const place = document.getElementById("sources-body");
    if (!page || !place) return window.dash_clientside.no_update;
    pharos.describe(place, page);
    return "sources-body filled";
  };

  /** Select the text beside a button, for a browser that does not let a page copy. */
  function select(button) {
    const text = button.parentElement?.querySelector(".copy-text");
    if (text) getSelection().selectAllChildren(text);
  }
  function copy(button) {
    const said = (text) => {
      button.textContent = text;
      setTimeout(() => (button.textContent = "Copy"), 1800);
    };
    const chosen = () => {
      select(button);
      said("Selected");
    };
    const copied = navigator.clipboard && navigator.clipboard.writeText(button.dataset.copy);
    if (copied) copied.then(() => said("Copied"), chosen);
    else chosen();
  }
  function decide(button) {
    const { verdict, one, other } = button.dataset;
    const note = button.closest(".verdicts")?.querySelector("input.note, .note input");
    const data = { one, other, verdict, note: note ? note.value : "", at: Date.now() };
    window.dash_clientside.set_props("decide", { data });
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#sources button");
    if (!button) return;
    if (button.dataset.copy !== undefined) copy(button);
    if (button.dataset.verdict) decide(button);
  });

  // A page is filled after its address was read: a part that the address names comes later.
  const PLACES = { "/sources": "sources", "/routes": "routes-main", "/regions": "regions-main", "/method": "method-main" };
  const open = () => document.getElementById(PLACES[location.pathname] || "");
  function toPart() {
    const name = CSS.escape(location.hash.slice(1));
    const part = name && open()?.querySelector(`[id="${name}"]`);
    part?.scrollIntoView();
    return part;
  }
  const watch = new MutationObserver(() => toPart() && watch.disconnect());
  /** Go to the part that the address names, now or when it is there. */
  pharos.toPart = function () {
    if (!PLACES[location.pathname] || location.hash.length < 2) return;
    if (!toPart()) watch.observe(document.body, { childList: true, subtree: true });
  };
  document.addEventListener("DOMContentLoaded", pharos.toPart);

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...(open()?.querySelectorAll("details:not([open])") || [])];
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of closed) part.open = false;
    closed = [];
  });
})();
