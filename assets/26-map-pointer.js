/* What the pointer meets: hover gives the card, click opens the record. */
"use strict";

(function () {
  const map = window.pharos.map;
  const NEAR = 4;
  const NEAR_FINGER = 12;
  const LOOK_MS = 24;
  const LIGHT_MS = 40;
  let nonce = 0;

  /**
   * Overlay features at a point: areas exactly there, lines and places within a few px. All of
   * them: where two claims exist, two are listed.
   */
  function featuresAt(gl, point, near) {
    const layers = map.hoverLayers(gl);
    const ids = (test) => layers.filter(test).map((l) => l.id);
    const box = [[point.x - near, point.y - near], [point.x + near, point.y + near]];
    const [areas, rest] = [ids((l) => l.type === "fill"), ids((l) => l.type !== "fill")];
    const met = [
      ...(rest.length ? gl.queryRenderedFeatures(box, { layers: rest }) : []),
      ...(areas.length ? gl.queryRenderedFeatures([point.x, point.y], { layers: areas }) : []),
    ];
    const seen = new Map();
    for (const f of met) {
      const id = String(f.properties.id === undefined ? f.properties.title : f.properties.id);
      const key = `${f.source}/${id}`;
      if (f.properties.title && !seen.has(key)) {
        seen.set(key, { id, source: f.source, properties: f.properties, layer: f.layer,
                        hover: f.layer.metadata && f.layer.metadata.hover });
      }
    }
    return [...seen.values()];
  }

  /** Listen to the pointer on a map; called once per MapLibre map. */
  map.listen = function (gl) {
    const canvas = gl.getCanvas();
    let at = null;
    let asked = 0;
    let looked = 0;
    let lighting = 0;

    const look = () => {
      cancelAnimationFrame(asked);
      asked = 0;
      looked = performance.now();
      if (!at || gl.isMoving() || map.toolOn()) return;
      const rows = map.incidentsAt(gl, [at.x, at.y]);
      const features = featuresAt(gl, at, NEAR);
      canvas.style.cursor = rows.length || features.some((f) => f.layer.type !== "fill")
        ? "pointer" : "";
      map.showCard(rows, features, at);
      // The card is on the screen before the map spends a frame on the outline.
      clearTimeout(lighting);
      lighting = setTimeout(() => {
        map.highlight(gl, features);
        map.lightUncertainty(gl, rows.slice(0, 1));
      }, LIGHT_MS);
    };
    const leave = () => {
      at = null;
      clearTimeout(lighting);
      map.hideCard();
      map.highlight(gl, []);
      map.lightUncertainty(gl, []);
      map.showPosition(null);
    };
    gl.on("mousemove", (event) => {
      at = event.point;
      map.showPosition(event.lngLat);
      if (performance.now() - looked > LOOK_MS) look();
      else if (!asked) asked = requestAnimationFrame(look);
    });
    gl.on("mouseout", leave);
    gl.on("movestart", map.hideCard);
    gl.on("click", (event) => {
      if (!map.toolOn()) open(gl, event);
    });
    // Plotly answers a double click by going back to its first view; a reader expects a zoom.
    canvas.addEventListener("dblclick", (event) => {
      event.stopImmediatePropagation();
      event.preventDefault();
      const box = canvas.getBoundingClientRect();
      const around = gl.unproject([event.clientX - box.left, event.clientY - box.top]);
      gl.easeTo({ zoom: gl.getZoom() + 1, around, duration: map.still() ? 0 : 200 });
    }, true);
  };

  /** Whether the basemap shows land at a point. */
  function isLand(gl, point) {
    return Boolean(gl.getLayer("land"))
      && gl.queryRenderedFeatures([point.x, point.y], { layers: ["land"] }).length > 0;
  }

  /** Tell the page what was clicked; incidents win, then places and lines, then the water. */
  function open(gl, event) {
    const finger = event.originalEvent && event.originalEvent.pointerType === "touch";
    const { columns } = map.drawn;
    const rows = map.incidentsAt(gl, [event.point.x, event.point.y], finger ? 8 : 3);
    let opened = { layer: null, ids: [] };
    let { lng: longitude, lat: latitude } = event.lngLat;
    if (rows.length) {
      opened = { layer: "incidents", ids: rows.map((r) => columns.ids[r]) };
      [longitude, latitude] = [columns.longitude[rows[0]], columns.latitude[rows[0]]];
    } else {
      const features = featuresAt(gl, event.point, finger ? NEAR_FINGER : NEAR);
      if (features.length) {
        // Places before lines before areas: the smaller thing is what was aimed at.
        const rank = (f) => ["symbol", "line", "fill"].indexOf(f.layer.type);
        const first = features.reduce((a, b) => (rank(b) < rank(a) ? b : a));
        const alike = features.filter((f) => f.hover === first.hover);
        opened = { layer: first.hover, ids: alike.map((f) => f.id) };
      }
    }
    nonce += 1;
    const data = { ...opened, longitude, latitude, nonce };
    map.opened = data;
    // Whose region it is, is a question about the position: every claim there answers it.
    const isRecord = opened.layer && opened.layer !== "search_and_rescue_regions";
    if (isRecord) {
      map.hideCard(); // the record says it all
      map.closePosition();
    } else {
      Object.assign(data, { layer: null, ids: [] });
      if (map.positionIsOpen() || !isLand(gl, event.point)) {
        map.hideCard();
        map.askAt(gl, event.lngLat);
      }
    }
    map.ringIncident(gl, opened.layer === "incidents" ? opened.ids[0] : null);
    window.dash_clientside.set_props("opened", { data });
  }

  /**
   * Follow what the page opened: ring an incident, and go there when asked to.
   * @param {?object} opened value of the store `opened`; with `fly: true` and a position
   */
  window.dash_clientside.pharos.focusIncident = function (opened) {
    const { gl } = map.state;
    map.opened = opened || null;
    if (gl) {
      map.ringIncident(gl, opened && opened.layer === "incidents" ? (opened.ids || [])[0] : null);
      if (opened && opened.fly && Number.isFinite(opened.longitude)
          && Number.isFinite(opened.latitude)) {
        gl.easeTo({ center: [opened.longitude, opened.latitude], zoom: Math.max(gl.getZoom(), 7.2),
                    duration: map.still() ? 0 : 600 });
      }
    }
    return window.dash_clientside.no_update;
  };
})();
