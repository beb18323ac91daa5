// The network between phone (or page) and server: a relay on the loopback that can be cut and restored.
import { createServer, connect } from "node:net";

export class Network {
  #server;
  #open = new Set();
  #cut = false;

  static async to(port) {
    const network = new Network();
    network.#server = createServer((near) => network.#carry(near, port));
    await new Promise((ready) => network.#server.listen(0, "127.0.0.1", ready));
    return network;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Every connection ends at once, and none is made. */
  cut() {
    this.#cut = true;
    for (const socket of this.#open) socket.destroy();
  }

  restore() {
    this.#cut = false;
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #carry(near, port) {
    if (this.#cut) {
      near.destroy();
      return;
    }
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      this.#open.add(socket);
      socket.on("close", () => this.#open.delete(socket));
      socket.on("error", () => undefined); // a cut cable is no fault of the relay
    }
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  }
}
