import { expect, test } from "vitest";
import { detour } from "./phase";
import { findPeople } from "./parts/person/find-people";
import { asPosition, metersBetween } from "./position";

test("nobody gets past enrollment or the names", () => {
  expect(detour("enroll", "/records")).toBe("/enroll");
  expect(detour("who", "/hazard")).toBe("/who");
  expect(detour("home", "/enroll")).toBe("/");
  expect(detour("home", "/who")).toBeNull();
});

test("a name is found by any part of it", () => {
  const person = (name: string, post: string) =>
    ({ id: name, name, kind: "guard", post, place: "龙田中心小学", hasPin: false }) as const;
  const people = [person("保安02", "东门门卫"), person("教师03", "护导队长")];
  expect(findPeople(people, " 保安 02").map((p) => p.name)).toEqual(["保安02"]);
  expect(findPeople(people, "护导").map((p) => p.name)).toEqual(["教师03"]);
  expect(findPeople(people, "")).toHaveLength(2);
});

test("a fix carries its age at the moment of saving", () => {
  const fix = { lat: 25.6213, lon: 119.4421, accuracyM: 8, atMs: 1_000, pageMs: 500 };
  expect(asPosition(fix, { wallMs: 6_000, pageMs: 5_500 })).toMatchObject({ fixAgeMs: 5_000, accuracyM: 8 });
  expect(asPosition(fix, { wallMs: 0, pageMs: 500 })?.fixAgeMs).toBe(0);
  expect(asPosition(null, { wallMs: 6_000, pageMs: 6_000 })).toBeNull();
  expect(metersBetween(fix, { ...fix, lat: fix.lat + 0.001 })).toBeCloseTo(111.32, 1);
});

test("a clock that is set back makes no old fix new", () => {
  const fix = { lat: 25.6213, lon: 119.4421, accuracyM: 8, atMs: 10_000_000, pageMs: 500 };
  const hourLater = { wallMs: 10_000_000 - 60_000, pageMs: 3_600_500 };
  expect(asPosition(fix, hourLater)?.fixAgeMs).toBe(3_600_000);
});
