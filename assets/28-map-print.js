/* The map on paper, as an image, and in a browser that cannot draw it. */
"use strict";

(function () {
  const map = window.pharos.map;

  /**
   * The map as it is on the screen, as a PNG data URL.
   *
   * The drawing buffer is gone after each frame, so it is drawn and read within one task.
   * @returns {?string} null where there is no map
   */
  window.pharos.snapshot = function () {
    const { gl } = map.state;
    if (!gl) return null;
    gl.redraw();
    return gl.getCanvas().toDataURL("image/png");
  };

  window.addEventListener("beforeprint", () => {
    const container = map.container();
    const source = container && window.pharos.snapshot();
    if (!source) return;
    const image = map.element("img");
    image.id = "map-print";
    image.alt = "The map";
    image.src = source;
    container.append(image);
  });
  window.addEventListener("afterprint", () => {
    document.querySelectorAll("#map-print").forEach((image) => image.remove());
  });

  let able;

  /** Whether this browser can draw the map; says so on the root element where it cannot. */
  map.able = function () {
    if (able === undefined) {
      try {
        able = Boolean(document.createElement("canvas").getContext("webgl2"));
      } catch {
        able = false;
      }
      if (!able) document.documentElement.dataset.map = "none";
    }
    return able;
  };

  /** A message in the map's place; the records themselves are in the table. */
  map.apologise = function () {
    const container = map.container();
    if (!container || container.querySelector("#map-none")) return;
    const box = map.element("div");
    box.id = "map-none";
    box.setAttribute("role", "note");
    box.append(
      map.element("p", "map-none-title", "This browser cannot draw the map"),
      map.element("p", "map-none-text",
        "It needs WebGL 2, which is missing or switched off here. The table below holds the same "
        + "records, and the numbers and series are complete."),
    );
    container.append(box);
  };
})();
