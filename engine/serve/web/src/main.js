// SPDX-License-Identifier: MIT
import { byId, getJson, labelOf, make, sortMaps } from "./api.js";
import { FindBox } from "./find.js";
import { showLegend } from "./legend.js";
import { MapView } from "./map.js";
import { PrintPanel } from "./print.js";
import { SheetView } from "./sheet.js";

const page = { maps: [], sheets: {}, tabs: {} };

function say(error) {
  byId("message").textContent = error ? error.message || String(error) : "";
}

function chineseDate(iso) {
  const [y, m, d] = iso.split("-").map(Number);
  return y && m && d ? `${y}年${m}月${d}日` : iso;
}

function describe(catalog) {
  const title = `${catalog.county || ""}应急四图`;
  document.title = title;
  byId("county").textContent = title;
  const parts = [];
  if (catalog.as_of) parts.push(`数据截至 ${chineseDate(catalog.as_of)}`);
  if (catalog.unit) parts.push(catalog.unit);
  parts.push(catalog.edition === "public" ? "公开版" : "内部版");
  byId("data-date").textContent = parts.join(" · ");
  const approval = byId("approval");
  if (catalog.map_approval) approval.append(make("span", { class: "number" }, `审图号:${catalog.map_approval}`));
  approval.append(make("span", {}, "图内界线不作为划界依据"));
}

async function choose(map) {
  for (const [name, tab] of Object.entries(page.tabs)) {
    const on = name === map.name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  if (location.hash !== `#${map.name}`) history.replaceState(null, "", `#${map.name}`);
  say("");
  byId("map-view").hidden = !map.tiles;
  byId("sheet-view").hidden = map.tiles;
  page.print.follow({ map: map.name });
  page.find.show(map);
  try {
    if (map.tiles) {
      await page.view.show(map);
    } else {
      if (!page.sheets[map.name]) page.sheets[map.name] = new SheetView(map, (now) => page.print.follow(now));
      byId("sheet-view").replaceChildren(page.sheets[map.name].element);
      page.sheets[map.name].show();
    }
    await showLegend(map);
  } catch (error) {
    say(error);
  }
}

function tabKey(e) {
  const names = page.maps.map((m) => m.name);
  const at = names.indexOf(e.target.dataset.map);
  const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: names.length - 1 - at }[e.key];
  if (at < 0 || step === undefined) return;
  e.preventDefault();
  const next = page.maps[(at + step + names.length) % names.length];
  page.tabs[next.name].focus();
  choose(next);
}

function addTabs() {
  for (const map of page.maps) {
    const tab = make("button", { type: "button", role: "tab", id: `tab-${map.name}`, "data-map": map.name, "aria-controls": "stage", onclick: () => choose(map) }, labelOf(map));
    page.tabs[map.name] = tab;
    byId("tabs").append(tab);
  }
  byId("tabs").addEventListener("keydown", tabKey);
}

function fromHash() {
  return page.maps.find((m) => m.name === location.hash.slice(1));
}

async function start() {
  const catalog = await getJson("/maps.json");
  page.maps = sortMaps(catalog.maps);
  describe(catalog);
  addTabs();
  page.print = new PrintPanel(catalog, page.maps);
  page.view = new MapView((region) => {
    page.print.follow({ region });
    byId("print-link").focus();
  });
  page.find = new FindBox(page.view);
  window.addEventListener("hashchange", () => fromHash() && choose(fromHash()));
  const first = fromHash() || page.maps.find((m) => m.name === "risk") || page.maps[0];
  if (first) await choose(first);
}

start().catch(say);
