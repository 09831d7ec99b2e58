import { PLACE_COLUMNS } from './place-totals.ts';
import { PRINT_STYLE } from './print-style.ts';

/** The look of a report, on screen in both colour schemes and on paper. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fdfcfa;--ink:#1c1b19;--soft:#5f5c56;--line:#dedad2;--wash:#f4f1eb;
--com:#17745a;--non:#c0331a;--unk:#9a6700;--na:#8d8a83;--accent:#1f4f8f}
@media (prefers-color-scheme:dark){:root{--paper:#161614;--ink:#ecebe7;--soft:#a8a59d;--line:#37352f;--wash:#201f1c;
--com:#4cc39b;--non:#ff7d5c;--unk:#e3b341;--na:#7d7a73;--accent:#8fbcff}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:76rem;padding:clamp(1.25rem,4vw,4rem) clamp(1rem,4vw,3rem) 4rem;overflow-wrap:anywhere}
h1,h2,h3,p,dl,dd,ol,ul,figure,table{margin:0;padding:0}
h1{font-size:clamp(1.9rem,1.2rem + 2.6vw,3.2rem);line-height:1.1;letter-spacing:-.025em;font-weight:650;max-width:22ch;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.25;letter-spacing:-.01em;font-weight:650}
h3{font-size:1rem;font-weight:600}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.85em}
.eyebrow{font-size:.8rem;letter-spacing:.04em;color:var(--soft);margin-bottom:1rem}
.lede{margin-top:1.1rem;color:var(--soft);max-width:62ch}
section{margin-top:3.5rem}
section>h2{padding-top:.9rem;border-top:2px solid var(--ink)}
section>.note{color:var(--soft);margin-top:.35rem;max-width:68ch}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1.5rem 2rem;margin-top:2.5rem}
.figures div{border-top:1px solid var(--line);padding-top:.6rem}
.figures dt{font-size:.85rem;color:var(--soft)}
.figures dd{font-size:1.75rem;line-height:1.25;letter-spacing:-.02em;font-variant-numeric:tabular-nums;font-weight:600}
.figures small{display:block;font-size:.85rem;letter-spacing:0;font-weight:400;color:var(--soft)}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;margin-top:1rem;font-size:.9rem;list-style:none}
.mark{white-space:nowrap}
.mark::before,
.functions tbody td:nth-child(4)::before,.brief span:last-child::before{
content:"";display:inline-block;width:.7em;height:.7em;margin-right:.5em;background:var(--c)}
.com{--c:var(--com);fill:var(--com)}.non{--c:var(--non);fill:var(--non)}.unk{--c:var(--unk);fill:url(#hatch)}.na{--c:var(--na);fill:var(--na)}
.mark.com::before,tr.com td:nth-child(4)::before{border-radius:50%}
.mark.non::before,tr.non td:nth-child(4)::before,.brief .non span:last-child::before{clip-path:polygon(50% 0,100% 100%,0 100%)}
.mark.unk::before,.functions tr.unk td:nth-child(4)::before,.brief .unk span:last-child::before{background:none;border:.16em solid var(--c);border-radius:50%}
.mark.na::before,.functions tr.na td:nth-child(4)::before{height:.2em;vertical-align:.22em}
.none{fill:var(--wash)}
.hatch-back{fill:var(--unk);opacity:.35}.hatch-line{stroke:var(--unk);stroke-width:3}
.defs{position:absolute;width:0;height:0}
.bar{display:block;width:100%;height:.9rem;background:var(--wash)}
.places{margin-top:1.5rem;display:grid;gap:.1rem;list-style:none}
.place{display:grid;grid-template-columns:minmax(13rem,1.1fr) minmax(8rem,3fr) 4.5rem 11.5rem;gap:.2rem 1.25rem;align-items:center;padding:.4rem 0;
border-bottom:1px solid var(--line)}
summary.place{cursor:pointer}summary.place>:first-child::before{content:"\\25B8";display:inline-block;width:1.1em;color:var(--accent)}
details[open]>summary.place>:first-child::before{content:"\\25BE"}
.places .places{margin:0 0 .8rem}.places .places .place>:first-child{padding-left:1.1em}.places .places .num{font-weight:400}
.contents ul{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;list-style:none;margin-top:2.5rem;font-size:.9rem}
:target{scroll-margin-top:4.5rem}tr:target,.timeline:target,.brief li:target{background:var(--wash)}
th:target{background:var(--wash)}
.on-paper{display:none}
.num{text-align:right;font-variant-numeric:tabular-nums}
.quiet{color:var(--soft)}
.places .num{font-weight:600}.places .quiet{font-size:.9rem}
details.more>summary{cursor:pointer;padding:.7rem 0;color:var(--accent)}
.chart{display:grid;grid-template-columns:3.2rem 1fr;gap:.4rem .6rem;margin-top:1.5rem}
.chart svg{width:100%;height:14rem;display:block;overflow:visible}
.chart .grid{stroke:var(--line);stroke-width:1}.chart .curve{fill:none;stroke:var(--com);stroke-width:2}.chart .area{fill:var(--com);opacity:.12}
.chart .curve,.chart .grid{vector-effect:non-scaling-stroke}
.scale{display:flex;justify-content:space-between;font-size:.8rem;color:var(--soft);font-variant-numeric:tabular-nums}
.scale.y{flex-direction:column;text-align:right;line-height:1;margin:-.4rem 0}.scale.x{grid-column:2}
.tools{display:flex;flex-wrap:wrap;gap:.8rem 1.5rem;align-items:end;margin-top:1.25rem}
.tools[hidden]{display:none}
.tools label{font-size:.85rem;color:var(--soft)}
.tools fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1rem}
.tools fieldset label{color:inherit;font-size:.9rem;display:flex;align-items:center;gap:.35rem}
.tools input[type=search],.tools select{display:block;font:inherit;font-size:.95rem;color:inherit;background:var(--paper);
border:1px solid var(--soft);border-radius:3px;padding:.4rem .55rem;width:min(19rem,100%)}
.shown{font-size:.9rem;color:var(--soft);margin-top:.8rem}
table{display:block;width:100%;margin-top:1rem;font-size:.92rem;border-collapse:collapse}
thead,tbody{display:block}
thead th{color:var(--soft);font-weight:500;font-size:.85rem;padding:0}
tr{display:grid;grid-template-columns:var(--columns);align-items:baseline;gap:.1rem 1.25rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
thead tr{border-bottom:1px solid var(--ink)}
tbody[hidden]{display:none}
.functions tbody{content-visibility:auto;contain-intrinsic-size:auto calc(var(--rows,1)*4rem)}
@media (scripting:none){.functions tbody{content-visibility:visible}}
:is(.deliveries,.forecasts) tbody tr{content-visibility:auto;contain-intrinsic-size:auto 4rem}
th,td{text-align:left;font-weight:400;min-width:0;padding:0}
tbody th{font-weight:600}tbody th a,h3 a{color:inherit;text-decoration-color:var(--soft)}section>h3{margin-top:2rem}
td code{color:var(--soft)}td code::before{content:"";display:block;margin-top:.15rem}
td code a{color:inherit}.functions td>a{margin-left:.8em;font-size:.85em}
.functions td:nth-child(2){font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.85em}
thead button{all:unset;cursor:pointer;padding:.1rem 0}
thead button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
thead button::after{content:" \\2195";opacity:.5}
[aria-sort=ascending] button::after{content:" \\2191";opacity:1}[aria-sort=descending] button::after{content:" \\2193";opacity:1}
.evaluations{--columns:minmax(9rem,1.3fr) 8rem 8.5rem 9.5rem minmax(14rem,2.6fr)}
.histories{--columns:minmax(9rem,1.3fr) 8rem 8.5rem 9.5rem 5.5rem minmax(13rem,2.4fr)}
.deliveries{--columns:minmax(7rem,1.2fr) 7.5rem 6rem 7.5rem 6rem 4rem 6.5rem minmax(12rem,3fr)}
.forecasts{--columns:minmax(9rem,2fr) 1fr 1.2fr 1.2fr 1.2fr}
.deliveries ul{margin:0;padding-left:1rem}
.totals{--columns:8rem 1.1fr .7fr repeat(5,1fr)}
.reasons{--columns:minmax(9rem,16rem) 6rem}.causes{--columns:minmax(12rem,2fr) 6rem 6rem minmax(9rem,1.5fr)}
.reasons td,.causes td,.totals td{font-variant-numeric:tabular-nums}
.inputs{--columns:1fr minmax(0,1fr)}
.axis{position:sticky;top:0;background:var(--paper);z-index:1;padding:.6rem 0 .4rem;margin-top:1rem}
.timeline{padding:1.1rem 0 1.3rem;border-bottom:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 12rem}
.timeline header{display:flex;flex-wrap:wrap;gap:.1rem 1rem;align-items:baseline;margin-bottom:.45rem}
.timeline ol{list-style:none;margin-top:.6rem;font-size:.9rem}
.timeline li{display:grid;grid-template-columns:10.5rem 6.5rem 9.5rem 1fr;gap:.1rem 1.25rem;padding:.3rem 0}
.brief{list-style:none;margin-top:.6rem;font-size:.9rem}
.brief li{display:grid;grid-template-columns:minmax(9rem,1.3fr) minmax(9rem,1fr) minmax(8rem,2fr) minmax(11rem,1fr);gap:.1rem 1.25rem;align-items:center;
padding:.35rem 0;border-bottom:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 2.2rem}
.timeline .cause{display:block;color:var(--soft)}
.facts{display:grid;grid-template-columns:minmax(10rem,20rem) 1fr;gap:.45rem 1.5rem;margin-top:1.2rem}
.facts dt{color:var(--soft)}
.prose{margin-top:1rem;max-width:70ch;display:grid;gap:.6rem}.prose li{margin-left:1.1rem}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.85rem;color:var(--soft)}
@media screen and (max-width:52rem){
.place{grid-template-columns:1fr 4.5rem}.place>:nth-child(1){grid-area:1/1}.places .num{grid-area:1/2}.places .bar{grid-area:2/1/3/3}
.places .quiet{grid-area:3/1/4/3}
.evaluations,.histories,.deliveries,.forecasts{--columns:1fr 1fr}
.causes{--columns:1fr 5.5rem 5.5rem}.causes tr>:last-child{grid-column:1/-1}
.evaluations thead,.histories thead,.deliveries thead,.forecasts thead{position:static}
.evaluations tbody th,.histories tbody th,.deliveries tbody th,.forecasts tbody th,.evaluations tbody td:last-child,.histories tbody td:last-child,
.deliveries tbody td:last-child{grid-column:1/-1}
.totals{--columns:1fr}.totals thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.totals td::before{color:var(--soft)}${placeLabels()}
.inputs{--columns:1fr}.brief li{grid-template-columns:1fr 1fr}.timeline li{grid-template-columns:1fr 1fr}.timeline li>:last-child{grid-column:1/-1}
.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.7rem}
.scale.x span:nth-child(even){display:none}}
${PRINT_STYLE}`;

/** A narrow screen has no room for the heads of columns: there each value brings its own. */
function placeLabels(): string {
  const labels = PLACE_COLUMNS.map((name, index) => `.totals td:nth-child(${index + 1})::before{content:"${name}: "}`);
  return labels.slice(1).join('');
}
