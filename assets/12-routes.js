/* The routes and method pages: asked for while they are open, their figures, the quality slider. */
(function () {
  "use strict";
  const pharos = (window.pharos = window.pharos || {});
  window.dash_clientside = window.dash_clientside || {};
  const client = (window.dash_clientside.pharos = window.dash_clientside.pharos || {});
  const CONFIG = { displayModeBar: false, displaylogo: false, showSendToCloud: false, responsive: true };

  let asked = "";
  /** Ask for the page of a selection while it is open, once for each selection and theme. */
  client.routesAsked = function (pathname, selection, theme) {
    const no = window.dash_clientside.no_update;
    if (pathname !== "/routes" || !selection || !theme) return no;
    if (asked === selection + theme) return no;
    asked = selection + theme;
    document.getElementById("routes-body")?.classList.add("waiting");
    return { selection, theme };
  };
  client.methodAsked = (pathname) =>
    pathname === "/method" && !document.querySelector("#method-body.filled")
      ? { at: 1 }
      : window.dash_clientside.no_update;

  const figures = {};
  const paper = {}; // the figures for white paper, where those of the screen are not
  const drawn = new Set();
  /** The layout with a height that fits the width, where the figure asks for a ratio. */
  function sized(layout, width, more) {
    const ratio = layout.meta?.ratio;
    const height = ratio ? Math.min(layout.height, Math.max(150, width / ratio)) : layout.height;
    // A name that fits a wide figure alone is left out of a narrow one.
    const names = layout.annotations?.filter((name) => name.name !== "wide" || width >= 700);
    return { ...layout, height, ...(names && { annotations: names }), ...more };
  }
  /** Plotly comes with the first graph of the page; a figure waits for it. */
  function draw(place, figure) {
    if (!window.Plotly) {
      setTimeout(() => draw(place, figure), 50);
      return;
    }
    if (!place.isConnected || !figure) return;
    drawn.add(place);
    place.style.minHeight = "";
    window.Plotly.react(place, figure.data, sized(figure.layout, place.clientWidth), CONFIG);
  }
  pharos.figures = {
    /** Keep the figures of a page, by the names of their places, before the page is drawn. */
    hold(page) {
      for (const [name, figure] of Object.entries(page.figures)) {
        figures[name] = figure;
        paper[name] = page.paper?.[name];
      }
      for (const old of drawn) if (!old.isConnected) drawn.delete(old);
    },
    /** A figure for white paper of a width, by the name of its place; nothing where there is none. */
    onPaper(name, width) {
      const figure = paper[name] || figures[name];
      return figure && { data: figure.data, layout: sized(figure.layout, width, { width }) };
    },
  };
  /** How a part is filled that React does not draw; nothing for any other part. */
  pharos.fill = function (props) {
    const name = props["data-figure"];
    if (name) {
      const figure = figures[name];
      return (place) => place && figure && draw(place, figure);
    }
    const value = props["data-value"];
    if (value === undefined) return undefined;
    return (place) => {
      const input = place?.querySelector("input");
      if (input) input.value = value;
    };
  };

  client.routesPage = function (page) {
    const place = document.getElementById("routes-body");
    if (!page || !place) return window.dash_clientside.no_update;
    pharos.figures.hold(page);
    pharos.describe(place, page.page);
    place.classList.remove("waiting");
    return "routes-body filled";
  };
  /** What of the selection could not be honoured, as text. */
  client.routesProblems = (problems) =>
    (problems || []).map((text) => ({
      namespace: "dash_html_components", type: "Li", props: { children: String(text) },
    }));
  client.methodPage = function (page) {
    const place = document.getElementById("method-body");
    if (!page || !place) return window.dash_clientside.no_update;
    pharos.describe(place, page);
    return "method-body filled";
  };

  // The slider moves the selection when it is let go; while it moves, the words go along.
  document.addEventListener("change", (event) => {
    if (event.target.id !== "routes-quality") return;
    window.dash_clientside.set_props("min_source_quality", { value: event.target.value });
  });

  // A choice of the selection that stands on the page too moves the control of that name.
  function compare(ends) {
    window.dash_clientside.set_props("compare", { data: { value: ends, at: Date.now() } });
  }
  const typed = () =>
    ["compare-from", "compare-to"].map((id) => document.getElementById(id).value.trim());
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#routes-body button.choice");
    if (!button) return;
    const { choose, choice } = button.dataset;
    if (choose) window.dash_clientside.set_props(choose, { value: choice });
    if (button.id === "compare-set") compare(typed());
    if (button.id === "compare-clear") compare(["", ""]);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest?.("#routes-body .compare input")) compare(typed());
  });

  // From a number to its method and back without losing the selection.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.to-method");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const target = new URL(link.href);
    history.pushState({}, "", target.pathname + location.search + target.hash);
    dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    setTimeout(pharos.toPart);
  });

  // Paper has a width of its own, and is white in both themes.
  const PAPER_PX = 680;
  const COLUMN_PX = 330;
  /** A chart of bands fades in, which paper does not wait for. */
  function shown(place) {
    for (const part of place.querySelectorAll(".sankey g, .sankey path, .sankey text")) {
      part.style.opacity = 1;
    }
  }
  addEventListener("beforeprint", () => {
    for (const place of drawn) {
      const name = place.dataset.figure;
      const figure = paper[name] || figures[name];
      if (!figure || !place.offsetParent) continue; // not of the page that is open
      const bands = figure.data[0]?.type === "sankey";
      if (bands && !paper[name]) continue;
      const column = place.closest(".multiples") ? COLUMN_PX : PAPER_PX;
      const width = bands ? place.clientWidth : column;
      window.Plotly.react(place, figure.data, sized(figure.layout, width, { width }), CONFIG);
      shown(place);
    }
  });
  addEventListener("afterprint", () => {
    for (const place of drawn) {
      if (place.offsetParent) draw(place, figures[place.dataset.figure]);
    }
  });
})();
