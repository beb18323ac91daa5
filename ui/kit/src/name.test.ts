import { expect, test } from "vitest";
import { bareName, bracketOf } from "./name";

test("the bracket behind a name is left out, and can be told alone", () => {
  expect([bareName("第一小学（测试）"), bracketOf("第一小学（测试）")]).toEqual(["第一小学", "测试"]);
  expect([bareName("第一小学(分校)"), bracketOf("第一小学(分校)")]).toEqual(["第一小学", "分校"]);
  expect([bareName("第一（南）小学"), bracketOf("第一（南）小学")]).toEqual(["第一（南）小学", ""]);
});
