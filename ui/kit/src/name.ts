// Names of schools and stations, which may have a bracket behind them: `玉屏街道第一小学（测试）`.

/** The name without the bracket, where there is little room. */
export function bareName(name: string): string {
  return name.replace(/[（(][^（）()]*[）)]$/, "");
}

/** What stands in that bracket, such as `测试`; nothing where there is none. */
export function bracketOf(name: string): string {
  return name.slice(bareName(name).length).replace(/[（）()]/g, "");
}
