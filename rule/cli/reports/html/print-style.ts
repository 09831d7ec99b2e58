/**
 * A report on paper: light, small, and without what only a screen can use. Compliant functions are left out, and the page says so:
 * of thousands of functions nobody reads those that need nothing.
 */
export const PRINT_STYLE = `@page{margin:9mm}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--wash:#eee;--com:#17745a;--non:#c0331a;--unk:#9a6700;
--na:#8d8a83;--accent:#000}
html{font-size:9pt;line-height:1.35}body{max-width:none;padding:0}.tools,.contents,tr.com,.on-screen{display:none}.on-paper{display:block}
a{text-decoration:none}.axis{position:static}section{margin-top:2rem}
h1{font-size:20pt}.figures dd{font-size:14pt}.figures{margin-top:1rem;grid-template-columns:repeat(5,1fr)}
.functions{font-size:6.5pt;line-height:1.15}.functions td code,.functions td>a{display:none}.functions tr{padding:.08rem 0;gap:0 .4rem}
.evaluations{--columns:1.6fr 4.6rem 5rem 5.4rem 4.6fr}.histories{--columns:1.55fr 4.5rem 5rem 5.4rem 2.4rem 4.5fr}
.causes,.reasons,.totals{font-size:7.5pt}.causes tr,.reasons tr,.totals tr,.place{padding:.12rem 0}
.timeline{padding:.4rem 0;font-size:7.5pt}.timeline ol{font-size:7pt;margin-top:.2rem}.timeline li{padding:.05rem 0}.bar{height:.6rem}
.brief{font-size:7pt}.brief li{padding:.05rem 0}
table.functions tbody,table.deliveries tbody tr,table.forecasts tbody tr,.timeline,.brief li{content-visibility:visible}
tr,.timeline header,.timeline li,.place,.brief li,.figures div{break-inside:avoid}h2,h3,thead{break-after:avoid}
.bar,.mark::before,td::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}thead button::after{content:""}}
`;
