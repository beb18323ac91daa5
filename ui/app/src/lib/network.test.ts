import { expect, test } from "vitest";
import { isMetered } from "./network";

const network = (type?: string, saveData = false) => Object.assign(new EventTarget(), { type, saveData });

test("mobile data costs money, Wi-Fi and what nobody knows do not", () => {
  expect(isMetered(network("cellular"))).toBe(true);
  expect(isMetered(network("wifi"))).toBe(false);
  expect(isMetered(network("ethernet"))).toBe(false);
  expect(isMetered(network(undefined))).toBe(false);
  expect(isMetered(network("wifi", true))).toBe(true);
});
