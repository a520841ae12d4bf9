// SPDX-License-Identifier: MIT
// The two maps with tiles: one OpenLayers map whose layer changes with the tab.
import Map from "ol/Map.js";
import View from "ol/View.js";
import TileLayer from "ol/layer/Tile.js";
import VectorLayer from "ol/layer/Vector.js";
import XYZ from "ol/source/XYZ.js";
import VectorSource from "ol/source/Vector.js";
import Feature from "ol/Feature.js";
import Point from "ol/geom/Point.js";
import ScaleLine from "ol/control/ScaleLine.js";
import Zoom from "ol/control/Zoom.js";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom.js";
import { defaults as interactions } from "ol/interaction/defaults.js";
import { buffer, intersects } from "ol/extent.js";
import { fromLonLat, toLonLat, transformExtent } from "ol/proj.js";
import { Circle, Fill, Stroke, Style } from "ol/style.js";
import { byId, getJson, make } from "./api.js";
import { closePopup, openPopup } from "./popup.js";

const REACH_PX = 12; // how far from a point a click may lie
const RIM_M = 2500; // of neighbours around the county that the tiles show

const ring = new Style({
  image: new Circle({ radius: 13, stroke: new Stroke({ color: "#1F4E5F", width: 3 }), fill: new Fill({ color: "rgba(255,255,255,0.15)" }) }),
});

class StepZoom extends Zoom {
  zoomByDelta_(delta) {
    const view = this.getMap().getView();
    const now = view.getZoom();
    const next = delta > 0 ? Math.floor(now + 1e-6) + 1 : Math.ceil(now - 1e-6) - 1;
    view.animate({ zoom: Math.max(next, view.getMinZoom()), duration: 150 });
  }
}

export class MapView {
  constructor(onregion) {
    this.onregion = onregion;
    this.layers = {};
    this.tables = {};
    this.mark = new VectorSource();
    this.view = new View({ minZoom: 7, maxZoom: 18, enableRotation: false });
    this.ol = new Map({
      target: byId("map"),
      view: this.view,
      layers: [new VectorLayer({ source: this.mark, style: ring, zIndex: 10 })],
      // Steps end at whole zooms, where a tile's pixel is a screen's pixel; only the view of the whole
      // county lies between.
      interactions: interactions({ mouseWheelZoom: false }).extend([new MouseWheelZoom({ constrainResolution: true, duration: 150 })]),
      controls: [
        new StepZoom({ zoomInTipLabel: "放大", zoomOutTipLabel: "缩小", zoomOutLabel: "−" }),
        new ScaleLine({ units: "metric", minWidth: 90 }),
      ],
    });
    const whole = make("button", { type: "button", class: "whole", title: "回到全县", "aria-label": "回到全县", onclick: () => this.fit() }, "全县");
    byId("map").querySelector(".ol-zoom").append(whole);
    this.ol.on("singleclick", (e) => this.click(e.coordinate));
    document.addEventListener("keydown", (e) => e.key === "Escape" && this.close());
    byId("map").addEventListener("keydown", (e) => e.key === "Enter" && e.target === byId("map") && this.click(this.view.getCenter()));
  }

  close() {
    closePopup();
    this.mark.clear();
  }

  async show(map) {
    if (!this.layers[map.name]) {
      const info = await getJson(`/tiles/${map.name}.json`);
      const extent = transformExtent(info.bounds, "EPSG:4326", "EPSG:3857");
      const source = new XYZ({ url: info.tiles[0], minZoom: info.minzoom, maxZoom: info.maxzoom, transition: 150 });
      // Tiles beyond the county's rim do not exist: they are not asked for.
      const shown = buffer(extent, RIM_M);
      const urlOf = source.getTileUrlFunction();
      source.setTileUrlFunction((c, ratio, projection) =>
        intersects(source.getTileGrid().getTileCoordExtent(c), shown) ? urlOf.call(source, c, ratio, projection) : undefined,
      );
      const layer = new TileLayer({ source });
      this.ol.addLayer(layer);
      this.layers[map.name] = { layer, extent };
    }
    for (const [name, { layer }] of Object.entries(this.layers)) layer.setVisible(name === map.name);
    this.ol.updateSize();
    this.current = map;
    if (!this.extent) {
      this.extent = this.layers[map.name].extent;
      this.fit();
    }
    this.close();
  }

  // The whole county, as large as it goes; tiles are shrunk by a quarter at most, so that names stay readable.
  fit() {
    const size = this.ol.getSize();
    this.view.fit(this.extent, { size, padding: [16, 16, 16, 16] });
    const zoom = this.view.getZoom();
    if (zoom - Math.floor(zoom) < 0.58) this.view.setZoom(Math.floor(zoom));
  }

  // All rows of one table, kept while the page is open.
  table(name) {
    const key = `${this.current.name}/${name}`;
    if (!this.tables[key]) {
      this.tables[key] = getJson(`/features/${name}?map=${this.current.name}`);
      this.tables[key].catch(() => delete this.tables[key]);
    }
    return this.tables[key];
  }

  async nearest(coordinate) {
    const reach = REACH_PX * this.view.getResolution();
    const box = transformExtent([coordinate[0] - reach, coordinate[1] - reach, coordinate[0] + reach, coordinate[1] + reach], "EPSG:3857", "EPSG:4326");
    const bbox = box.map((v) => v.toFixed(6)).join(",");
    const tables = await Promise.all(
      this.current.features.map((t) => getJson(`/features/${t}?map=${this.current.name}&bbox=${bbox}`).catch(() => null)),
    );
    let best = null;
    for (const table of tables) {
      for (const feature of table ? table.features : []) {
        if (!feature.geometry || feature.geometry.type !== "Point") continue;
        const at = fromLonLat(feature.geometry.coordinates);
        const distance = Math.hypot(at[0] - coordinate[0], at[1] - coordinate[1]);
        if (distance <= reach && (!best || distance < best.distance)) best = { table, feature, distance, at };
      }
    }
    return best;
  }

  async click(coordinate) {
    const asked = (this.asked = {});
    try {
      const hit = await this.nearest(coordinate);
      if (this.asked !== asked) return;
      if (hit) this.open(hit.table, hit.feature);
      else await this.clickRegion(coordinate, asked);
    } catch (error) {
      byId("message").textContent = error.message;
    }
  }

  open(table, feature) {
    const at = fromLonLat(feature.geometry.coordinates);
    this.mark.clear();
    this.mark.addFeature(new Feature(new Point(at)));
    const p = feature.properties;
    const rough = ["village", "town", "interp"].includes(p.loc_quality);
    openPopup(table, feature, { note: rough ? "位置按所在村或乡镇标注,不是准确位置。" : undefined });
  }

  // No point near: the township (or village) that was clicked.
  async clickRegion(coordinate, asked) {
    const [lon, lat] = toLonLat(coordinate).map((v) => v.toFixed(6));
    const table = await getJson(`/features/region?geometry=no&bbox=${lon},${lat},${lon},${lat}`);
    if (this.asked !== asked) return;
    const feature = ["乡镇", "邻县"].map((l) => table.features.find((f) => f.properties.level === l)).find(Boolean);
    if (!feature) {
      this.close();
      return;
    }
    this.mark.clear();
    const name = feature.properties.name;
    const printable = feature.properties.level === "乡镇";
    const action = make("button", { type: "button", class: "plain", onclick: () => this.onregion(name) }, "打印本乡镇图");
    openPopup(table, feature, { action: printable ? action : undefined });
  }

  // Goes to a row found by name.
  visit(table, feature) {
    this.view.setCenter(fromLonLat(feature.geometry.coordinates));
    if (this.view.getZoom() < 13) this.view.setZoom(13);
    this.open(table, feature);
  }
}
