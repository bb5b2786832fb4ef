/* Routes, places and regions as the server words them: only what differs is changed. */
"use strict";

(function () {
  const map = window.pharos.map;
  const CACHED = 24;
  const fetched = new Map();
  const text = (value) => JSON.stringify(value === undefined ? null : value);

  /** Sources and layers now on the map; belongs to one MapLibre map. */
  let applied = { gl: null, sources: {}, layers: [] };

  const of = (gl) => (applied.gl === gl ? applied : (applied = { gl, sources: {}, layers: [] }));

  /**
   * Fetch what the picture's sources name and the map does not hold yet.
   * @returns {Promise<Object<string, object>>} GeoJSON by source id
   */
  map.fetchSources = async function (gl, sources) {
    const now = of(gl).sources;
    const wanted = Object.entries(sources).filter(([id, s]) => now[id] !== text(s.data));
    const content = await Promise.all(wanted.map(([, s]) =>
      typeof s.data === "string" ? map.once(fetched, CACHED, s.data, map.fetchJson) : s.data));
    return Object.fromEntries(wanted.map(([id], i) => [id, content[i]]));
  };

  /** The layer that an overlay goes under. */
  function anchor(gl, layer, basemap) {
    const where = (layer.metadata && layer.metadata.before) || "top";
    if (where === "land" && gl.getLayer("land")) return "land";
    if (where !== "top" && basemap.firstLabel) return basemap.firstLabel;
    return "pharos-uncertainty-fill";
  }

  function change(gl, id, old, now, set) {
    for (const name of new Set([...Object.keys(old || {}), ...Object.keys(now || {})])) {
      const value = now ? now[name] : undefined;
      if (text(old && old[name]) !== text(value)) set.call(gl, id, name, value);
    }
  }

  /**
   * Bring the map's sources and layers to the picture's complete list.
   * @param {object} content GeoJSON by source id, from `fetchSources`
   * @returns {boolean} whether anything had to be changed
   */
  map.drawOverlays = function (gl, picture, content) {
    const now = of(gl);
    const sources = picture.sources || {};
    const layers = picture.layers || [];
    if (text(layers) === text(now.layers) && !Object.keys(content).length
        && text(Object.keys(sources)) === text(Object.keys(now.sources))) return false;
    const kept = new Map(layers.map((l) => [l.id, l]));
    for (const old of now.layers) {
      const next = kept.get(old.id);
      if (next && next.type === old.type && next.source === old.source) continue;
      if (gl.getLayer(old.id)) gl.removeLayer(old.id);
    }
    map.forgetHighlights(gl, sources);
    for (const id of Object.keys(now.sources)) {
      if (!sources[id]) {
        gl.removeSource(id);
        delete now.sources[id];
      }
    }
    for (const [id, data] of Object.entries(content)) {
      if (gl.getSource(id)) gl.getSource(id).setData(data);
      else gl.addSource(id, { ...sources[id], data });
      now.sources[id] = text(sources[id].data);
    }
    const before = new Map(now.layers.map((l) => [l.id, l]));
    const basemap = { firstLabel: map.firstLabel(gl) };
    for (const layer of layers) {
      const under = anchor(gl, layer, basemap);
      if (!gl.getLayer(layer.id)) {
        gl.addLayer(layer, under);
        continue;
      }
      const old = before.get(layer.id) || {};
      if (text(old.filter) !== text(layer.filter)) gl.setFilter(layer.id, layer.filter || null);
      change(gl, layer.id, old.layout, layer.layout, gl.setLayoutProperty);
      change(gl, layer.id, old.paint, layer.paint, gl.setPaintProperty);
      if (old.minzoom !== layer.minzoom || old.maxzoom !== layer.maxzoom) {
        gl.setLayerZoomRange(layer.id, layer.minzoom || 0, layer.maxzoom || 24);
      }
    }
    if (text(layers.map((l) => l.id)) !== text(now.layers.map((l) => l.id))) {
      for (const layer of layers) gl.moveLayer(layer.id, anchor(gl, layer, basemap));
    }
    now.layers = layers;
    return true;
  };

  const parameters = new WeakMap();

  /** Remember what MapLibre evaluates its style with; its own class is out of reach. */
  map.watchStyle = function (gl) {
    const { style } = gl;
    if (parameters.has(style)) return;
    const { update } = style;
    parameters.set(style, null);
    style.update = function (given) {
      parameters.set(style, given);
      return update.call(this, given);
    };
  };

  /**
   * Send changed filters to the workers now instead of with the next frame, so that one frame can
   * show them together with the incidents. Without it each change of routes costs a frame more.
   * @returns {string[]} sources whose tiles are being made again
   */
  map.flushStyle = function (gl) {
    const last = parameters.get(gl.style);
    const waiting = Object.keys(gl.style._updatedSources || {});
    if (!last || !waiting.length) return [];
    const now = Object.assign(Object.create(Object.getPrototypeOf(last)), last,
                              { zoom: gl.getZoom(), now: performance.now() });
    gl.style.update(now);
    return waiting;
  };

  /** The overlay layers that answer the pointer, as the picture last drawn has them. */
  map.hoverLayers = (gl) =>
    of(gl).layers.filter((l) => l.metadata && l.metadata.hover && gl.getLayer(l.id));

  /** The basemap's first label layer: data goes under names. */
  map.firstLabel = function (gl) {
    const own = new Set(of(gl).layers.map((l) => l.id));
    return gl.getLayersOrder().find((id) =>
      gl.getLayer(id).type === "symbol" && !own.has(id) && !id.startsWith("plotly-"));
  };

  const styles = new Map();

  /** The basemap's style of a theme. */
  map.fetchStyle = function (graph, theme) {
    const laid = graph.layout.map.style;
    const address = typeof laid === "string" && laid.includes("style-")
      ? laid.replace(/style-[a-z]+\.json/, `style-${theme}.json`)
      : `/assets/basemap/style-${theme}.json`;
    return map.once(styles, 4, address, map.fetchJson);
  };

  /** Repaint the basemap in another theme without loading anything again. */
  map.paintBasemap = function (gl, style) {
    const now = new Map(gl.getStyle().layers.map((l) => [l.id, l]));
    for (const layer of style.layers) {
      if (!gl.getLayer(layer.id)) continue;
      const old = now.get(layer.id) || {};
      change(gl, layer.id, old.paint, layer.paint, gl.setPaintProperty);
    }
  };

  const highlightIds = (source) => [`pharos-hover-fill-${source}`, `pharos-hover-line-${source}`];
  let lit = "";

  /** Remove emphasis layers of sources that are about to go. */
  map.forgetHighlights = function (gl, sources) {
    for (const source of Object.keys(of(gl).sources)) {
      if (sources[source]) continue;
      for (const id of highlightIds(source)) if (gl.getLayer(id)) gl.removeLayer(id);
    }
    lit = "";
  };

  /**
   * Emphasise the outline of the features under the pointer; none for an empty list.
   * @param {Array<{source: string, id: string, layer: object}>} features
   */
  map.highlight = function (gl, features) {
    const key = features.map((f) => `${f.source}/${f.id}`).join();
    if (key === lit) return;
    lit = key;
    const bySource = new Map();
    for (const f of features) {
      if (f.layer.type !== "fill" && f.layer.type !== "line") continue;
      bySource.set(f.source, [...(bySource.get(f.source) || []), f.id]);
    }
    for (const source of Object.keys(of(gl).sources)) {
      const ids = bySource.get(source);
      const [fill, line] = highlightIds(source);
      if (!ids && !gl.getLayer(line)) continue;
      if (!gl.getLayer(line)) addHighlight(gl, source, fill, line);
      const among = ["in", ["get", "id"], ["literal", ids || []]];
      const shape = (...kinds) => ["in", ["geometry-type"], ["literal", kinds]];
      gl.setFilter(fill, ["all", shape("Polygon", "MultiPolygon"), among]);
      gl.setFilter(line, ["all", shape("LineString", "MultiLineString"), among]);
    }
    map.tintHighlights(gl);
  };

  function addHighlight(gl, source, fill, line) {
    const first = of(gl).layers.find((l) => l.source === source);
    const under = anchor(gl, first, { firstLabel: map.firstLabel(gl) });
    const none = ["==", ["get", "id"], ""];
    gl.addLayer({ id: fill, type: "fill", source, filter: none,
                  paint: { "fill-opacity": 0.1 } }, under);
    gl.addLayer({ id: line, type: "line", source, filter: none,
                  paint: { "line-width": 2.2, "line-opacity": 0.95 } }, under);
  }

  /** Emphasis in the colours of the theme. */
  map.tintHighlights = function (gl) {
    for (const source of Object.keys(of(gl).sources)) {
      const [fill, line] = highlightIds(source);
      if (!gl.getLayer(line)) continue;
      gl.setPaintProperty(fill, "fill-color", map.colour("region"));
      gl.setPaintProperty(line, "line-color", map.colour("ink-2"));
    }
  };
})();
