const name=word=>word.replace(/^([a-z]+)0+(?=\d)/,'$1');
const marked=new Map(),view=document.getElementById('view'),list=document.getElementById('excluded');
const same=(item,plate,well)=>item.dataset.plate===plate&&item.dataset.well.split('\n')[0]===well;
const all=(kind,plate,well)=>[...document.querySelectorAll(kind)].filter(item=>same(item,plate,well));
const quoted=text=>'"'+text.replaceAll('"','""')+'"';
let shown;
document.addEventListener('click',event=>{const item=event.target.closest('figure[data-well],g[data-well]');
if(!item||event.ctrlKey||event.metaKey||event.shiftKey)return;
event.preventDefault();shown=[item.dataset.plate,item.dataset.well.split('\n')[0]];
view.querySelector('h2').textContent=shown.join(', ');
view.querySelector('div').replaceChildren(...all('figure[data-well]',...shown).map(figure=>{
const copy=document.createElement('figure'),image=figure.querySelector('img'),link=figure.querySelector('a');
if(image||link){const large=copy.appendChild(document.createElement('img'));large.alt=figure.title;
large.src=link?link.href:image.src;large.onerror=()=>{large.onerror=null;if(image)large.src=image.src}}
copy.appendChild(document.createElement('figcaption')).textContent=figure.title;return copy}));
view.querySelector('input').checked=marked.has(shown.join('\n'));view.showModal()});
view.querySelector('button').addEventListener('click',()=>view.close());
view.querySelector('input').addEventListener('change',event=>{const key=shown.join('\n');
event.target.checked?marked.set(key,shown):marked.delete(key);
all('figure[data-well],g[data-well],tr[data-well]',...shown).forEach(item=>item.classList.toggle('out',event.target.checked));
list.hidden=marked.size===0;list.textContent='Save '+marked.size+' excluded well'+(marked.size===1?'':'s')+' as CSV';
list.href='data:text/csv;charset=utf-8,'+encodeURIComponent(['plate,well',...[...marked.values()].map(
pair=>pair.map(quoted).join(','))].join('\n')+'\n')});
for(const choice of document.querySelectorAll('.choice')){const select=choice.querySelector('select');
const cells=[...choice.querySelectorAll('g')],texts=[...choice.querySelectorAll('svg>text')].slice(-2);select.hidden=false;
const longest=(cells[0]?.querySelector('rect').getAttribute('width')-2)/5.3|0;
select.addEventListener('change',()=>{const values=select.value.split(' '),known=values.filter(Boolean).map(Number);
const low=Math.min(...known),high=Math.max(...known),name=select.selectedOptions[0].text;
choice.querySelector('h3').textContent=name;choice.querySelector('svg').setAttribute('aria-label',name);
[low,high].forEach((value,i)=>texts[i].textContent=values.find(text=>text&&Number(text)===value));
cells.forEach((cell,i)=>{const text=values[i],share=high>low?(text-low)/(high-low):.5;
const [title,rect]=['title','rect'].map(name=>cell.querySelector(name));
cell.style.display=text?'':'none';rect.setAttribute('fill',`rgb(${226-203*share|0},${236-172*share|0},${250-122*share|0})`);
title.textContent=title.textContent.split(': ')[0]+': '+text;
const shown=cell.querySelector('text');if(shown){shown.style.fill=share>.5?'#fff':'#1d2433';
shown.textContent=[text,...[3,2,1].map(digits=>String(+(+text).toPrecision(digits)))].find(one=>one.length<=longest)||''}})})}
const reach=()=>document.querySelectorAll('.scroll,.charts>div').forEach(box=>{
box.tabIndex=box.scrollWidth>box.clientWidth?0:-1});reach();addEventListener('resize',reach);addEventListener('toggle',reach,true);
const box=document.getElementById('filter');box.hidden=false;
box.querySelector('input').addEventListener('input',event=>{
const words=event.target.value.toLowerCase().split(/[\s,]+/).filter(Boolean);
for(const item of document.querySelectorAll('[data-well]')){const keys=item.dataset.well.toLowerCase().split('\n');
item.classList.toggle('off',words.length>0&&!words.some(word=>/^[a-z]{1,2}\d+$/.test(word)?name(keys[0])===name(word):
keys.some(key=>key.includes(word))));}});
