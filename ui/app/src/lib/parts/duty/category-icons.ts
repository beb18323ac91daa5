// The shape of each thing a note may be about.
import type { LucideIcon } from "@lucide/svelte";
import CarFront from "@lucide/svelte/icons/car-front";
import CloudRain from "@lucide/svelte/icons/cloud-rain";
import Ellipsis from "@lucide/svelte/icons/ellipsis";
import HeartPulse from "@lucide/svelte/icons/heart-pulse";
import MessagesSquare from "@lucide/svelte/icons/messages-square";
import UserSearch from "@lucide/svelte/icons/user-search";
import Wrench from "@lucide/svelte/icons/wrench";
import type { LogCategory } from "$lib/bindings";

export const CATEGORY_ICONS: Record<LogCategory, LucideIcon> = {
  traffic: CarFront,
  stranger: UserSearch,
  illness: HeartPulse,
  quarrel: MessagesSquare,
  weather: CloudRain,
  equipment: Wrench,
  other: Ellipsis,
};
