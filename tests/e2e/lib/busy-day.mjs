// A school's day as its phone brings it to the office, told by the command line: the morning before, a full roll-call, a patrol with a point
// that was locked, two escorts of which one came back short, a hazard with two pictures, a record put right, a leave.
// After it no page of the office is empty.
const near = (point, metres = 10) => {
  const place = { lat: point.lat + metres / 111_000, lon: point.lon };
  return ["--lat", String(place.lat), "--lon", String(place.lon), "--accuracy", "12"];
};

/** Lives the day on the phone `name` of the house, and sends it. */
export async function busyDay(house, name, photo) {
  const phone = (...args) => house.phone(name, ...args);
  const { staff } = await phone("staff");
  const [guards, teachers, heads] = ["guard", "teacher", "school_safety"].map((kind) =>
    staff.filter((one) => one.kind === kind).map((one) => one.id),
  );
  const [post] = (await phone("duties")).duties;
  const points = (await phone("points")).points;
  const routes = await phone("routes");
  await yesterdayMorning(phone, house.yesterday, post.post_id, [guards[0], teachers[0]]);
  await atThePost(phone, { post: post.post_id, guards, teachers, photo });
  await onPatrol(phone, { route: routes.patrol[0].id, points, guard: guards[1] });
  await withPupils(phone, { school: house.school, routes: routes.escort, teachers, head: heads[0] });
  await asksForLeave(phone, teachers[0]);
  await phone("sync");
}

/** Entered afterwards, so that some duty is whole at whatever hour this runs. */
async function yesterdayMorning(phone, day, post, people) {
  for (const who of people) {
    await phone("duty", "on", "--post", post, "--staff", who, "--at", `${day}T07:02`);
    await phone("duty", "off", "--post", post, "--staff", who, "--at", `${day}T08:31`);
  }
}

async function atThePost(phone, { post, guards, teachers, photo }) {
  const at = ["--post", post, "--staff", guards[1]];
  await phone("duty", "on", ...at);
  await phone("duty", "on", ...at, "--for", teachers[0], teachers[1]);
  const heads = ["--volunteers", "3", "--parents", "2", "--vehicles", "1", "--gear", "97", "--weather", "rain"];
  const there = ["--present", guards[1], teachers[0], teachers[1], "--absent", `${teachers[2]}=sick`];
  await phone("duty", "roll-call", ...at, ...there, ...heads);
  const words = ["--category", "traffic", "--text", "三轮车占用人行道，已劝离", "--photo", photo];
  await phone("duty", "note", ...at, ...words);
  await phone("duty", "hand-over", ...at, "--to", guards[0]);
}

async function onPatrol(phone, { route, points, guard }) {
  await phone("patrol", "start", "--staff", guard, "--route", route);
  await phone("check-in", "--point", points[0].id, "--staff", guard, ...near(points[0]));
  const locked = await phone("check-in", "--point", points[1].id, "--staff", guard, ...near(points[1], 60));
  await phone("patrol", "finish", "--staff", guard, "--missed", `${points[2].point_no}=locked`);
  await phone("correct", "--record", locked.record_id, "--staff", guard, "--void", "--reason", "点错了");
}

async function withPupils(phone, { school, routes, teachers, head }) {
  const [east, west] = routes;
  const sheet = (route, ...more) => phone("escort", "--school", school, "--route", route.id, ...more);
  const all = east.stops.map((stop) => `${stop}=14`);
  const out = String(14 * all.length);
  await sheet(east, "--staff", teachers[0], "--out", out, "--handed", ...all);
  const some = west.stops.map((stop) => `${stop}=9`);
  const short = ["--returned", "1", "--reason", "collected_on_the_way", "--text", "家长中途接走两人"];
  const left = String(9 * some.length + 3);
  await sheet(west, "--staff", teachers[1], "--out", left, "--handed", ...some, ...short);
  await phone("review", "--school", school, "--staff", head, "--text", "已核对");
}

/** The next turn of a teacher is to be taken by somebody else. */
async function asksForLeave(phone, teacher) {
  const { mine } = await phone("roster", "--staff", teacher);
  const turn = mine.find((one) => one.phase === "next");
  if (turn === undefined) throw new Error("the roster gives this teacher no turn in two weeks");
  const which = ["--post", turn.post_id, "--day", turn.day, "--window", turn.window_id];
  await phone("request", "--staff", teacher, ...which, "--reason", "sick", "--text", "发烧");
}
