/**
 * The style sheet of pages with plots, for light and dark, wide and narrow. Colours are those that
 * colour-blind readers tell apart (Okabe and Ito's), and none says anything alone.
 */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--raised:#f6f7f9;--text:#1c2430;--faint:#5d6878;
--line:#c3cad5;--good:#0072b2;--bad:#c8500a;--band:#d5dae2;--runs:#0072b2}
@media(prefers-color-scheme:dark){:root{--ground:#14181f;--raised:#1d232d;--text:#e6e9ef;
--faint:#98a2b3;--line:#475063;--good:#56b4e9;--bad:#ff9d4d;--band:#394252;--runs:#56b4e9}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:14px/1.45 system-ui,sans-serif}
main{max-width:1240px;margin:0 auto;padding:18px}
h1{margin:0;font-size:22px;overflow-wrap:anywhere}
h2{margin:30px 0 4px;font-size:17px}
h3{margin:18px 0 4px;font-size:14px}
p{margin:2px 0 8px}
.about,.faint,caption,dt{color:var(--faint)}
.about{overflow-wrap:anywhere}
svg{display:block;max-width:100%;flex:none}
.axis{stroke:var(--line);fill:none}
.interval{stroke:var(--faint);stroke-width:5;opacity:.55;fill:none}
.good,.bar{fill:var(--good)}
.bad,.lost{fill:var(--bad)}
.frame{fill:var(--raised);stroke:var(--line)}
.band{fill:var(--band)}
.median{stroke:var(--faint);stroke-dasharray:2 2;fill:none}
.runs{stroke:var(--runs);stroke-width:2;fill:none}
.scores{display:grid;grid-template-columns:repeat(auto-fill,minmax(215px,1fr));gap:10px;
margin:14px 0 0;padding:0;list-style:none}
.scores li{padding:9px 12px;border:1px solid var(--line);border-radius:8px;background:var(--raised)}
.scores b{font-size:19px;font-variant-numeric:tabular-nums}
.scores svg{width:100%;margin:4px 0}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:14px 0 2px;font-weight:600}
th{text-align:left;font-weight:600}
thead th{font-weight:400;color:var(--faint);border-bottom:1px solid var(--line)}
th,td{padding:3px 12px 3px 0;vertical-align:middle}
.n:last-child,.stack :last-child{padding-right:0}
tbody tr+tr>*{border-top:1px solid color-mix(in srgb,var(--line) 45%,transparent)}
.n{text-align:right;white-space:nowrap}
small{display:inline-block;margin-left:9px;font-size:12px;font-weight:400;color:var(--faint);
overflow-wrap:anywhere}
small.note{display:block;margin:0}
.rates,.figures{table-layout:fixed}
.rates th:first-child{width:54%}
.rates th:nth-child(3){width:150px}
.figures tbody th{font-size:13px}
.figures th:first-child{width:17%;overflow-wrap:anywhere}
.cell{display:flex;align-items:center;gap:7px}
.cell span:first-child{flex:1;min-width:56px;text-align:right;white-space:nowrap}
.cell .ratio{width:36px;flex:none;color:var(--faint);font-size:12px}
.cell .far{color:var(--bad);font-weight:600}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;align-items:center;color:var(--faint)}
.legend span{display:inline-flex;gap:6px;align-items:center}
details{margin:6px 0}
summary{cursor:pointer;color:var(--faint)}
.group{margin:10px 0;padding:9px 12px;border:1px solid var(--line);border-left:4px solid var(--bad);
border-radius:6px}
.group header{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center}
.group p{margin:2px 0;overflow-wrap:anywhere;white-space:pre-wrap}
.group .headline{font-weight:600}
.group .detail{padding-left:16px;font:12.5px/1.45 ui-monospace,monospace}
.group b{display:inline-block;min-width:52px;color:var(--faint);font-weight:400}
code{font:12.5px/1.45 ui-monospace,monospace;user-select:all;overflow-wrap:anywhere}
.value,.label{fill:var(--faint);font-size:12px;text-anchor:middle}
.value{fill:var(--text)}
.wide{overflow-x:auto}
.wide>svg{max-width:none}
@media(max-width:860px){main{padding:12px}
.stack thead{display:none}
.stack tr,.stack th,.stack td{display:block;padding:2px 0;border:0}
.stack tbody tr{padding:8px 0}
.stack tbody tr+tr>*{border-top:0}
.stack tbody tr+tr{border-top:1px solid var(--line)}
.stack td.n{text-align:left}
.stack th:first-child{width:auto}
.rates tr{display:flex;flex-wrap:wrap;align-items:center;gap:2px 12px}
.rates th:first-child{flex:0 0 100%}
small{display:block;margin:0}
.cell span:first-child{flex:0 0 74px;text-align:left}
.stack td[data-of]{display:grid;grid-template-columns:86px 1fr;align-items:center}
.stack td[data-of]::before{content:attr(data-of);color:var(--faint)}}
`
