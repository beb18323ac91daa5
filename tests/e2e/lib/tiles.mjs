// A base map on the loopback that shows its own numbers: each picture has its frame, its name, and a cross at a place that was
// told, where that lies on it. So whoever looks sees whether the drawn map stands right.
import { createServer } from "node:http";

const PX = 256;

/** Where a place lies, counted in pictures of that zoom, as every base map in web mercator cuts them. */
export function placeOn(zoom, { lat, lon }) {
  const rad = (lat * Math.PI) / 180;
  const count = 2 ** zoom;
  const x = ((lon + 180) / 360) * count;
  const y = ((1 - Math.log(Math.tan(rad) + 1 / Math.cos(rad)) / Math.PI) / 2) * count;
  return { x, y };
}

export class Tiles {
  #server;
  #broken = false;
  /** Places that are marked by a cross. */
  crosses = [];
  /** Where the pages that asked said they were. */
  referrers = new Set();

  static async open() {
    const tiles = new Tiles();
    tiles.#server = createServer((request, response) => tiles.#answer(request, response));
    await new Promise((ready) => tiles.#server.listen(0, "127.0.0.1", ready));
    tiles.#server.unref();
    return tiles;
  }

  get template() {
    return `http://127.0.0.1:${this.#server.address().port}/{z}/{x}/{y}.svg`;
  }

  /** From now on there is nothing. */
  break() {
    this.#broken = true;
  }

  mend() {
    this.#broken = false;
  }

  #answer(request, response) {
    const [z, x, y] = (/^\/(\d+)\/(\d+)\/(\d+)\.svg$/.exec(request.url) ?? []).slice(1).map(Number);
    this.referrers.add(request.headers.referer ?? "");
    if (this.#broken || y === undefined) {
      response.writeHead(this.#broken ? 503 : 404).end();
      return;
    }
    const crosses = this.crosses.map((place) => {
      const at = placeOn(z, place);
      const [cx, cy] = [(at.x - x) * PX, (at.y - y) * PX];
      return `<path d="M${cx - 40} ${cy}h80M${cx} ${cy - 40}v80" stroke="#c2185b" stroke-width="3"/>`;
    });
    response.writeHead(200, { "content-type": "image/svg+xml", "cache-control": "no-store" });
    response.end(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${PX}" height="${PX}">` +
        `<rect width="${PX}" height="${PX}" fill="${(x + y) % 2 ? "#dfe8d8" : "#eef0e4"}" stroke="#7a8b6f"/>` +
        `<text x="8" y="20" font-size="14" fill="#4d5a44">${z}/${x}/${y}</text>${crosses.join("")}</svg>`,
    );
  }
}
