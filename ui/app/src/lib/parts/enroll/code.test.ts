import { expect, test } from "vitest";
import { codeCharacters, groupCode, isWholeLink, looksLikeLink, tidyServer } from "./code";

test("a code is read as people type it", () => {
  for (const typed of [
    "7F3K-92QA-M0VC-1XTP",
    "7f3k 92qa movc ixtp",
    "７Ｆ３Ｋ９２ＱＡＭＯＶＣＬＸＴＰ",
    "7f3k92qamovclxtp ",
  ]) {
    expect(groupCode(typed)).toBe("7F3K-92QA-M0VC-1XTP");
  }
});

test("what cannot be in a code is left out, and the rest is cut at sixteen", () => {
  expect(codeCharacters("注册码：u7f3k")).toBe("7F3K");
  expect(groupCode("7f3k9")).toBe("7F3K-9");
  expect(codeCharacters("0".repeat(40))).toHaveLength(16);
});

test("a link is not mistaken for a code", () => {
  expect(looksLikeLink("https://huxiao.example.cn/enroll#7F3K-92QA-M0VC-1XTP")).toBe(true);
  expect(looksLikeLink("10.0.0.1:8787/enroll#7F3K")).toBe(true);
  expect(looksLikeLink("7F3K-92QA")).toBe(false);
});

test("a link that is typed is left alone until its code is whole", () => {
  const link = "https://gate.example:8787/enroll#7F3K-92QA-M0VC-1XTP";
  for (let end = 1; end < link.length; end++) {
    expect(looksLikeLink(link.slice(0, end)), link.slice(0, end)).toBe(true);
    expect(isWholeLink(link.slice(0, end))).toBe(false);
  }
  expect(isWholeLink(link)).toBe(true);
});

test("a server address is made whole", () => {
  expect(tidyServer(" huxiao.example.cn/ ")).toBe("https://huxiao.example.cn");
  expect(tidyServer("１０．０．０．１：8787")).toBe("http://10.0.0.1:8787");
  expect(tidyServer("http://127.0.0.1:8787//")).toBe("http://127.0.0.1:8787");
  expect(tidyServer("")).toBe("");
});
