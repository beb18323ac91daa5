// Synthetic schools, posts, points, people and phones of one station's jurisdiction, the same on every start.
// Nobody and nothing here is real.

/** A small seeded generator: pictures of the page must not change by themselves. */
export function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const random = generator(11);
export const pick = (list, r = random) => list[Math.floor(r() * list.length)];

let count = 0;
/** An id that looks like a version 7 UUID and counts up. */
export function id() {
  count += 1;
  const tail = count.toString(16).padStart(12, "0");
  return `01937a5c-0000-7000-8000-${tail}`;
}

export function hex(seed, length = 64) {
  const r = generator(seed * 7_919 + 13);
  return Array.from({ length }, () => Math.floor(r() * 16).toString(16)).join("");
}

const TOWNS = [
  { name: "龙田镇", lat: 25.61, lon: 119.45, schools: 24 },
  { name: "江镜镇", lat: 25.57, lon: 119.43, schools: 10 },
  { name: "港头镇", lat: 25.55, lon: 119.48, schools: 8 },
];
const KINDS = ["中心小学", "第一小学", "第二小学", "第三小学", "中学", "中心幼儿园", "第二幼儿园", "教学点"];
const GATES = ["正门", "东门", "西门", "南门", "北门"];

function school(town, index) {
  const name = `${town.name}${index < KINDS.length ? KINDS[index] : `第${"四五六七八九十"[index % 7]}${index % 2 ? "小学" : "幼儿园"}${Math.floor(index / 8)}`}`;
  const at = () => (random() + random() - 1) * 0.026;
  return { id: id(), name: `${name}（测试）`, town: town.name, lat: town.lat + at(), lon: town.lon + at() };
}

export const SCHOOLS = TOWNS.flatMap((town) => Array.from({ length: town.schools }, (_, i) => school(town, i)));

export const POSTS = SCHOOLS.flatMap((s, index) => {
  const gates = index % 5 === 0 ? 2 : 1;
  return Array.from({ length: gates }, (_, g) => ({
    id: id(),
    name: `${g === 0 ? "正门" : GATES[1 + (index % 4)]}护学岗`,
    school_id: s.id,
    school: s.name,
    town: s.town,
    lat: s.lat + g * 0.0006,
    lon: s.lon + g * 0.0005,
    need: 3 + (index % 3),
  }));
});

const SPOTS = ["后围墙", "宿舍楼二层", "河边路口", "校门外站台", "食品街口", "配电房", "实验楼"];
export const POINTS = SCHOOLS.flatMap((s, index) =>
  Array.from({ length: 1 + (index % 2) }, (_, i) => ({
    id: id(),
    point_no: `LT-${String(index * 2 + i + 1).padStart(3, "0")}`,
    name: `${SPOTS[(index + i * 3) % SPOTS.length]}巡查点`,
    school: s.name,
    need: 1 + ((index + i) % 3),
  })),
);

export const DEVICES = SCHOOLS.map((s, index) => ({
  id: id(),
  no: `D-${String(index + 1).padStart(4, "0")}`,
  label: index % 4 === 3 ? "护导队手机" : "门卫室手机",
  place: s.name,
  app_version: index % 9 === 0 ? "0.0.9" : "0.1.0",
}));

const STAFF = ["officer", "auxiliary", "guard", "teacher", "teacher", "school_safety"];
const NAMES = { officer: "民警", auxiliary: "辅警", guard: "保安", teacher: "教师", school_safety: "安全员" };
export function person(index) {
  const kind = STAFF[index % STAFF.length];
  return { staff_id: hex(index + 500, 32), name: `${NAMES[kind]}${String((index % 60) + 1).padStart(2, "0")}`, kind };
}
