namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>Style sheet and script of the page of a run. Without the script, everything but the filter works.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--ink:#1d2433;--soft:#5a6478;--line:#d9deea;--box:#f4f6fa;--paper:#fff;--link:#1859b8;--warn:#a52714}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9f0;--soft:#9aa5ba;--line:#333b4d;--box:#1c2230;--paper:#12161f;--link:#8ab8ff;
        --warn:#ff9a85}}
        html{font-size:clamp(15px,.35vw + 11px,26px)}
        body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:140rem;padding:1.5rem clamp(1rem,3vw,4rem);color:var(--ink);
        background:var(--paper)}
        a{color:var(--link)}h1{font-size:1.7rem;margin:0;overflow-wrap:anywhere}h2{font-size:1.25rem;margin:2.2rem 0 .6rem}
        h3{font-size:1rem;margin:0 0 .3rem}p{margin:.3rem 0}.soft,figcaption{color:var(--soft)}.warn{color:var(--warn)}
        .facts{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0}.facts>div{background:var(--box);border-radius:.5rem;padding:.5rem 1rem}
        .facts b{display:block;font-size:1.5rem;line-height:1.3;font-variant-numeric:tabular-nums}
        nav{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem}
        #filter{position:sticky;top:0;background:var(--paper);padding:.6rem 0;z-index:1}
        #filter input{font:inherit;padding:.35rem .7rem;width:min(28rem,100%);box-sizing:border-box;border:1px solid var(--line);
        border-radius:.4rem;background:var(--box);color:inherit}
        .charts{display:flex;flex-wrap:wrap;gap:1.5rem 2.5rem}.charts>div,.scroll{max-width:100%;overflow-x:auto}
        svg{display:block}svg text{font:10px system-ui,sans-serif;fill:var(--soft)}svg .v{font-size:9px}svg .empty{fill:var(--box)}
        .wells{display:grid;gap:.5rem;margin-top:1.5rem}.wells figure{margin:0;text-align:center;font-size:.85rem;min-width:0}
        .wells img{width:100%;background:#000;border-radius:.3rem;display:block;image-rendering:pixelated}
        .wells .none{background:var(--box);border-radius:.3rem;color:var(--soft);display:grid;place-items:center;aspect-ratio:1}
        .dense{gap:2px}.dense figure{font-size:.6rem}.off{opacity:.12}tr.off{display:none}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;white-space:nowrap}
        td,th{padding:.2rem .7rem;border-bottom:1px solid var(--line);text-align:right}th{color:var(--soft);font-weight:600}
        td.t,th.t{text-align:left}summary{cursor:pointer;font-size:1.25rem;font-weight:700;margin:2.2rem 0 .6rem}
        """;

    public const string Script = """
        const name=word=>word.replace(/^([a-z]+)0+(?=\d)/,'$1');
        const box=document.getElementById('filter');box.hidden=false;
        box.querySelector('input').addEventListener('input',event=>{
        const words=event.target.value.toLowerCase().split(/[\s,]+/).filter(Boolean);
        for(const item of document.querySelectorAll('[data-well]')){const keys=item.dataset.well.toLowerCase().split('\n');
        item.classList.toggle('off',words.length>0&&!words.some(word=>/^[a-z]{1,2}\d+$/.test(word)?name(keys[0])===name(word):
        keys.some(key=>key.includes(word))));}});
        """;
}
