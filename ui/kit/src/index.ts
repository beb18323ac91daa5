// What the two user interfaces share. This room imports nothing of theirs.
export { default as Button } from "./Button.svelte";
export { default as Card } from "./Card.svelte";
export { default as Chip } from "./Chip.svelte";
export { default as ChipGroup, type Option } from "./ChipGroup.svelte";
export { default as Empty } from "./Empty.svelte";
export { default as Field } from "./Field.svelte";
export { default as Notice } from "./Notice.svelte";
export { default as Stepper } from "./Stepper.svelte";
export { default as Tag } from "./Tag.svelte";
export { isPlainEnter } from "./keys";
export { bytes, count, percent } from "./number";
export { applySize, applyTheme, type Theme } from "./theme";
export { ago, clock, day, dayName, daysAgo, isoDay, moment, ZONE, type Locale } from "./time";
