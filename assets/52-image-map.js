/* The map as an image on white paper: as it is on the screen, with legend, scale, period, sources. */
"use strict";

(function () {
  const pharos = window.pharos;
  const map = pharos.map;
  const LEAST_RATIO = 2;
  const MOST_PX = 8192;

  /** A new size of the drawing buffer, which the page's own map refuses where nothing moved. */
  const resize = (gl) => Object.getPrototypeOf(gl).resize.call(gl);

  /**
   * What the map shows, sharper than the screen if that is coarse.
   *
   * The drawing buffer is gone after each frame, so that it is drawn and read within one task.
   */
  function photo(gl) {
    const { clientWidth: width, clientHeight: height } = gl.getContainer();
    const before = gl.getPixelRatio();
    const ratio = Math.min(Math.max(before, LEAST_RATIO), MOST_PX / Math.max(width, height));
    const sheet = document.createElement("canvas");
    sheet.width = Math.round(width * ratio);
    sheet.height = Math.round(height * ratio);
    try {
      gl.setPixelRatio(ratio);
      resize(gl);
      gl.redraw();
      sheet.getContext("2d").drawImage(gl.getCanvas(), 0, 0, sheet.width, sheet.height);
    } finally {
      gl.setPixelRatio(before);
      resize(gl);
      gl.redraw();
    }
    return { sheet, width, height, ratio };
  }

  /** The screen stays as it is while the map under it is drawn for paper. */
  function cover() {
    const veil = map.element("img", "map-veil");
    veil.alt = "";
    veil.src = pharos.snapshot();
    map.container().append(veil);
    return veil;
  }

  async function show(picture) {
    window.dash_clientside.pharos.drawMap(picture);
    await map.idle();
  }

  async function onPaper(said) {
    const { gl, picture, theme } = map.state;
    if (!gl || !picture) throw new Error("There is no map on this page yet.");
    if (theme === "light") return photo(gl);
    const veil = cover();
    try {
      await veil.decode();
      said.picture.selection = picture.selection;
      await show(said.picture);
      await map.painted(gl);
      return photo(gl);
    } finally {
      // What the reader chose while this went on is newer than what was shown before.
      if (map.state.picture === said.picture) await show(picture);
      veil.remove();
    }
  }

  /** The page's scale bar as a key; nothing where the page shows none. */
  function scaleKey(gl) {
    map.showScale(gl);
    const box = document.getElementById("map-scale");
    const width = parseFloat(box?.querySelector(".map-scale-bar")?.style.width);
    const words = box?.querySelector(".map-scale-text")?.textContent;
    return width && words ? [`scale:${width}`, "#14212b", `${words}, at the middle of the map`] : null;
  }

  /** What a reader drew on the map is no record; a drift is no search plan. */
  function ownNotes(gl) {
    const parts = (name) => {
      const source = gl.getSource(`pharos-shape-${name}`);
      const data = source && source.serialize().data;
      return ((data && data.features) || []).map((f) => String(f.properties.part || ""));
    };
    const position = parts("position");
    const notes = [];
    if (position.length) {
      notes.push("The marked position was asked about by a reader; it is no record.");
    }
    if (position.some((part) => part.startsWith("reach"))) {
      notes.push("Reach: over water at one speed, indicative.");
    }
    if (position.some((part) => part.startsWith("drift"))) {
      notes.push("Drift: indicative, not for search planning.");
    }
    return notes;
  }

  /**
   * The map as it is looked at.
   * @returns {Promise<{blob: Blob, name: string, frame: object}>}
   */
  pharos.mapImage = async function () {
    const said = await pharos.captionOf("map");
    const shot = await onPaper(said);
    const scale = scaleKey(map.state.gl);
    if (scale) said.keys.unshift([scale]);
    said.notes = [...said.notes, ...ownNotes(map.state.gl)];
    const frame = pharos.frameOf(said, shot.width, shot.height);
    const canvas = pharos.frameOnCanvas(frame, shot.sheet, shot.ratio);
    return { blob: await pharos.pngOf(canvas, said), name: `${said.stem}.png`, frame };
  };
})();
