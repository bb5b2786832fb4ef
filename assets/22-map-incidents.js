/* Incidents: the four plotly traces, the position uncertainty, the ring of the open one. */
"use strict";

(function () {
  const map = window.pharos.map;
  const FILLED = 0.62;
  const HOLLOW = 0.06;
  const UNCERTAIN_FROM = 7;
  const CORNERS = 60;
  const PATIENCE = 20000;
  const NO_ROW = ["==", ["get", "row"], -1];
  const NONE = { type: "FeatureCollection", features: [] };

  /** Rows on the screen, by route; what the pointer can meet. */
  map.drawn = { columns: null, rows: [], colours: "" };

  const sourceOf = (route) => `source-incidents-${route}-circle`;
  const lidOf = (route) => `pharos-above-${route}`;
  const layerOf = (route) => `plotly-trace-layer-incidents-${route}-circle`;
  const same = (a, b) => a && a.length === b.length && a.every((v, i) => v === b[i]);
  /** A column of the rows, and behind them the value of the point that keeps a trace alive. */
  const pick = (Kind, rows, of, last) => {
    const out = new Kind(rows.length + 1);
    for (let k = 0; k < rows.length; k++) out[k] = of(rows[k]);
    out[rows.length] = last;
    return out;
  };
  // Plotly takes an empty trace off the map, which changes the style and costs several frames. So
  // each keeps one point that nobody can see: of no size, at the foot of the world.
  const FOOT = -85;

  /**
   * Put rows into the traces with one call. Traces whose rows stayed are left out of it.
   * @param {boolean} steady whether all of the map's layers are there already
   * @param {string[]} remade other sources whose new tiles belong into the same frame
   * @returns {Promise<boolean>} whether anything had to be drawn
   */
  map.drawIncidents = async function (graph, gl, columns, rows, steady, remade) {
    const before = map.drawn;
    const colours = columns.routes.map((route) => map.colour(route));
    const palette = colours.join() + map.colour("paper");
    const changed = columns.routes
      .map((_, i) => i)
      .filter((i) => before.columns !== columns || before.colours !== palette
        || !same(before.rows[i], rows[i]));
    map.drawn = { columns, rows, colours: palette };
    if (!changed.length) return false;
    const only = steady && changed.every((i) => before.rows[i]);
    const release = only && before.columns
      ? map.hold(gl, [...changed.map((i) => sourceOf(columns.routes[i])), ...remade]) : () => {};
    try {
      const drawing = window.Plotly.restyle(graph, {
        lon: changed.map((i) => pick(Float64Array, rows[i], (r) => columns.longitude[r], 0)),
        lat: changed.map((i) => pick(Float64Array, rows[i], (r) => columns.latitude[r], FOOT)),
        customdata: changed.map((i) => rows[i]),
        "marker.size": changed.map((i) => pick(Float32Array, rows[i], (r) => columns.diameter[r], 0)),
        "marker.opacity": changed.map((i) =>
          pick(Float32Array, rows[i], (r) => (columns.unknown[r] ? HOLLOW : FILLED), 0)),
        "marker.color": changed.map((i) => colours[i]),
        below: changed.map((i) => lidOf(columns.routes[i])),
      }, changed);
      await Promise.race([drawing, map.pause(PATIENCE)]);
    } catch (error) {
      // Any failed request of the map, a label tile's too, rejects plotly's promise, though the
      // points are there. Anything else leaves nothing that a later update could rely on.
      if (error && error.message === "Map error.") return true;
      map.drawn = { columns: null, rows: [], colours: "" };
      throw error;
    } finally {
      release();
    }
    return true;
  };

  /** Thin edges keep neighbours apart and make a hollow mark visible; plotly has no word for it. */
  map.edgeIncidents = function (gl, columns) {
    for (const route of columns.routes) {
      const id = layerOf(route);
      if (!gl.getLayer(id)) continue;
      gl.setPaintProperty(id, "circle-stroke-width", 0.9);
      gl.setPaintProperty(id, "circle-stroke-color", map.colour(route));
      gl.setPaintProperty(id, "circle-stroke-opacity", 0.95);
    }
  };

  /** The lowest incident layer; overlays that go on top are put below it. */
  map.lowestIncidentLayer = (gl) =>
    gl.getLayersOrder().find((id) => id.startsWith("plotly-trace-layer-"));

  /** Sources and layers of our own around the incidents; idempotent. */
  map.addIncidentLayers = function (graph, gl) {
    if (!gl.getSource("pharos-uncertainty")) {
      const source = "pharos-uncertainty";
      gl.addSource(source, { type: "geojson", data: NONE, tolerance: 0.2, buffer: 16 });
      const under = map.lowestIncidentLayer(gl);
      const add = (id, type, paint, filter) => gl.addLayer(
        { id, type, source, minzoom: UNCERTAIN_FROM, paint, ...(filter ? { filter } : {}) }, under);
      add("pharos-uncertainty-fill", "fill", { "fill-opacity": 0.07 });
      add("pharos-uncertainty-edge", "line", { "line-width": 1, "line-dasharray": [4, 3] });
      add("pharos-uncertainty-lit-fill", "fill", { "fill-opacity": 0.12 }, NO_ROW);
      add("pharos-uncertainty-lit-edge", "line",
          { "line-width": 1.8, "line-dasharray": [4, 2] }, NO_ROW);
    }
    if (!gl.getSource("pharos-focus")) {
      gl.addSource("pharos-focus", { type: "geojson", data: NONE });
      gl.addLayer({ id: "pharos-focus", type: "circle", source: "pharos-focus",
                    paint: { "circle-radius": ["get", "radius"], "circle-opacity": 0,
                             "circle-stroke-width": 2.2 } });
    }
    // Plotly takes traces that share a place in the order off the map and puts them on again at
    // every update, which costs a frame and their edges. Each gets a place of its own.
    for (const trace of graph.data) {
      const id = lidOf(trace.name.replace("incidents-", ""));
      if (gl.getLayer(id)) continue;
      gl.addLayer({ id, type: "circle", source: "pharos-focus", layout: { visibility: "none" } },
                  "pharos-focus");
    }
    const ink = map.colour("ink");
    for (const part of ["", "-lit"]) {
      gl.setPaintProperty(`pharos-uncertainty${part}-fill`, "fill-color", ink);
      gl.setPaintProperty(`pharos-uncertainty${part}-edge`, "line-color", ink);
    }
    gl.setPaintProperty("pharos-focus", "circle-stroke-color", ink);
  };

  let rings = { columns: null, byRow: new Map() };

  /** The ring of a row's uncertainty to geodesic scale; made once for as long as it is in view. */
  function ring(columns, row) {
    const known = rings.columns === columns ? rings.byRow.get(row) : null;
    const centre = [columns.longitude[row], columns.latitude[row]];
    return known || window.pharos.geodesy.ring(centre, columns.uncertainty_km[row] * 1000, CORNERS);
  }

  let uncertain = "";

  /**
   * Draw the uncertainty of the incidents in and around the view, to scale, from zoom 7.
   *
   * Polygons rather than MapLibre circles: those cannot be dashed and vanish when their centre
   * leaves the screen. An unknown uncertainty gets none.
   */
  map.drawUncertainty = function (gl) {
    const source = gl.getSource("pharos-uncertainty");
    if (!source) return;
    const { columns, rows } = map.drawn;
    const features = [];
    if (columns && gl.getZoom() >= UNCERTAIN_FROM - 0.3) {
      const box = gl.getBounds();
      const [w, s, e, n] = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
      for (const list of rows) {
        for (const r of list) {
          const km = columns.uncertainty_km[r];
          if (!(km > 0)) continue;
          const [lon, lat] = [columns.longitude[r], columns.latitude[r]];
          const y = km / 111 + (n - s) / 2;
          const x = km / (111 * Math.cos((lat * Math.PI) / 180)) + (e - w) / 2;
          if (lon < w - x || lon > e + x || lat < s - y || lat > n + y) continue;
          features.push({ type: "Feature", properties: { row: r },
                          geometry: { type: "Polygon", coordinates: [ring(columns, r)] } });
        }
      }
    }
    const key = features.map((f) => f.properties.row).join();
    const known = rings.columns === columns && key === uncertain;
    rings = { columns, byRow: new Map(features.map((f) =>
      [f.properties.row, f.geometry.coordinates[0]])) };
    if (known && source.pharosFilled) return;
    uncertain = key;
    source.pharosFilled = true;
    // Many circles on one another must not add up to a dark sea.
    gl.setPaintProperty("pharos-uncertainty-fill", "fill-opacity",
                        Math.min(0.07, 0.3 / Math.max(1, features.length)));
    gl.setPaintProperty("pharos-uncertainty-edge", "line-opacity",
                        Math.max(0.13, Math.min(0.5, 5 / Math.max(1, features.length))));
    source.setData({ type: "FeatureCollection", features });
  };

  let litRows = "";

  /** Bring out the uncertainty of some rows: those under the pointer, or none. */
  map.lightUncertainty = function (gl, rows) {
    const key = rows.join();
    if (key === litRows || !gl.getLayer("pharos-uncertainty-lit-fill")) return;
    litRows = key;
    const filter = rows.length ? ["in", ["get", "row"], ["literal", rows]] : NO_ROW;
    gl.setFilter("pharos-uncertainty-lit-fill", filter);
    gl.setFilter("pharos-uncertainty-lit-edge", filter);
  };

  /** Ring the open incident, or none. */
  map.ringIncident = function (gl, id) {
    const source = gl && gl.getSource("pharos-focus");
    const { columns } = map.drawn;
    if (!source || !columns) return;
    const row = id ? columns.ids.indexOf(id) : -1;
    const shown = row >= 0 && map.drawn.rows.some((list) => list.includes(row));
    const key = shown ? id : "";
    if (source.pharosRing === key || (!shown && !source.pharosRing)) return;
    source.pharosRing = key;
    source.setData(!shown ? NONE : {
      type: "Feature",
      properties: { radius: columns.diameter[row] / 2 + 4 },
      geometry: { type: "Point", coordinates: [columns.longitude[row], columns.latitude[row]] },
    });
  };

  /**
   * Incidents under a point of the screen, the topmost first.
   *
   * Over typed arrays and projected positions: 20,000 rows take well under a millisecond, where
   * plotly's own hover projects each point anew at every move.
   * @returns {number[]} rows
   */
  map.incidentsAt = function (gl, point, slack = 3) {
    const { columns, rows } = map.drawn;
    if (!columns) return [];
    const at = gl.unproject(point);
    const s = Math.sin((at.lat * Math.PI) / 180);
    const [x, y] = [(at.lng + 180) / 360, 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)];
    const scale = 512 * 2 ** gl.getZoom();
    const found = [];
    for (let route = rows.length - 1; route >= 0; route--) {
      const list = rows[route];
      for (let k = list.length - 1; k >= 0; k--) {
        const r = list[k];
        const reach = Math.max(columns.diameter[r] / 2, 4) + slack;
        const [dx, dy] = [(columns.x[r] - x) * scale, (columns.y[r] - y) * scale];
        if (dx * dx + dy * dy <= reach * reach) found.push(r);
      }
    }
    return found;
  };
})();
