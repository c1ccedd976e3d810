#pragma once

#include <string_view>

namespace minka::reports {

/// The style sheet of every page: type scale, palette, A4 print, phone. No fonts or pictures from elsewhere.
/// The colours are those of svg_canvas.h.
inline constexpr std::string_view page_style = R"css(
:root{--ink:#1c2b2d;--quiet:#56646a;--rule:#cfc9bb;--sand:#f3eee3;--lake:#0d5458;--clay:#8f4a1c;--paper:#fff}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:auto}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 'Source Sans 3','Segoe UI',Roboto,Arial,'DejaVu Sans',sans-serif;font-variant-numeric:lining-nums tabular-nums;-webkit-print-color-adjust:exact;print-color-adjust:exact}
h1,h2,h3{font-family:'Source Serif 4',Charter,Cambria,Georgia,'DejaVu Serif',serif;font-weight:700;line-height:1.2;text-wrap:balance;color:var(--ink)}
h1{font-size:2.25rem;margin:.2rem 0 .6rem}
h2{font-size:1.5rem;margin:0 0 .9rem;padding-top:.7rem;border-top:3px solid var(--lake)}
h3{font-size:1.125rem;margin:1.8rem 0 .5rem}
p{margin:0 0 .8rem;max-width:44rem}
a{color:var(--lake)}
a:focus-visible{outline:3px solid var(--clay);outline-offset:2px}
.sheet{max-width:80rem;margin:0 auto;padding:1.5rem 2rem 3rem}
header{border-bottom:1px solid var(--rule);margin-bottom:1.6rem;padding-bottom:.8rem}
.band{display:block;width:100%;height:14px;margin-bottom:1.4rem}
.programme{font-size:.95rem;letter-spacing:.06em;text-transform:uppercase;color:var(--lake);font-weight:700;margin:0}
.under{color:var(--quiet);margin:0 0 .3rem}
.notice{border:2px solid var(--clay);border-left-width:10px;background:var(--sand);padding:.8rem 1rem;margin:0 0 1rem;max-width:none;font-weight:600}
nav ol{list-style:none;margin:0 0 1.5rem;padding:0;columns:2;column-gap:2rem;font-size:.95rem}
nav li{padding:.15rem 0;break-inside:avoid}
nav a{text-decoration:none;display:block;padding:.2rem 0}
nav a:hover{text-decoration:underline}
main section{margin:0 0 2.6rem}
ol.said{padding-left:0;list-style:none;counter-reset:said;margin:0 0 1.2rem;max-width:46rem}
ol.said li{counter-increment:said;position:relative;padding:.15rem 0 .6rem 2.6rem;font-size:1.125rem}
ol.said li::before{content:counter(said);position:absolute;left:0;top:.15rem;width:1.8rem;height:1.8rem;line-height:1.8rem;text-align:center;border-radius:50%;background:var(--lake);color:#fff;font-size:.95rem;font-weight:700}
ul.said{margin:0 0 1rem;padding-left:1.2rem;max-width:46rem}
ul.said li{margin-bottom:.35rem;overflow-wrap:anywhere}
.keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.8rem;margin:0 0 1.4rem}
.keys div{background:var(--sand);padding:.8rem 1rem;border-bottom:3px solid var(--lake)}
.keys dt{font-size:.95rem;color:var(--quiet);margin:0}
.keys dd{margin:.1rem 0 0;font:700 1.5rem/1.2 'Source Serif 4',Charter,Cambria,Georgia,'DejaVu Serif',serif}
.keys{margin-top:0}
.keys dl{display:contents}
figure{margin:0 0 1.8rem;max-width:46rem}
figcaption{font-weight:700;margin:0 0 .4rem}
figure svg{display:block;width:100%;height:auto;max-width:680px}
.phone{display:none}
.table{margin:0 0 1.8rem;overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.94rem;line-height:1.35}
caption{text-align:left;font-weight:700;font-size:1rem;padding:0 0 .4rem}
th,td{padding:.38rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
thead th{border-bottom:2px solid var(--ink);vertical-align:bottom;font-size:.88rem;line-height:1.25}
tbody th{font-weight:400}
.n{text-align:right;white-space:nowrap}
thead .n{white-space:normal}
tr.total th,tr.total td{border-top:2px solid var(--ink);font-weight:700}
td.kept{font-style:italic;color:var(--quiet)}
.wide td:last-child:not(.n):not(.kept){min-width:12rem}
.terms{margin:0 0 1.4rem}
.terms dt{font-weight:700;margin-top:.7rem}
.terms dd{margin:0;max-width:46rem}
.terms .aside{display:block;color:var(--quiet);font-size:.92rem}
footer{border-top:1px solid var(--rule);padding-top:.8rem;color:var(--quiet);font-size:.88rem;overflow-wrap:anywhere}
@media (min-width:75rem){
.columns{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:3rem}
nav{position:sticky;top:1.5rem;align-self:start}
nav ol{columns:1}
}
@media (max-width:40rem){
body{font-size:1rem}
.sheet{padding:1rem 1rem 2rem}
h1{font-size:1.65rem}
h2{font-size:1.3rem}
nav ol{columns:1}
nav a{padding:.6rem 0;min-height:2.5rem}
.keys{grid-template-columns:1fr}
ol.said li{font-size:1.0625rem}
.page{display:none}
.phone{display:block}
.wide table,.wide thead,.wide tbody,.wide tr,.wide th,.wide td,.wide caption{display:block}
.wide thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.wide tr{border:1px solid var(--rule);border-left:4px solid var(--lake);margin:0 0 .8rem;padding:.4rem .7rem}
.wide th,.wide td{border:0;padding:.16rem 0;display:flex;justify-content:space-between;gap:1rem;text-align:right;white-space:normal}
.wide tbody th{font-weight:700}
.wide td:last-child:not(.n):not(.kept){min-width:0}
.wide th::before,.wide td::before{content:attr(data-label);color:var(--quiet);font-weight:400;text-align:left}
.wide tr.total th,.wide tr.total td{border-top:0}
th,td{padding:.35rem .4rem}
}
@page{size:A4;margin:16mm 15mm 18mm;@bottom-right{content:counter(page);font:9pt Arial,sans-serif;color:#56646a}}
@media print{
body{font-size:10.5pt;line-height:1.42}
.sheet{max-width:none;padding:0}
.columns{display:block}
nav{display:none}
h1{font-size:22pt}
h2{font-size:15pt;break-after:avoid}
h3{font-size:12pt;break-after:avoid}
.page{display:block}
.phone{display:none}
.keys{grid-template-columns:repeat(3,1fr);break-inside:avoid}
.keys dd{font-size:14pt}
figure{break-inside:avoid;max-width:none}
figcaption,caption{break-after:avoid}
.table{overflow:visible}
table{font-size:9pt}
.wide table{font-size:8pt}
.wide th,.wide td{padding:.2rem .3rem}
.wide td:last-child:not(.n):not(.kept){min-width:46mm}
thead{display:table-header-group}
tr,li,.notice,.terms div{break-inside:avoid}
p{orphans:3;widows:3}
main section{margin-bottom:8mm}
ol.said li{font-size:11.5pt}
a{color:inherit;text-decoration:none}
.one .band{margin-bottom:3mm}
.one h1{font-size:18pt}
.one h2{font-size:13pt;margin-bottom:2mm;padding-top:1.5mm}
.one header{margin-bottom:3mm;padding-bottom:1mm}
.one main section{margin-bottom:4mm}
.one ol.said{margin-bottom:1mm}
.one ol.said li{font-size:11pt;padding-bottom:.3rem}
.one ul.said{margin-bottom:1mm}
.one footer{font-size:7.5pt;line-height:1.3;padding-top:1.5mm}
.one footer p{max-width:none;margin:0}
}
)css";

}  // namespace minka::reports
