// SPDX-License-Identifier: MIT
// The row behind a point, with the Chinese names of its columns.
import { byId, make, RISK_LEVELS } from "./api.js";

const SKIP = new Set(["name", "level_final", "sort"]);

function showValue(field, value) {
  if (field.kind === "level") return RISK_LEVELS[value] || String(value);
  if (field.kind === "bool") return value ? "是" : "否";
  const text = field.kind === "number" ? Number(value).toLocaleString("zh-CN", { maximumFractionDigits: 4 }) : String(value);
  return field.unit ? `${text} ${field.unit.replace("m2", "m²").replace("m3", "m³").replace("min", "分钟")}` : text;
}

export function closePopup() {
  const box = byId("popup");
  const inside = box.contains(document.activeElement);
  box.classList.remove("open");
  box.replaceChildren();
  if (inside) byId("map").focus({ preventScroll: true });
}

// table: a FeatureCollection of the server; feature: one of its features.
export function openPopup(table, feature, { note, action } = {}) {
  const p = feature.properties;
  const box = byId("popup");
  const rows = [];
  for (const field of table.fields) {
    if (SKIP.has(field.name) || p[field.name] === undefined) continue;
    // What the ledger left ungraded says nothing beside the level that was worked out.
    if (field.name === "level_given" && p.level_given === 0 && p.level_final !== undefined) continue;
    const label = field.name === "level_given" && p.level_final !== undefined ? "上报等级" : field.label;
    rows.push(make("div", {}, make("dt", {}, label), make("dd", {}, showValue(field, p[field.name]))));
  }
  const pill = p.level_final === undefined ? null : make("span", { class: `pill level-${p.level_final}` }, RISK_LEVELS[p.level_final]);
  box.replaceChildren(
    make(
      "div",
      { class: "popup-head" },
      make("div", {}, make("p", { class: "kind" }, table.label), make("h2", {}, p.name || "未命名"), pill),
      make("button", { type: "button", class: "close", "aria-label": "关闭", onclick: closePopup }, "×"),
    ),
    make("dl", {}, ...rows),
  );
  if (note) box.append(make("p", { class: "note" }, note));
  if (action) box.append(make("p", { class: "action" }, action));
  box.classList.add("open");
}
