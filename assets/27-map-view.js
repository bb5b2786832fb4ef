/* The reader's view: kept over updates and reloads, moved by buttons and keys; its scale. */
"use strict";

(function () {
  const map = window.pharos.map;
  const KEPT = "pharos-map-view";
  const LIMITS = [[-22, 10], [43, 48]];
  const HOME = [[-18, 27], [36.5, 46]];
  const HOME_NARROW = [[-6.5, 30], [36.5, 46]];
  const NARROW_PX = 640;
  const METRES_PER_NM = 1852;
  const METRES_PER_PX = 78271.517;
  const BAR_PX = 120;
  const PAN_PX = 110;
  const FOOT_PX = 40;
  const brief = () => ({ duration: map.still() ? 0 : 200 });

  function kept() {
    try {
      const view = JSON.parse(sessionStorage.getItem(KEPT));
      const good = view && [view.lng, view.lat, view.zoom].every(Number.isFinite);
      return good ? view : null;
    } catch {
      return null;
    }
  }

  function keep(gl) {
    const { lng, lat } = gl.getCenter();
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ lng, lat, zoom: gl.getZoom() }));
    } catch {
      // Without storage the view is only kept while the page is open.
    }
  }

  const northing = (lat) => 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
  const latitude = (y) => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;

  /**
   * Show the whole area of interest; on a narrow screen the Mediterranean alone. Where the screen
   * is too low for all of it, the south stays: the Canaries are a route, the Alps are not.
   */
  map.home = function (gl, animate = true) {
    const { clientWidth, clientHeight } = gl.getContainer();
    const narrow = clientWidth < NARROW_PX;
    const padding = Math.round(Math.min(clientWidth, clientHeight) * (narrow ? 0.02 : 0.03));
    const box = narrow ? HOME_NARROW : HOME;
    const { center, zoom } = gl.cameraForBounds(box, { padding });
    const widest = Math.log2((clientWidth * 360) / ((LIMITS[1][0] - LIMITS[0][0]) * 512));
    const view = { center: [center.lng, center.lat], zoom: Math.max(zoom, widest) };
    if (zoom < widest) {
      const world = 512 * 2 ** view.zoom;
      view.center[1] = latitude(northing(box[0][1]) - (clientHeight / 2 - FOOT_PX) / world);
    }
    gl.easeTo({ ...view, duration: animate && !map.still() ? 400 : 0 });
  };

  /**
   * Take the view over from plotly, before its first frame if possible.
   * @param {object} subplot plotly's map subplot
   */
  map.takeView = function (graph, subplot) {
    const gl = subplot.map;
    // At every update and resize plotly sets the centre and zoom that it believes in, unless the
    // reader is dragging. The view is the reader's: to plotly, they always are.
    Object.defineProperty(subplot, "dragging", { get: () => true, set: () => {} });
    // Plotly also asks for a new size at every update; an unchanged one would cost a frame.
    const resize = gl.resize;
    let ratio = window.devicePixelRatio;
    gl.resize = function (...given) {
      const { clientWidth, clientHeight } = gl.getContainer();
      const { width, height } = gl.getCanvas().style;
      const stays = width === `${clientWidth}px` && height === `${clientHeight}px`
        && ratio === window.devicePixelRatio;
      ratio = window.devicePixelRatio;
      return stays ? gl : resize.apply(gl, given);
    };
    // A label that fades is a frame of the whole map, ten times over; names may come at once.
    gl._fadeDuration = 0;
    gl.dragRotate.disable();
    gl.touchZoomRotate.disableRotation();
    gl.touchPitch.disable();
    gl.keyboard.disableRotation();
    gl.setMaxBounds(LIMITS);
    const view = kept();
    if (view) gl.jumpTo({ center: [view.lng, view.lat], zoom: view.zoom });
    else map.home(gl, false);

    const strip = () => {
      // Dash's listeners would write the layout back into the figure and redraw it.
      for (const name of ["relayout", "restyle", "hover", "unhover", "click"]) {
        graph.removeAllListeners("plotly_" + name);
      }
    };
    map.stripListeners = strip;
    gl.on("movestart", strip);
    gl.on("moveend", () => {
      keep(gl);
      const { lng: lon, lat } = gl.getCenter();
      Object.assign(graph.layout.map, { center: { lon, lat }, zoom: gl.getZoom() });
      map.drawUncertainty(gl);
    });
    gl.on("move", () => showScale(gl));
    gl.on("resize", () => showScale(gl));
    showScale(gl);
    listenToKeys(gl);
  };

  const KEYS = {
    ArrowLeft: (gl) => gl.panBy([-PAN_PX, 0], brief()),
    ArrowRight: (gl) => gl.panBy([PAN_PX, 0], brief()),
    ArrowUp: (gl) => gl.panBy([0, -PAN_PX], brief()),
    ArrowDown: (gl) => gl.panBy([0, PAN_PX], brief()),
    "+": (gl) => gl.zoomIn(brief()),
    "=": (gl) => gl.zoomIn(brief()),
    "-": (gl) => gl.zoomOut(brief()),
    0: (gl) => map.home(gl),
    Escape: () => map.hideCard(),
  };

  /** One stop for the Tab key: the frame with the label, or the canvas where there is none. */
  function listenToKeys(gl) {
    const canvas = gl.getCanvas();
    const frame = map.container().closest("[tabindex]");
    gl.keyboard.disable();
    if (frame) {
      canvas.tabIndex = -1;
      canvas.setAttribute("role", "img");
    }
    const target = frame || canvas;
    if (target.pharosKeys) target.removeEventListener("keydown", target.pharosKeys);
    target.pharosKeys = (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target !== target && event.target !== canvas) return;
      const act = KEYS[event.key];
      if (!act) return;
      act(gl);
      if (event.key !== "Escape") event.preventDefault();
      // Letters and arrows have other meanings on the rest of the page.
      if (event.key.startsWith("Arrow")) event.stopPropagation();
    };
    target.addEventListener("keydown", target.pharosKeys);
  }

  const ACTIONS = {
    "map-zoom-in": (gl) => gl.zoomIn(brief()),
    "map-zoom-out": (gl) => gl.zoomOut(brief()),
    "map-home": (gl) => map.home(gl),
  };
  // On the document: the page may draw its buttons again at any time.
  document.addEventListener("click", (event) => {
    const { gl } = map.state;
    if (!gl || !(event.target instanceof Element)) return;
    for (const [id, act] of Object.entries(ACTIONS)) {
      if (event.target.closest("#" + id)) act(gl);
    }
  });

  /** The longest of 1, 2, 5 times a power of ten that is at most `most`. */
  function roundDown(most) {
    const power = 10 ** Math.floor(Math.log10(most));
    return [5, 2, 1].find((step) => step * power <= most * 1.0000001) * power;
  }

  function showScale(gl) {
    const box = document.getElementById("map-scale");
    if (!box) return;
    const latitude = (gl.getCenter().lat * Math.PI) / 180;
    const metres = (METRES_PER_PX * Math.cos(latitude)) / 2 ** gl.getZoom();
    const miles = roundDown((BAR_PX * metres) / METRES_PER_NM);
    let bar = box.querySelector(".map-scale-bar");
    if (!bar) {
      bar = map.element("span", "map-scale-bar");
      box.replaceChildren(bar, map.element("span", "map-scale-text"));
    }
    bar.style.width = `${Math.round((miles * METRES_PER_NM) / metres)}px`;
    const text = `${Number(miles.toPrecision(1)).toLocaleString("en-GB")} nm`;
    if (box.lastChild.textContent !== text) box.lastChild.textContent = text;
  }
  map.showScale = showScale;
})();
