const name=word=>word.replace(/^([a-z]+)0+(?=\d)/,'$1');
const box=document.getElementById('filter');box.hidden=false;
box.querySelector('input').addEventListener('input',event=>{
const words=event.target.value.toLowerCase().split(/[\s,]+/).filter(Boolean);
for(const item of document.querySelectorAll('[data-well]')){const keys=item.dataset.well.toLowerCase().split('\n');
item.classList.toggle('off',words.length>0&&!words.some(word=>/^[a-z]{1,2}\d+$/.test(word)?name(keys[0])===name(word):
keys.some(key=>key.includes(word))));}});
