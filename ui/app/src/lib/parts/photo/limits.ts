/** Characters under one picture, as the record allows (domain limits). */
export const CAPTION_MAX = 60;
