/* From a picture to the screen: the newest one wins, a failed one leaves the old one standing. */
"use strict";

(function () {
  const map = window.pharos.map;
  const { state } = map;
  const POLL_MS = 30;
  const START_MS = 30000;
  const SLOW_MS = 500;
  let next = null;
  let running = false;
  let waiting = [];

  /** Plotly's map subplot, if the graph is on the page already. */
  function find() {
    const container = map.container();
    const graph = container && container.querySelector(".js-plotly-plot");
    const layout = graph && graph._fullLayout && graph._fullLayout.map;
    const subplot = layout && layout._subplot;
    return subplot && subplot.map ? { graph, subplot, gl: subplot.map } : null;
  }

  /** Wait for the graph, take its view over, and wait until plotly has put its traces in. */
  async function ready() {
    const limit = performance.now() + START_MS;
    for (;;) {
      const found = find();
      if (found) {
        if (state.gl !== found.gl) attach(found);
        if (Object.keys(found.subplot.traceHash).length >= 4) return found;
      }
      if (performance.now() > limit) throw new Error("The map did not start.");
      await map.pause(POLL_MS);
    }
  }

  function attach({ graph, subplot, gl }) {
    Object.assign(state, { graph, gl, picture: null, columns: null, dressed: null });
    state.theme = /style-dark/.test(String(graph.layout.map.style)) ? "dark" : "light";
    map.drawn = { columns: null, rows: [], colours: "" };
    // Hover is answered from typed arrays; plotly's own would project every point at each move.
    graph.layout.hovermode = false;
    map.takeView(graph, subplot);
    map.listen(gl);
    paintEarly(graph, gl);
  }

  /** A dark page never sees the light map first, although the server lays it out light. */
  async function paintEarly(graph, gl) {
    const theme = document.documentElement.dataset.theme;
    if (!theme || theme === state.theme) return;
    try {
      const loaded = gl.isStyleLoaded() ? null : gl.once("style.load");
      const style = await map.fetchStyle(graph, theme);
      await loaded;
      if (state.gl !== gl || state.picture) return;
      map.paintBasemap(gl, style);
      state.theme = theme;
    } catch {
      // The first picture asks for the same style and reports what is wrong.
    }
  }

  const noRows = (columns) => columns.routes.map(() => new Int32Array(0));

  async function draw(picture) {
    if (!map.able()) {
      map.apologise();
      return;
    }
    const slow = setTimeout(() => say(state.picture ? "waiting" : "loading"),
                            state.picture ? SLOW_MS : 0);
    try {
      const { graph, gl } = await ready();
      const turn = picture.theme !== state.theme;
      const [columns, content, style] = await Promise.all([
        map.columns(picture.incidents.columns),
        map.fetchSources(gl, picture.sources || {}),
        turn ? map.fetchStyle(graph, picture.theme) : null,
      ]);
      if (next || state.gl !== gl) return;
      const rows = picture.incidents.visible
        ? map.rows(columns, picture.incidents.rows) : noRows(columns);
      map.stripListeners();
      state.colours = picture.colours || null;
      state.theme = picture.theme;
      map.container().dataset.theme = picture.theme;
      const bare = state.dressed !== picture.theme;
      if (style) map.paintBasemap(gl, style);
      if (bare) {
        map.addIcons(gl);
        map.addIncidentLayers(graph, gl);
      }
      const overlaid = map.drawOverlays(gl, picture, content);
      if (bare) {
        map.tintHighlights(gl);
        state.dressed = picture.theme;
        map.dressShapes();
        map.listenTools(gl);
      }
      map.watchStyle(gl);
      const remade = overlaid && !bare ? map.flushStyle(gl) : [];
      if (await map.drawIncidents(graph, gl, columns, rows, !bare, remade)) await map.finish(gl);
      else await map.painted(gl);
      if (bare) map.edgeIncidents(gl, columns);
      map.drawUncertainty(gl);
      map.drawArea(picture.area || null);
      const { opened } = map;
      map.ringIncident(gl, opened && opened.layer === "incidents" ? (opened.ids || [])[0] : null);
      map.hideCard();
      state.columns = columns;
    } finally {
      clearTimeout(slow);
    }
  }

  function report(picture) {
    state.picture = picture;
    const { selection } = picture;
    const { shown } = picture.incidents;
    say("");
    const container = map.container();
    if (container) container.dataset.drawn = selection;
    const data = { selection, shown, at: performance.now() };
    window.dash_clientside.set_props("map-drawn", { data });
  }

  async function work() {
    if (running) return;
    running = true;
    while (next) {
      const picture = next;
      next = null;
      try {
        await draw(picture);
        if (!next) report(picture);
      } catch (error) {
        if (!next) fail(picture, error);
      }
    }
    running = false;
    const done = waiting;
    waiting = [];
    done.forEach((resolve) => resolve());
  }

  /** The chip over the map that says what it is doing. */
  function chip() {
    let box = document.getElementById("map-status");
    if (!box) {
      box = map.element("div");
      box.id = "map-status";
      map.container().append(box);
    }
    box.setAttribute("role", "status");
    return box;
  }

  /** Say the state of the map: "" (as it should be), loading, waiting or failed. */
  function say(name, ...content) {
    const container = map.container();
    if (!container) return;
    container.dataset.state = name;
    const text = { loading: "Loading the incidents…", waiting: "Updating the map…" }[name];
    chip().replaceChildren(...(text ? [map.element("span", "", text)] : content));
  }

  function fail(picture, error) {
    console.warn("The map was not updated:", error);
    const old = state.picture ? "The map still shows the selection before. "
      : "The map has no incidents yet. ";
    const again = map.element("button", "map-status-retry", "Try again");
    again.type = "button";
    again.addEventListener("click", () => window.dash_clientside.pharos.drawMap(picture));
    say("failed", map.element("span", "", old + error.message), again);
  }

  /**
   * Draw a picture; the store `map-drawn` is written when it is on the screen.
   * @param {?object} picture value of the store `map-picture`
   */
  window.dash_clientside.pharos.drawMap = function (picture) {
    if (picture) {
      next = picture;
      work();
    }
    return window.dash_clientside.no_update;
  };

  // The view is taken over as soon as plotly has made its map, before the first picture comes.
  if (map.able()) ready().catch(() => {});
  else {
    const limit = performance.now() + START_MS;
    const wait = setInterval(() => {
      map.apologise();
      if (document.getElementById("map-none") || performance.now() > limit) clearInterval(wait);
    }, POLL_MS);
  }

  /** Resolves when the newest picture given so far is painted, or has failed. */
  map.idle = () => (!running && !next && state.picture ? Promise.resolve()
    : new Promise((resolve) => waiting.push(resolve)));
})();
