/* The panel Export: what, in which format, what would be in it; the file with its progress. */
"use strict";

(function () {
  const pharos = window.pharos;
  const client = window.dash_clientside.pharos;
  const { made, asked } = pharos;
  const TOO_LARGE_TO_HOLD = 200e6; // bytes; the browser then keeps the file by itself
  const SETTLE_MS = 250;
  const count = (n) => Number(n).toLocaleString("en-GB");
  const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
  const part = (id) => document.getElementById(id);
  const panel = () => part("export-panel");
  const isOpen = () => Boolean(panel() && !panel().hidden);

  let choices; // promise of what can be chosen; asked for once
  let looking = null; // the preview on its way
  let fetching = null; // the file on its way
  let seen = null; // the preview on the screen
  let tabOpen = "export";

  const withSelection = (pairs) => {
    const query = new URLSearchParams(location.search);
    for (const [key, value] of pairs) query.append(key, value);
    return query.size ? `?${query}` : "";
  };

  // --- what is chosen ---

  const chosen = () => [...document.querySelectorAll('#export-form input[name="data"]:checked')]
    .map((box) => box.value);
  const format = (offered) => offered.formats.find((f) => f.id === part("export-format").value);

  function field(input, words, hint) {
    return made("label", { class: "export-choice", title: hint }, input, made("span", {}, words));
  }

  function form(offered) {
    const groups = offered.groups.map((group, place) => made("details",
      { class: "export-group", open: place === 0 },
      made("summary", {}, group.title, made("span", { class: "count" })),
      ...group.items.map((item) => field(
        made("input", { type: "checkbox", name: "data", value: item.id, checked: item.id === "incidents" }),
        item.title, item.description))));
    const kind = (words, shapes) => made("optgroup", { label: words },
      ...offered.formats.filter((f) => f.shapes === shapes)
        .map((f) => made("option", { value: f.id }, f.title)));
    const formats = made("select", { id: "export-format", "aria-describedby": "export-limits" },
      kind("With shapes, for maps", true), kind("Tables", false));
    return made("form", { id: "export-form" }, made("div", { class: "export-scroll" },
      made("fieldset", {}, made("legend", {}, "What"), ...groups),
      made("div", { class: "export-terms" },
        made("label", { for: "export-format" }, "Format"), formats),
      made("p", { class: "hint", id: "export-limits" }),
      field(made("input", { type: "checkbox", id: "export-bare" }), ""),
      field(made("input", { type: "checkbox", id: "export-hxl" }), ""),
      made("section", { id: "export-preview", "aria-live": "polite", "aria-label": "What would be in it" })),
      made("div", { class: "export-do" }, made("div", { class: "export-row" },
        made("button", { type: "submit", class: "export-go", id: "export-go" }, "Download"),
        made("button", { type: "button", class: "tool", id: "export-stop", hidden: true }, "Stop"),
        made("progress", { id: "export-progress", hidden: true, "aria-label": "Progress of the file" })),
      made("p", { id: "export-status", role: "status" }),
      made("p", { id: "export-problem", class: "export-problem", role: "alert" })));
  }

  /** A box that can be ticked where the format allows it; elsewhere it says why not. */
  function allow(id, may, words, whyNot) {
    const box = part(id);
    box.disabled = !may;
    if (!may) box.checked = false;
    box.nextSibling.textContent = may ? words : whyNot;
  }
  let formatChosen = false; // by the reader; until then it fits what is chosen
  /** What can be combined, as the format allows. */
  function settle(offered) {
    const names = chosen();
    if (!formatChosen && names.length) {
      const items = offered.groups.flatMap((group) => group.items);
      const drawn = items.some((item) => item.shapes && names.includes(item.id));
      part("export-format").value = drawn ? "gpkg" : "csv";
    }
    const picked = format(offered);
    const one = names.length < 2 || picked.several;
    allow("export-bare", picked.holds_sidecar && one, "The bare file, without read-me and metadata beside it",
          `A zip, with read-me and metadata: ${one ? `${picked.title} cannot hold them` : "several files"}`);
    allow("export-hxl", picked.hxl, "A row of HXL tags under the names of the columns", "HXL tags: in CSV only");
    part("export-limits").textContent = picked.limits;
    for (const group of document.querySelectorAll(".export-group")) {
      const n = group.querySelectorAll("input:checked").length;
      group.querySelector(".count").textContent = n || "";
    }
  }

  // --- what would be in it ---

  const LINE = { removed: (r) => `${count(r.rows)} ${r.reason}` };
  function sheetOf(sheet) {
    const left = [
      ...sheet.removed.map(LINE.removed),
      ...(sheet.withheld ? [`${count(sheet.withheld)} withheld by their handling mark`] : []),
    ];
    const columns = sheet.columns.map((column) => made("li", {},
      made("code", {}, column.name), ` ${column.meaning}${column.unit ? ` (${column.unit})` : ""}`));
    return made("li", {},
      made("details", {},
        made("summary", { title: "Show the columns" }, made("strong", {}, sheet.title), " ",
          made("span", { class: "rows" },
            `${plural(sheet.rows, "row")}, ${plural(sheet.columns.length, "column")}`)),
        made("p", {}, sheet.description), made("ul", { class: "columns" }, ...columns)),
      sheet.rows ? null : made("p", {}, "No row for this selection: its file is valid and empty."),
      left.length ? made("p", {}, `Not in it: ${left.join(" · ")}.`) : null,
      sheet.rows && sheet.ignored.length
        ? made("p", { class: "caution" }, `Not filtered by: ${sheet.ignored.join("; ")}.`) : null);
  }
  const day = (iso) => new Date(iso).toLocaleDateString(
    "en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  function size(bytes) {
    const units = ["bytes", "kB", "MB", "GB"];
    const at = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
    return `${Number((bytes / 1000 ** at).toPrecision(2))} ${units[at]}`;
  }
  function previewOf(said) {
    const bytes = said.sheets.reduce((sum, sheet) => sum + sheet.bytes_as_csv_about, 0);
    return [
      made("ul", { class: "export-sheets" }, ...said.sheets.map(sheetOf)),
      made("p", { class: "export-foot" }, made("strong", {}, said.handling_mark),
        ` · about ${size(bytes)} as CSV`, made("br", {}), `As known on ${day(said.known_on)}`),
      made("details", {}, made("summary", {}, "The selection, and what may be passed on"),
        made("ul", {}, ...[...said.selection.words, ...said.terms].map((words) => made("li", {}, words)))),
    ];
  }

  let timer;
  /** Look again, a moment after the last change; the newest question wins. */
  function look() {
    clearTimeout(timer);
    timer = setTimeout(preview, SETTLE_MS);
    part("export-preview")?.classList.add("waiting");
    if (!fetching && part("export-status")) part("export-status").textContent = "";
  }
  function mayGo() {
    part("export-go").disabled = Boolean(fetching) || !chosen().length;
  }
  async function preview() {
    const place = part("export-preview");
    if (!place || !isOpen() || tabOpen !== "export") return;
    looking?.abort();
    const mine = (looking = new AbortController());
    const wanted = chosen();
    part("export-problem").textContent = "";
    mayGo();
    if (!wanted.length) {
      seen = null;
      place.classList.remove("waiting");
      place.replaceChildren(made("p", { class: "hint" }, "Choose at least one layer or table."));
      return;
    }
    try {
      const query = withSelection(wanted.map((name) => ["data", name]));
      const said = await (await asked(`/export/preview${query}`, { signal: mine.signal })).json();
      seen = said;
      place.replaceChildren(...previewOf(said));
    } catch (error) {
      if (mine.signal.aborted) return;
      seen = null;
      place.replaceChildren();
      part("export-problem").textContent = error.message;
      if (error.again) timer = setTimeout(preview, 1000 * error.again);
    }
    if (looking === mine) place.classList.remove("waiting");
  }

  // --- the file ---

  function busy(on) {
    mayGo();
    part("export-stop").hidden = !on;
    part("export-progress").hidden = !on;
    part("export-progress").removeAttribute("value");
  }

  /** The body with its progress; without a stated length the bar only moves. */
  async function received(answer) {
    const whole = Number(answer.headers.get("Content-Length"));
    const bar = part("export-progress");
    const reader = answer.body.getReader();
    const pieces = [];
    let got = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      got += value.length;
      if (whole) bar.value = got / whole;
      part("export-status").textContent = `Receiving ${size(got)}${whole ? ` of ${size(whole)}` : ""}`;
    }
    if (whole && got !== whole) throw new Error("The file did not come whole; nothing was saved.");
    return new Blob(pieces, { type: answer.headers.get("Content-Type") || "" });
  }

  async function download() {
    const pairs = [...chosen().map((name) => ["data", name]), ["format", part("export-format").value]];
    if (part("export-hxl").checked) pairs.push(["hxl", "yes"]);
    if (part("export-bare").checked) pairs.push(["bare", "yes"]);
    // The file is of the editions that were looked at, or there is none.
    if (seen && new URLSearchParams(location.search).get("v") !== "2") pairs.push(["edition", seen.edition]);
    const address = `/export${withSelection(pairs)}`;
    const bytes = seen ? seen.sheets.reduce((sum, s) => sum + s.bytes_as_csv_about, 0) : 0;
    const status = part("export-status");
    part("export-problem").textContent = "";
    if (bytes > TOO_LARGE_TO_HOLD) {
      const link = made("a", { href: address, download: true });
      link.click();
      status.textContent = "The browser fetches this large file by itself; see its downloads.";
      return;
    }
    fetching = new AbortController();
    busy(true);
    const began = Date.now();
    const tick = () => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      // Not read aloud every second: the sentence stays, the seconds stand beside it.
      status.textContent = "The server is writing the file";
      status.dataset.beside = seconds ? `, ${seconds} s` : "";
    };
    tick();
    const ticking = setInterval(tick, 1000);
    try {
      const answer = await asked(address, { signal: fetching.signal });
      clearInterval(ticking);
      status.dataset.beside = "";
      const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
      const name = named ? named[1] : "pharos-export";
      const blob = await received(answer);
      pharos.save(blob, name);
      status.textContent = `Saved ${name}, ${size(blob.size)}.`;
    } catch (error) {
      const stopped = fetching.signal.aborted;
      status.textContent = stopped ? "Stopped; nothing was saved." : "";
      if (!stopped) part("export-problem").textContent = error.message;
    } finally {
      clearInterval(ticking);
      status.dataset.beside = "";
      fetching = null;
      busy(false);
    }
  }

  // --- the panel ---

  const TABS = { export: "Export", cite: "Cite" };
  function show(name, focus) {
    tabOpen = name;
    for (const tab of Object.keys(TABS)) {
      const button = part(`export-tab-${tab}`);
      button.setAttribute("aria-selected", tab === name ? "true" : "false");
      button.tabIndex = tab === name ? 0 : -1;
      part(`export-${tab}-page`).hidden = tab !== name;
    }
    if (focus) part(`export-tab-${name}`).focus();
    if (name === "cite") pharos.citeInto(part("export-cite"));
    else look();
  }
  function build(offered) {
    const tabs = Object.entries(TABS).map(([name, words]) => made("button",
      { type: "button", role: "tab", id: `export-tab-${name}`, "aria-controls": `export-${name}-page` },
      words));
    const list = made("div", { role: "tablist", class: "export-tabs", "aria-label": "Export or cite" }, ...tabs);
    const page = (name, ...inside) => made("div",
      { id: `export-${name}-page`, role: "tabpanel", "aria-labelledby": `export-tab-${name}` }, ...inside);
    part("export-body").replaceChildren(list, page("export", form(offered)),
      page("cite", made("div", { id: "export-cite" })));
    for (const tab of tabs) {
      tab.addEventListener("click", () => show(tab.id.replace("export-tab-", "")));
    }
    list.addEventListener("keydown", (event) => {
      if (!event.key.startsWith("Arrow")) return;
      show(tabOpen === "export" ? "cite" : "export", true);
      event.preventDefault();
    });
    part("export-format").addEventListener("change", () => (formatChosen = true));
    // A letter in the list of formats is the list's, not a key of the page.
    part("export-format").addEventListener("keydown", (event) => {
      if (event.key.length === 1) event.stopPropagation();
    });
    part("export-form").addEventListener("change", () => {
      settle(offered);
      look();
    });
    part("export-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!fetching) download();
    });
    part("export-stop").addEventListener("click", () => fetching?.abort());
    settle(offered);
  }

  let cameFrom = null; // where the reader was before, and is again after
  function told(open) {
    for (const one of document.querySelectorAll("#export, .export-open")) {
      one.setAttribute("aria-expanded", String(open));
    }
  }
  /**
   * Open the panel; with what lies behind a chart already chosen, if one is named.
   * @param {string} [chart]
   * @param {Element} [opener] where the reader is again after it
   */
  pharos.openExport = async function (chart, opener = document.activeElement) {
    if (!isOpen()) cameFrom = opener;
    window.dash_clientside.set_props("export-panel", { hidden: false });
    told(true);
    try {
      choices = choices || asked("/export/choices").then((answer) => answer.json());
      const offered = await choices;
      if (!part("export-form")) build(offered);
      const behind = chart && offered.charts[chart];
      if (behind) {
        for (const box of document.querySelectorAll('#export-form input[name="data"]')) {
          box.checked = behind.includes(box.value);
          if (box.checked) box.closest("details").open = true;
        }
        settle(offered);
      }
      show(chart ? "export" : tabOpen, true);
    } catch (error) {
      choices = undefined;
      part("export-body").replaceChildren(
        made("p", { class: "export-problem", role: "alert" }, error.message));
    }
  };
  function close() {
    if (!isOpen()) return;
    window.dash_clientside.set_props("export-panel", { hidden: true });
    told(false);
    if (cameFrom?.isConnected) cameFrom.focus();
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("#export, .export-open");
    if (opener) {
      if (isOpen()) close();
      else pharos.openExport(undefined, opener);
    } else if (event.target.closest?.("#export-close")) close();
  });
  /** The panel follows the selection while it is open. */
  client.exportFollows = function (selection) {
    if (isOpen() && part("export-form")) show(tabOpen);
    return selection || "?";
  };
})();
