/* The regions page: asked for while it is open; a row leads to the picture of its region. */
(function () {
  "use strict";
  const pharos = (window.pharos = window.pharos || {});
  window.dash_clientside = window.dash_clientside || {};
  const client = (window.dash_clientside.pharos = window.dash_clientside.pharos || {});

  let asked = "";
  /** Ask for the page of a selection while it is open, once for each selection and theme. */
  client.regionsAsked = function (pathname, selection, theme) {
    if (pathname !== "/regions" || !selection || !theme || asked === selection + theme) {
      return window.dash_clientside.no_update;
    }
    asked = selection + theme;
    document.getElementById("regions-body")?.classList.add("waiting");
    return { selection, theme };
  };
  client.regionsPage = function (page) {
    const place = document.getElementById("regions-body");
    if (!page || !place) return window.dash_clientside.no_update;
    pharos.figures.hold(page);
    pharos.describe(place, page.page);
    place.classList.remove("waiting");
    return "routes-body filled";
  };

  /** Follow a link of ours without loading the document again. */
  function follow(link) {
    const target = new URL(link.href);
    history.pushState({}, "", target.pathname + target.search + target.hash);
    dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    setTimeout(pharos.toPart);
  }
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = event.target.closest?.("#regions-body .claims tbody tr");
    const link = event.target.closest?.("#regions-body a.within") || row?.querySelector("a.within");
    // A reader who marks a number to copy it does not want to leave.
    if (!link || (row && String(getSelection()))) return;
    event.preventDefault();
    follow(link);
  });
})();
