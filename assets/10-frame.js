/* The frame around the picture: theme, wall mode, sheet, pages, keys. */
(function () {
  "use strict";
  const pharos = (window.pharos = window.pharos || {});
  window.dash_clientside = window.dash_clientside || {};
  const client = (window.dash_clientside.pharos = window.dash_clientside.pharos || {});
  const root = document.documentElement;

  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const named = (window.dashMantineFunctions = window.dashMantineFunctions || {});
  /** The words of a place on the months slider. */
  named.pharosMonth = function (value, options) {
    const [year, month] = options.first.split("-").map(Number);
    const at = year * 12 + (month - 1) + value;
    return `${MONTHS[at % 12]} ${Math.floor(at / 12)}`;
  };

  function remembered(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be forbidden; the page works without
    }
  }
  function remember(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      /* as above */
    }
  }
  const preferred = () =>
    remembered("pharos-theme") ||
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = preferred();

  /** Light or dark: on start the reader's own, then the other at each click. */
  client.theme = function (clicks) {
    let theme = preferred();
    if (clicks) {
      theme = root.dataset.theme === "dark" ? "light" : "dark";
      remember("pharos-theme", theme);
    }
    root.dataset.theme = theme;
    return [theme, theme, theme === "dark" ? "Light" : "Dark"];
  };

  /** Let every drawing follow a change of room. */
  function resized() {
    requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
  }
  client.wall = function () {
    const on = root.dataset.wall !== "on";
    root.dataset.wall = on ? "on" : "off";
    resized();
    return on ? "Leave wall mode (W)" : "Wall mode: big type, no panels (W)";
  };
  client.share = function () {
    const done = (text) => {
      const button = document.getElementById("share");
      button.textContent = text;
      setTimeout(() => (button.textContent = "Copy link"), 1800);
    };
    const copied = navigator.clipboard && navigator.clipboard.writeText(location.href);
    if (copied) copied.then(() => done("Copied"), () => done("Use the address bar"));
    else done("Use the address bar");
    return window.dash_clientside.no_update;
  };
  client.sheetSize = function () {
    document.getElementById("sheet").classList.toggle("large");
    resized();
    return window.dash_clientside.no_update;
  };
  client.sheetTab = function (tab) {
    resized();
    const large = document.getElementById("sheet")?.classList.contains("large") ? " large" : "";
    return `sheet${large}${tab === "table" ? " show-table" : ""}`;
  };
  client.closeRecord = function () {
    window.dash_clientside.set_props("record", { hidden: true });
    window.dash_clientside.set_props("opened", { data: null });
    return window.dash_clientside.no_update;
  };
  client.filtersShown = (opened) => (opened ? "true" : "false");
  client.keysHelp = (clicks, opened) => !opened;
  // In the order of dashboard/callbacks/frame.py; the first three follow the selection.
  const PAGES = { "/": "", "/routes": "Routes", "/regions": "Regions", "/sources": "Sources", "/method": "Method" };
  client.page = function (pathname, search) {
    const paths = Object.keys(PAGES);
    const at = Math.max(paths.indexOf(pathname), 0);
    if (at < 3) resized();
    document.title = at ? `${PAGES[paths[at]]} – Pharos` : "Pharos";
    // The selection goes along: a look at another page must not lose it.
    const kept = search || "";
    return [at > 2, ...paths.map((_, i) => i !== at),
      ...paths.map((_, i) => (i === at ? "nav here" : "nav")), ...paths.map((path) => path + kept)];
  };

  /** A span drawn on the series becomes the period; a click on nothing changes nothing. */
  client.brush = function (selected) {
    const x = selected && selected.range && (selected.range.x || selected.range.x2);
    if (!x) return window.dash_clientside.no_update;
    const days = x.map((at) => String(at).slice(0, 10)).sort();
    return { value: days, at: Date.now() };
  };
  client.refreshTable = async function (selection, tab) {
    if (tab !== "table" || !window.dash_ag_grid) return window.dash_clientside.no_update;
    const grid = await window.dash_ag_grid.getApiAsync("table");
    grid.purgeInfiniteCache();
    return selection;
  };
  client.askMetric = function () {
    const context = window.dash_clientside.callback_context;
    const moved = context.triggered[0];
    if (!moved || !moved.value) return window.dash_clientside.no_update;
    return { metric: context.triggered_id.metric, at: Date.now() };
  };
  client.openRow = function (cell) {
    const id = cell && cell.rowId;
    if (!id) return window.dash_clientside.no_update;
    const columns = pharos.map?.drawn?.columns;
    const row = columns ? columns.ids.indexOf(id) : -1;
    const place = row < 0 ? {} : { longitude: columns.longitude[row], latitude: columns.latitude[row] };
    return { layer: "incidents", ids: [id], fly: true, nonce: Date.now(), ...place };
  };

  function press(id) {
    document.getElementById(id)?.click();
  }
  function step(by) {
    window.dash_clientside.set_props("step", { data: { value: by, at: Date.now() } });
  }
  const ACTIONS = {
    "/": () => document.getElementById("first_day")?.focus(),
    ",": () => step(-1),
    ".": () => step(1),
    m: () => document.getElementById("map-frame")?.focus(),
    l: () => {
      const panel = document.getElementById("layer-panel");
      if (panel) panel.open = !panel.open;
    },
    s: () => document.querySelector('#sheet-tab input[value="series"]')?.click(),
    i: () => document.querySelector('#sheet-tab input[value="table"]')?.click(),
    e: () => press("export"),
    w: () => press("wall"),
    p: () => press("map-where"),
    t: () => press("theme-switch"),
    "?": () => press("keys"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const filters = document.getElementById("more-filters");
      if (filters?.getAttribute("aria-expanded") === "true") {
        filters.click(); // Mantine listens inside the dropdown only
        filters.focus();
        return;
      }
      if (root.dataset.wall === "on") press("wall");
      else if (document.querySelector("#export-panel:not([hidden])")) press("export-close");
      else if (document.querySelector("#record:not([hidden])")) press("record-close");
      else if (document.querySelector("#position-panel:not([hidden])")) press("position-close");
      return;
    }
    const typing = event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable]");
    if (typing) return;
    const act = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  // Mantine moves a thumb on Home and End but does not say that the move has ended.
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Home" && event.key !== "End") return;
    if (!event.target.closest?.("#months")) return;
    const thumbs = document.querySelectorAll('#months [role="slider"]');
    const value = [...thumbs].map((thumb) => Number(thumb.getAttribute("aria-valuenow")));
    if (value.length === 2) window.dash_clientside.set_props("months", { value });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "filters") event.preventDefault();
  });
  // On a phone the map comes first: the panel opens when it is asked for.
  document.addEventListener("DOMContentLoaded", () => {
    const small = matchMedia("(max-width: 860px)");
    const watch = new MutationObserver(() => {
      const panel = document.getElementById("layer-panel");
      if (!panel) return;
      watch.disconnect();
      if (small.matches) panel.open = false;
      // On a low screen the legend would lie over the Canaries: it opens when it is asked for.
      const legend = document.getElementById("legend");
      if (legend && innerHeight < 1000) legend.open = false;
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });
  pharos.frame = { resized };
})();
