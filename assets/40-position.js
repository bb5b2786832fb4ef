/* The panel of one position: what is typed or clicked is asked of the server, the answer drawn.
 *
 * A position that somebody asks about stays in the page: it is put into no address and no storage.
 */
"use strict";

(function () {
  const map = window.pharos.map;
  const client = window.dash_clientside.pharos;
  const METRES_PER_PX = 78271.517;
  const CLICK_PX = 2;
  const SHOWN = "record position";
  let asked = 0;
  let shownQuestion = ""; // what the view was last moved for
  let lent = false; // whether the radius in the form is that of a record, not the reader's

  const panel = () => document.getElementById("position-panel");
  const isOpen = () => Boolean(panel() && !panel().hidden);
  const set = (id, props) => window.dash_clientside.set_props(id, props);

  function ask(data) {
    asked += 1;
    set("position", { data: { ...data, nonce: asked } });
  }

  /** Forget a radius that came with a record. */
  function giveBack() {
    if (lent) set("position-radius", { value: "" });
    lent = false;
  }

  /** Ask for what stands in the entry box. */
  client.askPosition = function () {
    // What stands in the box, not what Dash has heard of it: Enter follows the last letter closely.
    const text = document.getElementById("position-text")?.value;
    if (!text || !text.trim()) return window.dash_clientside.no_update;
    asked += 1;
    giveBack();
    set("position-tab", { value: "claims" }); // the echo comes before anything uses the position
    return { text: text.trim(), nonce: asked };
  };

  map.openPosition = function () {
    set("record", { hidden: true });
    set("position-panel", { hidden: false });
    requestAnimationFrame(() => document.getElementById("position-text")?.focus());
  };

  map.closePosition = function () {
    if (!isOpen()) return false;
    set("position-panel", { hidden: true });
    set("position", { data: null });
    set("position-tab", { value: "claims" });
    return true;
  };

  /** A click on open water, or on anything while the panel is open, asks for that position. */
  map.askAt = function (gl, { lng, lat }) {
    const metres = (METRES_PER_PX * Math.cos((lat * Math.PI) / 180)) / 2 ** gl.getZoom();
    set("record", { hidden: true });
    set("position-panel", { hidden: false });
    giveBack();
    set("position-text", { value: map.positionText({ lng, lat }) });
    ask({ longitude: lng, latitude: lat, resolution_km: (CLICK_PX * metres) / 1000 });
  };
  map.positionIsOpen = isOpen;

  /** West, south, east, north of a GeoJSON. */
  function boxOf(data) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const look = (at) => {
      if (typeof at[0] !== "number") at.forEach(look);
      else for (const i of [0, 1]) {
        box[i] = Math.min(box[i], at[i]);
        box[i + 2] = Math.max(box[i + 2], at[i]);
      }
    };
    data.features.forEach((f) => look(f.geometry.coordinates));
    return box;
  }

  /** Show all of a new answer beside the panel; a typed position that is out of sight. */
  function bringIntoView(gl, shapes) {
    const { clientWidth, clientHeight } = gl.getContainer();
    const wide = clientWidth > 700;
    const padding = { left: wide ? 60 : 24, top: 40, right: wide ? (panel()?.offsetWidth || 0) + 60 : 24,
                      bottom: wide ? 60 : clientHeight * 0.55 };
    const question = `${shapes.tab} ${shapes.longitude} ${shapes.latitude}`;
    const duration = map.still() ? 0 : 500;
    if (shapes.tab && question !== shownQuestion) {
      gl.fitBounds(boxOf(shapes.data), { padding, maxZoom: 10, duration });
    } else if (!shapes.clicked) {
      const point = gl.project([shapes.longitude, shapes.latitude]);
      const seen = point.x > padding.left && point.x < clientWidth - padding.right
        && point.y > padding.top && point.y < clientHeight - padding.bottom;
      if (!seen) {
        gl.easeTo({ center: [shapes.longitude, shapes.latitude], padding, duration,
                    zoom: Math.max(gl.getZoom(), 6) });
        gl.once("moveend", () => gl.setPadding({ left: 0, top: 0, right: 0, bottom: 0 }));
      }
    }
    shownQuestion = question;
  }

  /** Draw what the server answered. */
  client.drawPosition = function (shapes) {
    const { gl } = map.state;
    map.drawShapes("position", shapes ? shapes.data : null, shapes ? shapes.layers : []);
    if (shapes && gl) bringIntoView(gl, shapes);
    else shownQuestion = "";
    return SHOWN;
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("#map-where")) {
      if (!map.closePosition()) map.openPosition();
      return;
    }
    const here = event.target.closest(".ask-here");
    if (here) {
      const { longitude, latitude, km, tab } = here.dataset;
      set("position-tab", { value: tab });
      set("position-radius", { value: km ? Number(km) : "" });
      lent = true;
      map.openPosition();
      const [lng, lat] = [Number(longitude), Number(latitude)];
      set("position-text", { value: map.positionText({ lng, lat }) });
      ask({ longitude: lng, latitude: lat, resolution_km: 0 });
      return;
    }
    const more = event.target.closest(".claim-more");
    if (more) {
      set("opened", { data: { layer: "search_and_rescue_regions", ids: [more.dataset.claim],
                              nonce: Date.now() } });
    } else if (event.target.closest("#position-close")) {
      map.closePosition();
      document.getElementById("map-where")?.focus();
    }
  });
})();
