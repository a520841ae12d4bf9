// SPDX-License-Identifier: MIT
// Diagrams (组织架构, 处置流程) as a picture that can be enlarged and dragged.
import { byId, labelOf, make, RESPONSE_LEVELS, sheetUrl } from "./api.js";

const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6];

export class SheetView {
  constructor(map, onchange) {
    this.map = map;
    this.onchange = onchange;
    this.step = 0;
    this.image = make("img", { class: "sheet", alt: labelOf(map), draggable: "false" });
    this.image.addEventListener("load", () => this.loaded(true));
    this.image.addEventListener("error", () => this.loaded(false));
    this.pane = make("div", { class: "pane", tabindex: "0", role: "region", "aria-label": `${labelOf(map)},可滚动` }, this.image);
    this.element = make("div", { class: "sheet-box" }, this.bar(), this.pane);
    this.drag();
    this.pane.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
    this.pane.addEventListener("keydown", (e) => this.key(e));
  }

  bar() {
    const zoom = make(
      "div",
      { class: "zoom-buttons", role: "group", "aria-label": "缩放" },
      make("button", { type: "button", "aria-label": "放大", onclick: () => this.zoom(1) }, "+"),
      make("button", { type: "button", "aria-label": "缩小", onclick: () => this.zoom(-1) }, "−"),
      make("button", { type: "button", class: "fit", onclick: () => this.zoom(0) }, "全图"),
    );
    const bar = make("div", { class: "sheet-bar" });
    if (this.map.sheets.length > 0) {
      this.event = make("select", { id: "event" }, ...this.map.sheets.map((s) => make("option", { value: s }, s)));
      this.level = make("select", { id: "level" }, ...RESPONSE_LEVELS.map(([v, t]) => make("option", { value: v }, t)));
      bar.append(make("label", { for: "event" }, "事件"), this.event, make("label", { for: "level" }, "响应级别"), this.level);
      bar.addEventListener("change", () => this.show());
    }
    bar.append(zoom);
    return bar;
  }

  options() {
    return this.event ? { name: this.event.value, level: this.level.value } : {};
  }

  show() {
    const url = sheetUrl(this.map.name, "svg", { paper: "A3", ...this.options() });
    byId("message").textContent = "正在绘制……";
    if (this.image.getAttribute("src") === url) this.loaded(true);
    else this.image.src = url;
    this.onchange({ map: this.map.name, event: this.event && this.event.value, level: this.level && this.level.value });
  }

  loaded(good) {
    byId("message").textContent = good ? "" : "该图没有数据,或此刻不能绘制。请先导入相应台账。";
    this.image.classList.toggle("absent", !good);
  }

  // Keeps the middle of the view where it is.
  zoom(direction) {
    const { pane, image } = this;
    const old = STEPS[this.step];
    const x = (pane.scrollLeft + pane.clientWidth / 2) / old;
    const y = (pane.scrollTop + pane.clientHeight / 2) / old;
    this.step = direction === 0 ? 0 : Math.min(Math.max(this.step + direction, 0), STEPS.length - 1);
    const now = STEPS[this.step];
    image.style.maxWidth = now === 1 ? "" : "none";
    image.style.maxHeight = now === 1 ? "" : "none";
    image.style.width = now === 1 ? "" : `${pane.clientWidth * now}px`;
    pane.classList.toggle("zoomed", now > 1);
    pane.scrollLeft = x * now - pane.clientWidth / 2;
    pane.scrollTop = y * now - pane.clientHeight / 2;
  }

  wheel(e) {
    if (!e.ctrlKey) return;
    e.preventDefault();
    this.zoom(e.deltaY < 0 ? 1 : -1);
  }

  key(e) {
    if (e.key === "+" || e.key === "=") this.zoom(1);
    else if (e.key === "-") this.zoom(-1);
    else if (e.key === "0") this.zoom(0);
  }

  drag() {
    const { pane } = this;
    let from = null;
    pane.addEventListener("pointerdown", (e) => {
      if (e.button !== 0 || this.step === 0 || e.pointerType === "touch") return;
      from = { x: e.clientX + pane.scrollLeft, y: e.clientY + pane.scrollTop };
      pane.setPointerCapture(e.pointerId);
    });
    pane.addEventListener("pointermove", (e) => {
      if (!from) return;
      pane.scrollLeft = from.x - e.clientX;
      pane.scrollTop = from.y - e.clientY;
    });
    for (const end of ["pointerup", "pointercancel"]) pane.addEventListener(end, () => (from = null));
  }
}
