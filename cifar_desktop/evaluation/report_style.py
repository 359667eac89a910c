"""How a report looks in a browser, light or dark as the reader's system is, and on paper."""

STYLE = """
:root {
  color-scheme: light dark;
  --page: #f6f6f8; --surface: #ffffff; --line: #dcdce2; --text: #1c1c21; --quiet: #5f606b;
  --first: #3f5bd8; --second: #c2570c; --right-heat: 63 91 216; --wrong-heat: 214 98 20; --most-heat: 0.5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #17181c; --surface: #202126; --line: #35373f; --text: #ececf0; --quiet: #a3a5b1;
    --first: #93a7ff; --second: #ffb066; --right-heat: 120 144 255; --wrong-heat: 240 140 60; --most-heat: 0.42;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2.5rem 1.25rem 4rem; background: var(--page); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 62rem; margin: 0 auto; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
p { margin: 0 0 .75rem; max-width: 46rem; }
.lead { font-size: 1.1rem; }
.quiet, figcaption, footer { color: var(--quiet); }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem;
  margin: 1.25rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; list-style: none;
  padding: 0; margin: 1.25rem 0; }
.cards li { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem; }
.cards strong { display: block; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--first); outline-offset: 3px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: right; }
th { font-weight: 600; }
tbody th, thead th:first-child { text-align: left; }
tbody tr { border-top: 1px solid var(--line); }
tbody.averages { border-top: 2px solid var(--quiet); }
.classes { min-width: min(100%, 36rem); }
.matrix { font-size: .87rem; }
.matrix th, .matrix td { padding: .35rem .5rem; }
.matrix td { min-width: 3rem; }
.matrix td.right { background: rgb(var(--right-heat) / calc(var(--heat) * var(--most-heat))); font-weight: 600; }
.matrix td.wrong { background: rgb(var(--wrong-heat) / calc(var(--heat) * var(--most-heat))); }
.matrix td.none { color: var(--quiet); }
.pairs { margin: 0; padding-left: 1.9rem; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); gap: 1.1rem; list-style: none;
  padding: 0; margin: 0; }
.gallery figure { margin: 0; }
.gallery img { display: block; width: 6rem; height: auto; border-radius: 6px; image-rendering: pixelated; }
.gallery figcaption { margin-top: .4rem; font-size: .87rem; line-height: 1.4; overflow-wrap: anywhere; }
.gallery b { color: var(--text); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 2rem; }
.charts figure { margin: 0; }
.charts svg { width: 100%; height: auto; max-width: 460px; }
details { margin-top: .6rem; overflow-x: auto; }
details table { font-size: .87rem; }
details tbody th { white-space: nowrap; }
summary { cursor: pointer; color: var(--quiet); }
footer { font-size: .87rem; }
@page { margin: 15mm; }
@media print {
  :root {
    --page: #ffffff; --surface: #ffffff; --line: #c8c8d0; --text: #000000; --quiet: #4a4a52;
    --first: #3f5bd8; --second: #c2570c; --right-heat: 63 91 216; --wrong-heat: 214 98 20; --most-heat: 0.5;
  }
  body { padding: 0; font-size: 10pt; }
  section, .cards li { border-color: #c8c8d0; }
  .cards li, .gallery li, .charts figure, tr { break-inside: avoid; }
  .matrix { break-inside: avoid; }
  h2 { break-after: avoid; }
  .cards { grid-template-columns: repeat(5, 1fr); }
  .cards strong { font-size: 1.2rem; }
  details:not([open]) { display: none; }
  .scroll { overflow: visible; }
  .matrix { font-size: 7.5pt; }
  .matrix th, .matrix td { padding: .2rem .3rem; min-width: 0; }
  .matrix td, .charts svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .gallery { grid-template-columns: repeat(6, 1fr); gap: .6rem; }
  .gallery img { width: 3.6rem; }
}
"""
