/** The one style sheet: system faces, both colour schemes, readable at 320 pixels. Contrast is at least 4.5 to 1 throughout. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft-ink: #5a626d; --paper: #fbfbf9; --card: #fff; --line: #dfe2e6; --link: #0b57a4;
  --soft: #17663a; --soft-bg: #edf6f0; --trap: #a32020; --trap-bg: #fbeeee; --hard: #3a4a63; --hard-bg: #eff2f6; --against: #8a4b00; --mark: #fff0b3; --label: #fff3d1; --label-ink: #5a4300; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft-ink: #9aa3ae; --paper: #111418; --card: #191d22; --line: #2d343c; --link: #8ab8f0;
  --soft: #7fd6a4; --soft-bg: #14251c; --trap: #ff9a9a; --trap-bg: #2a1818; --hard: #a9bedd; --hard-bg: #1a212b; --against: #e0a95c; --mark: #5c4a00; --label: #4a3a08; --label-ink: #fff3d1; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
:lang(zh) body, body:lang(zh) { font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", -apple-system, "Segoe UI", sans-serif; }
header nav, main, footer { max-width: 860px; margin: 0 auto; padding: 0 20px; }
header { border-bottom: 1px solid var(--line); background: var(--card); }
header nav { display: flex; justify-content: space-between; align-items: center; padding-top: 12px; padding-bottom: 12px; }
.brand { font-weight: 700; font-size: 18px; color: var(--ink); text-decoration: none; } .brand span { font-weight: 400; color: var(--soft-ink); font-size: 15px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--card); padding: 8px; }
a { color: var(--link); text-underline-offset: 2px; overflow-wrap: anywhere; }
a:focus-visible, button:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 25px; line-height: 1.3; margin: 24px 0 8px; } h2 { font-size: 19px; line-height: 1.35; margin: 0 0 6px; } h3 { font-size: 15px; margin: 0 0 6px; }
.label { background: var(--label); color: var(--label-ink); padding: 10px 14px; border-radius: 8px; margin: 20px 0 0; }
.sessions { list-style: none; padding: 0; margin: 0 0 6px; font-weight: 600; }
.days { display: flex; flex-wrap: wrap; gap: 6px 18px; font-size: 14px; margin: 6px 0 20px; }
.n { color: var(--soft-ink); font-size: 14px; } .ag { color: var(--against); } b.n, b.ag { font-size: 13px; font-weight: 600; margin-right: 4px; } .q { font-style: normal; }
.card, main > section, main > details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 0 0 18px; }
main > article:first-child { margin-top: 20px; } .card h1 { margin-top: 0; } .card h2 a { color: inherit; text-decoration: none; } .card h2 a:hover { text-decoration: underline; }
.meta { display: flex; align-items: flex-end; gap: 12px; flex-wrap: wrap; margin: 4px 0 8px; color: var(--soft-ink); font-size: 14px; }
.curve rect, .bar rect { fill: var(--link); } .bar rect.track { fill: var(--line); }
.score { display: block; width: 100%; height: auto; margin: 6px 0 4px; } .score .step { fill: none; stroke: var(--link); stroke-width: 2; } .score .grid { stroke: var(--line); } .score .mark { stroke: var(--against); stroke-dasharray: 3 3; } .score text { fill: var(--soft-ink); font-size: 12px; }
.wide { overflow-x: auto; } .hype td:last-child { min-width: 220px; } tfoot td, tfoot th { font-weight: 600; } tfoot td:last-child { font-weight: 400; color: var(--soft-ink); }
.line { margin: 4px 0; font-size: 15px; overflow-wrap: anywhere; }
.card section { margin: 14px 0 0; border-radius: 8px; padding: 10px 14px; }
.card section > ul { list-style: none; margin: 0; padding: 0; }
.card section > ul + :is(.line, ul) { border-top: 1px solid var(--line); margin-top: 12px; padding-top: 10px; } .card section > .line + ul { margin-top: 8px; }
.entry + .entry { border-top: 1px solid var(--line); margin-top: 10px; padding-top: 8px; }
.who { margin: 0 0 2px; } code { font: 14px/1 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
section.soft { background: var(--soft-bg); } section.soft > :is(h2, h3) { color: var(--soft); }
section.trap { background: var(--trap-bg); } section.trap > :is(h2, h3) { color: var(--trap); }
section.hard, section.issuer { background: var(--hard-bg); } section.hard > :is(h2, h3), section.issuer > :is(h2, h3) { color: var(--hard); }
.card section > h2 { font-size: 16px; }
.badge { display: inline-block; font-size: 12px; line-height: 1.5; padding: 0 7px; border: 1px solid currentColor; border-radius: 99px; color: var(--soft-ink); font-weight: 500; vertical-align: 2px; }
.badge.un { color: var(--trap); } .badge.fh { color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: 14px; } th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; } thead th { color: var(--soft-ink); } .num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
ol.course, ol.articles, ul.spans { padding-left: 0; list-style: none; margin: 0; } ol.articles li, ol.course li { padding: 5px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } ul.spans li { margin: 0 0 12px; }
time { color: var(--soft-ink); font-size: 14px; font-variant-numeric: tabular-nums; margin-right: 6px; }
main > section h3 { margin-top: 14px; }
blockquote { margin: 2px 0; padding: 2px 0 2px 12px; border-left: 3px solid var(--line); } mark { background: var(--mark); color: inherit; padding: 0 1px; }
section.glance ol { margin: 0; padding-left: 22px; } section.glance li { margin: 3px 0; }
.spans p.n { margin: 2px 0; }
details { margin: 0 0 8px; } summary { cursor: pointer; padding: 6px 0; }
button { font: inherit; font-weight: 600; padding: 8px 18px; border-radius: 8px; border: 0; background: var(--link); color: var(--paper); cursor: pointer; }
footer { border-top: 1px solid var(--line); margin-top: 24px; padding-top: 12px; padding-bottom: 32px; color: var(--soft-ink); font-size: 14px; } footer p { margin: 4px 0; }
.nav { display: flex; gap: 16px; flex-wrap: wrap; justify-content: flex-end; }
ul.charts { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 12px; } ul.charts svg { width: 100%; height: auto; display: block; }
.wide { overflow-x: auto; } .wide th:first-child, .wide td:first-child { min-width: 6em; } .day { white-space: nowrap; } .claim { font-size: 18px; line-height: 1.4; margin: 6px 0; }
@media (max-width: 520px) { header nav, main, footer { padding-left: 12px; padding-right: 12px; } .card, main > section { padding: 14px; } .card section { padding: 8px 10px; } h1 { font-size: 21px; } }
textarea, input:not([type=radio], [type=checkbox]) { max-width: 100%; box-sizing: border-box; }
fieldset { min-width: 0; margin: 0 0 14px; }
@media (max-width: 520px) { .rows thead { display: none; } .rows tr { display: flex; flex-wrap: wrap; gap: 0 10px; border-bottom: 1px solid var(--line); padding: 5px 0; } .rows :is(th, td) { border: 0; padding: 0; } .rows th { flex: 1 1 auto; } .hype .rows tbody th { flex-basis: 100%; } .rows td:last-child { flex: 1 0 100%; min-width: 0; color: var(--soft-ink); } .rows td[data-of]::before { content: attr(data-of) ' '; color: var(--soft-ink); } .rows .drawn { display: none; } }
`;
