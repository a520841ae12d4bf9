// SPDX-License-Identifier: MIT
// What the page asks of its server, and small helpers for the document.

export async function getJson(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) {
    const text = (await answer.text()).trim();
    throw new Error(text || `服务器回答 ${answer.status}`);
  }
  return answer.json();
}

// Texts only ever become text nodes: names in ledgers are not ours to trust.
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children) if (child !== undefined && child !== null) element.append(child);
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

export const LABELS = {
  org: "组织架构图",
  risk: "安全风险分布图",
  materials: "救援物资装备分布图",
  flow: "应急处置流程图",
};
const ORDER = ["org", "risk", "materials", "flow"];

// The four in their official order, then whatever else the server draws.
export function sortMaps(maps) {
  const rank = (m) => (ORDER.includes(m.name) ? ORDER.indexOf(m.name) : ORDER.length);
  return [...maps].sort((a, b) => rank(a) - rank(b));
}

export function labelOf(map) {
  return LABELS[map.name] || map.label;
}

export function sheetUrl(map, format, options) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(options || {})) if (value) query.set(key, value);
  const text = query.toString();
  return `/maps/${encodeURIComponent(map)}.${format}${text ? `?${text}` : ""}`;
}

export const RESPONSE_LEVELS = [
  ["", "总览"],
  ["1", "Ⅰ级响应"],
  ["2", "Ⅱ级响应"],
  ["3", "Ⅲ级响应"],
  ["4", "Ⅳ级响应"],
];

export const RISK_LEVELS = {
  0: "未评估",
  1: "重大风险(Ⅰ级)",
  2: "较大风险(Ⅱ级)",
  3: "一般风险(Ⅲ级)",
  4: "低风险(Ⅳ级)",
};
