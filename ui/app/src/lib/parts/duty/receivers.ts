// To whom a matter was handed: by post and not by name.
import type { Option } from "kit";
import { ready } from "$lib/options";
import { m } from "$lib/paraglide/messages";

export const receivers = (): Option<string>[] => [
  ready((how) => m.handed_police({}, how)),
  ready((how) => m.handed_leader({}, how)),
  ready((how) => m.handed_duty_room({}, how)),
  ready((how) => m.handed_doctor({}, how)),
  ready((how) => m.handed_parents({}, how)),
  ready((how) => m.handed_city({}, how)),
];
